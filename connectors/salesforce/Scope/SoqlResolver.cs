using CodexMcp.Connectors.Salesforce.Soql;

namespace CodexMcp.Connectors.Salesforce.Scope;

/// <summary>One attempt to resolve a query: gives it back with the org's own names, without aliases of objects, with filters and limits.</summary>
internal sealed partial class SoqlResolver
{
    private readonly string _soql;
    private readonly SalesforceScope? _scope;
    private readonly ObjectLookup _lookup;
    private readonly SoqlLimits _limits;
    private readonly Dictionary<string, ScopedObject?> _open = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _notes = [];

    /// <summary>With a null scope everything that the org has may be named: for the role's own row filters.</summary>
    public SoqlResolver(string soql, SalesforceScope? scope, ObjectLookup lookup, SoqlLimits limits) =>
        (_soql, _scope, _lookup, _limits) = (soql, scope, lookup, limits);

    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Resolves the query.</summary>
    /// <exception cref="SoqlRefusal">It names something that is not there for the role.</exception>
    public SoqlQuery Main(SoqlQuery query) => Limit(Plain(query), _limits.Rows, "The query");

    /// <summary>Resolves a condition on an object: a row filter.</summary>
    public Condition Filter(ObjectDescription target, Condition filter) => Resolve(new Frame(Trusted(target)), filter);

    // A query over an object: the main one, or one behind IN.
    private SoqlQuery Plain(SoqlQuery query)
    {
        var source = query.From[0];
        if (source.Path.Parts.Length > 1 || Open(source.Path.Parts[0]) is not { } target)
        {
            throw NoObject(source.Path);
        }

        return Body(query, new Frame(target), target.Name, source.Alias);
    }

    private SubqueryItem Child(Frame parent, SoqlQuery query)
    {
        var parts = query.From[0].Path.Parts;
        var name = parts.Length == 2 && (parent.IsAlias(parts[0]) || parent.IsBase(parts[0])) ? parts[1] : parts.Length == 1 ? parts[0] : "";
        var relationship = parent.Base.Description.Child(name);
        if (relationship is null || Open(relationship.ChildObject) is not { } child || !child.MayRead(relationship.Field))
        {
            throw Fail(
                query.From[0].Path.Position,
                $"There is no child relationship '{SoqlProblem.Quote(query.From[0].Path.ToString())}' on {parent.Base.Name} for this role.",
                NearName.Hint(name, Children(parent.Base), "There are", $"Query the object itself, and filter by its reference to {parent.Base.Name}."));
        }

        var body = Body(query, new Frame(child), relationship.RelationshipName, query.From[0].Alias);
        return new SubqueryItem(Limit(body, _limits.ChildRows, $"The subquery over {relationship.RelationshipName}"));
    }

    // The children whose object the role has; the reference may still be hidden, which needs the child's description.
    private List<string> Children(ScopedObject parent) =>
        [.. parent.Description.Children.Where(child => _scope is null || (_scope.Allows(child.ChildObject) && Open(child.ChildObject)?.MayRead(child.Field) == true)).Select(static child => child.RelationshipName)];

    private SoqlQuery Body(SoqlQuery query, Frame frame, string source, string? alias)
    {
        Aliases(frame, query, alias);
        AddFilter(frame, [], null, frame.Base, query.Position);
        var select = new List<SelectItem>(query.Select.Count);
        foreach (var item in query.Select)
        {
            Select(frame, query, item, select);
        }

        frame.SelectAliases = SelectAliases(select);
        var where = query.Where is null ? null : Resolve(frame, query.Where);
        IReadOnlyList<SoqlExpression> group = query.GroupBy.Count == 0 ? [] : [.. query.GroupBy.Select(item => Resolve(frame, Unalias(frame, item), FieldUse.Read))];
        var having = query.Having is null ? null : Resolve(frame, query.Having, aliases: true);
        IReadOnlyList<OrderItem> order = query.OrderBy.Count == 0 ? [] : [.. query.OrderBy.Select(item => item with { By = Resolve(frame, Unalias(frame, item.By), FieldUse.Sort) })];
        return query with
        {
            Select = select,
            From = [new SoqlSource(new FieldPath([source], query.From[0].Path.Position), null)],
            Where = frame.With(where),
            GroupBy = group,
            Having = having,
            OrderBy = order,
        };
    }

    // Aliases end here: what is sent has none, so none can stand for another object or relationship there than here.
    private void Aliases(Frame frame, SoqlQuery query, string? first)
    {
        if (first is not null)
        {
            frame.TryAlias(first, []);
        }

        for (var i = 1; i < query.From.Count; i++)
        {
            var source = query.From[i];
            if (source.Path.Parts.Length < 2 || source.Alias is null)
            {
                throw Fail(source.Path.Position, "FROM takes one object; what follows it is an alias for a parent, as in FROM Contact c, c.Account a.", "Use a relationship path or a subquery.");
            }

            var path = Relationship(frame, source.Path);
            if (!frame.TryAlias(source.Alias, path))
            {
                throw Fail(source.Path.Position, $"The alias '{SoqlProblem.Quote(source.Alias)}' is there twice.", "Give each its own.");
            }
        }
    }

    private static Dictionary<string, SoqlExpression>? SelectAliases(List<SelectItem> select)
    {
        Dictionary<string, SoqlExpression>? aliases = null;
        foreach (var item in select)
        {
            if (item is ExpressionItem { Alias: { } alias } expression)
            {
                (aliases ??= new(StringComparer.OrdinalIgnoreCase)).TryAdd(alias, expression.Expression);
            }
        }

        return aliases;
    }

    // An alias of the SELECT list is replaced by what it stands for: a field of the same name must not slip in behind it.
    private static SoqlExpression Unalias(Frame frame, SoqlExpression expression) =>
        expression is FieldPath { Parts: [var name] } && frame.SelectAliases?.GetValueOrDefault(name) is { } aliased ? new Resolved(aliased) : expression;

    private SoqlQuery Limit(SoqlQuery query, int most, string what)
    {
        // One row of totals: SOQL takes no LIMIT there, and COUNT() would count no further than it.
        if (query.GroupBy.Count == 0 && query.Select.Any(static item => item is ExpressionItem { Expression: FunctionCall call } && IsAggregate(call)))
        {
            return query;
        }

        if (query.Limit is { } wanted && wanted <= most)
        {
            return query;
        }

        _notes.Add(query.Limit is null ? $"{what} got LIMIT {most}, the most that this role reads at once." : $"{what} had its LIMIT lowered to {most}, the most that this role reads at once.");
        return query with { Limit = most };
    }

    private static bool IsAggregate(FunctionCall call) => call.Function.Aggregate || call.Arguments.Any(static argument => argument is FunctionCall inner && IsAggregate(inner));

    private ScopedObject? Open(string name)
    {
        if (_open.TryGetValue(name, out var known))
        {
            return known;
        }

        var view = _scope is null ? _lookup.Get(name) is { } any ? Trusted(any) : null
            : _scope.Allows(name) && _lookup.Get(name) is { } description ? _scope.View(description) : null;
        return _open[name] = view;
    }

    private SoqlRefusal NoObject(FieldPath path) => Fail(
        path.Position,
        $"There is no object '{SoqlProblem.Quote(path.ToString())}' for this role.",
        NearName.Hint(path.ToString(), _scope?.Objects ?? [], "The role's objects are", "The role has no objects."));

    private SoqlRefusal Fail(int position, string message, string next) => new(SoqlProblem.At(_soql, position, message, next));
}
