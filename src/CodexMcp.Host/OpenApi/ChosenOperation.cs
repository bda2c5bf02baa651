using Microsoft.OpenApi;

namespace CodexMcp.Host.OpenApi;

/// <summary>One operation of a document with all that its path gives to it.</summary>
/// <param name="Id">Its id, or one made of its method and path.</param>
/// <param name="Method">GET, POST and so on.</param>
/// <param name="Path">Its path.</param>
/// <param name="Item">Its path's item.</param>
/// <param name="Operation">The operation.</param>
internal sealed record ChosenOperation(string Id, string Method, string Path, IOpenApiPathItem Item, OpenApiOperation Operation)
{
    /// <summary>Its parameters; one of the operation takes the place of its path's.</summary>
    public IEnumerable<IOpenApiParameter> Parameters
    {
        get
        {
            var own = Operation.Parameters ?? [];
            return own.Concat((Item.Parameters ?? []).Where(shared => !own.Any(one => one.Name == shared.Name && one.In == shared.In)));
        }
    }

    /// <summary>All operations of a document. Those whose path has fewer open parts come first: the simulator gives a request to the first that fits.</summary>
    public static IReadOnlyList<ChosenOperation> All(OpenApiDocument document)
    {
        var all = new List<ChosenOperation>();
        foreach (var (path, item) in document.Paths ?? [])
        {
            foreach (var (method, operation) in item.Operations ?? [])
            {
                var verb = method.Method.ToUpperInvariant();
                all.Add(new(operation.OperationId is { Length: > 0 } id ? id : ArgumentSet.Snake($"{verb} {path}", "operation", 60), verb, path, item, operation));
            }
        }

        return [.. all.OrderBy(static one => one.Path.Count(static c => c == '{')).ThenBy(static one => one.Path, StringComparer.Ordinal)];
    }

    /// <summary>Those that the ids and globs name; <c>*</c> stands for any characters.</summary>
    /// <exception cref="ImportException">A name fits none.</exception>
    public static IReadOnlyList<ChosenOperation> Choose(IReadOnlyList<ChosenOperation> all, IReadOnlyList<string> names)
    {
        var chosen = new HashSet<ChosenOperation>();
        foreach (var name in names)
        {
            var found = all.Where(one => Core.Configuration.Glob.IsMatch(name, one.Id)).ToList();
            if (found.Count == 0)
            {
                var near = Connectors.Native.NearName.Hint(name, [.. all.Select(static one => one.Id)], "There are", "The document has no operation.");
                throw new ImportException($"No operation is called '{Core.Configuration.ShownText.Escape(name)}'.", Core.Configuration.ShownText.Escape(near));
            }

            chosen.UnionWith(found);
        }

        return [.. all.Where(chosen.Contains)];
    }
}
