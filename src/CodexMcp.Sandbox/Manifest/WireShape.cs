using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CodexMcp.Sandbox.Manifest;

/// <summary>What a tool's request looks like on the wire, read from its manifest: which path fits, and which fields must be there.</summary>
internal sealed class WireShape
{
    private readonly Regex path;
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal); // regex group to placeholder
    private readonly JsonElement? request;
    private readonly WireField field;

    public WireShape(JsonElement manifest, JsonElement? request, JsonElement? input, Func<string?, string?> settings)
    {
        this.request = request;
        field = new(input);
        Method = SandboxJson.String(request, "method") ?? "GET";
        BaseUrl = settings(SandboxJson.String(request, "base_url") ?? SandboxJson.String(manifest, "base_url")) ?? "";
        var root = Uri.TryCreate(BaseUrl, UriKind.Absolute, out var address) ? address.AbsolutePath.TrimEnd('/') : "";
        path = new(Pattern(root + SandboxJson.String(request, "path")), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    }

    /// <summary>The HTTP method.</summary>
    public string Method { get; }

    /// <summary>The address that the path is below.</summary>
    public string BaseUrl { get; }

    /// <summary>Gives the parts of a path that fits, or null.</summary>
    public Dictionary<string, string>? Match(string given)
    {
        if (path.Match(given) is not { Success: true } match)
        {
            return null;
        }

        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (group, name) in names)
        {
            parts[name] = Uri.UnescapeDataString(match.Groups[group].Value);
        }

        return parts;
    }

    /// <summary>Gives the values of a request that stand where the manifest has <c>{job.name}</c>.</summary>
    public IEnumerable<string> JobValues(WireValues values)
    {
        foreach (var (name, value) in values.Path)
        {
            if (name.StartsWith("job.", StringComparison.Ordinal))
            {
                yield return value;
            }
        }

        foreach (var parameter in SandboxJson.Member(request, "query") is { } query ? query.EnumerateObject() : default)
        {
            if (IsOfJob(parameter.Value) && values.Query.TryGetValue(parameter.Name, out var value))
            {
                yield return value;
            }
        }

        foreach (var value in Held(Body("json") ?? Body("form"), values.Body).Concat(Held(SandboxJson.Member(Body("graphql"), "variables"), SandboxJson.Member(values.Body, "variables"))))
        {
            yield return value;
        }
    }

    /// <summary>Whether a request is this one, as far as its document says: all operations of a GraphQL API share one path.</summary>
    public bool IsOperation(WireValues values) =>
        Body("graphql") is not { } graphql || Words(SandboxJson.String(values.Body, "query")) == Words(SandboxJson.String(graphql, "document"));

    private static bool IsOfJob(JsonElement template) => template.ValueKind == JsonValueKind.String && template.GetString()!.StartsWith("{job.", StringComparison.Ordinal);

    /// <summary>The values of a body where its template has <c>{job.name}</c>, however deep.</summary>
    private static IEnumerable<string> Held(JsonElement? template, JsonElement? value)
    {
        if (template is not { } part || value is not { } given)
        {
            return [];
        }

        return part.ValueKind switch
        {
            JsonValueKind.Object => part.EnumerateObject().SelectMany(member => Held(member.Value, SandboxJson.Member(given, member.Name))),
            JsonValueKind.Array => part.EnumerateArray().SelectMany((item, at) => Held(item, SandboxJson.Step(given, at.ToString(CultureInfo.InvariantCulture)))),
            _ => IsOfJob(part) ? [SandboxJson.Plain(given)] : [],
        };
    }

    private JsonElement? Body(string kind) => SandboxJson.Member(SandboxJson.Member(request, "body"), kind);

    /// <summary>Says what a vendor would not take: a field that is missing or of a wrong type; null when all is well.</summary>
    public string? Problem(WireValues values)
    {
        foreach (var header in SandboxJson.Member(request, "headers") is { } headers ? headers.EnumerateObject() : default)
        {
            if (field.Problem(header.Name, header.Value, values.Headers.TryGetValue(header.Name, out var given) ? SandboxJson.Text(given) : null, isText: true) is { } problem)
            {
                return problem;
            }
        }

        foreach (var parameter in SandboxJson.Member(request, "query") is { } query ? query.EnumerateObject() : default)
        {
            if (field.Problem(parameter.Name, parameter.Value, values.Query.TryGetValue(parameter.Name, out var text) ? SandboxJson.Text(text) : null, isText: true) is { } problem)
            {
                return problem;
            }
        }

        var body = SandboxJson.Member(request, "body");
        if (SandboxJson.Member(body, "file") is not null && !values.HasBytes)
        {
            return "the body is empty";
        }

        if (SandboxJson.Member(body, "form") is { } form)
        {
            foreach (var entry in form.EnumerateObject())
            {
                if (field.Problem(entry.Name, entry.Value, SandboxJson.Member(values.Body, entry.Name), isText: true) is { } problem)
                {
                    return problem;
                }
            }
        }

        foreach (var part in SandboxJson.Member(body, "multipart") is { } parts ? parts.EnumerateObject() : default)
        {
            // A file's bytes are not the argument's text: it only has to be there.
            var isFile = part.Value.ValueKind == JsonValueKind.Object;
            var value = SandboxJson.Member(values.Body, part.Name);
            if ((isFile && value is not null ? null : field.Problem(part.Name, SandboxJson.Member(part.Value, "content") ?? part.Value, value, isText: true)) is { } problem)
            {
                return problem;
            }
        }

        if (SandboxJson.Member(body, "graphql") is { } graphql)
        {
            return GraphQl(graphql, values);
        }

        if (SandboxJson.Member(body, "json") is not { } json)
        {
            return null;
        }

        return values.Body is null ? "the body is no JSON" : Tree(json, values.Body, "");
    }

    private string? GraphQl(JsonElement graphql, WireValues values)
    {
        if (values.Body is not { } body)
        {
            return "the body is no JSON";
        }

        if (!IsOperation(values))
        {
            return "the document is not one that is known here";
        }

        return SandboxJson.Member(graphql, "variables") is { } variables ? Tree(variables, SandboxJson.Member(body, "variables"), "variables") : null;
    }

    private static string Words(string? document) => string.Join(' ', (document ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private string? Tree(JsonElement template, JsonElement? value, string at)
    {
        if (template.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in template.EnumerateArray())
            {
                var step = (index++).ToString(CultureInfo.InvariantCulture);
                if (Tree(item, SandboxJson.Step(value, step), $"{at}.{step}") is { } problem)
                {
                    return problem;
                }
            }

            return null;
        }

        if (template.ValueKind != JsonValueKind.Object)
        {
            return field.Problem(at, template, value, isText: false);
        }

        foreach (var member in template.EnumerateObject())
        {
            if (Tree(member.Value, SandboxJson.Member(value, member.Name), at.Length == 0 ? member.Name : $"{at}.{member.Name}") is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private string Pattern(string template)
    {
        var pattern = new System.Text.StringBuilder("^");
        var at = 0;
        foreach (Match hole in WireField.Hole().Matches(template))
        {
            var group = $"p{names.Count}";
            names[group] = hole.Groups[1].Value;
            pattern.Append(Regex.Escape(template[at..hole.Index])).Append("(?<").Append(group).Append('>')
                .Append(hole.Value.Contains("segments", StringComparison.Ordinal) ? ".+" : "[^/]+").Append(')');
            at = hole.Index + hole.Length;
        }

        return pattern.Append(Regex.Escape(template[at..])).Append('$').ToString();
    }
}
