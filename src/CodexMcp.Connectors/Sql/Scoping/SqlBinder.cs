using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Scoping;

/// <summary>
/// Goes through a query once and says of every name what it is: a common table expression or a table, whose column, which function. A name
/// that is no common table expression by the rules of the dialect is a table, and is completed with the role's database and schema.
/// </summary>
internal sealed partial class SqlBinder(SqlReading reading, SqlScope scope, Func<TableName, SqlTable, string?> wrapper) : SqlWalker
{
    /// <summary>The most sources that a statement may have: names are looked up among them one by one.</summary>
    public const int MaxSources = 1_000;

    private readonly List<SqlName> lambdas = [];
    private Frame? frame;
    private CteNames? ctes;
    private string? self;
    private int sources;

    /// <summary>Whether there are more sources than are looked at: then the statement was not judged to its end.</summary>
    public bool TooMany => sources > MaxSources;

    public List<TableRead> Reads { get; } = [];

    public List<(ColumnRef Node, TableRead? Read)> Columns { get; } = [];

    public List<(Star Node, TableRead? Read)> Stars { get; } = [];

    public List<Call> Calls { get; } = [];

    public override void Visit(SqlNode? node)
    {
        switch (node)
        {
            case Query query:
                Bind(query);
                break;
            case Select select:
                Bind(select);
                break;
            case ColumnRef column:
                Columns.Add((column, Owner(column)));
                break;
            case Star star:
                Stars.Add((star, star.Qualifier is [.., var alias] ? Find(alias.Value) : null));
                base.Visit(star);
                break;
            case Call call:
                Bind(call);
                break;
            case Lambda lambda:
                lambdas.AddRange(lambda.Parameters);
                base.Visit(lambda);
                lambdas.RemoveRange(lambdas.Count - lambda.Parameters.Count, lambda.Parameters.Count);
                break;
            default:
                base.Visit(node);
                break;
        }
    }

    private void Bind(Query query)
    {
        var (before, outer) = (ctes, frame);
        foreach (var cte in query.Ctes)
        {
            Bind(cte, query.Recursive);
            ctes = new CteNames(cte.Name.Value, ctes);
        }

        foreach (var term in query.Terms)
        {
            frame = outer;
            Visit(term);
        }

        // ORDER BY of a single SELECT sees its sources; of a union, only its columns.
        if (query.Terms is not [Select])
        {
            frame = new Frame(outer);
        }

        Visit(query.Order);
        (ctes, frame) = (before, outer);
    }

    /// <summary>
    /// A common table expression sees itself only in the FROM of a SELECT behind a UNION ALL. Everywhere else its own name is a table: were it
    /// left alone there, a table of that name would be read unseen.
    /// </summary>
    private void Bind(Cte cte, bool recursive)
    {
        if (cte.Query.Terms.Count < 2 || !(recursive || scope.Dialect == SqlDialect.Snowflake))
        {
            Visit(cte.Query);
            return;
        }

        var (before, outer) = (ctes, frame);
        foreach (var inner in cte.Query.Ctes)
        {
            Bind(inner, cte.Query.Recursive);
            ctes = new CteNames(inner.Name.Value, ctes);
        }

        for (var i = 0; i < cte.Query.Terms.Count; i++)
        {
            frame = outer;
            self = i > 0 && cte.Query.Operators[i - 1] == "UNION ALL" && cte.Query.Terms[i] is Select ? cte.Name.Value : null;
            Visit(cte.Query.Terms[i]);
            self = null;
        }

        frame = new Frame(outer);
        Visit(cte.Query.Order);
        (ctes, frame) = (before, outer);
    }

    /// <summary>Leaves the frame of the SELECT in place for what follows it in the same query.</summary>
    private void Bind(Select select)
    {
        var own = new Frame(frame) { Self = self };
        (frame, self) = (own, null);
        foreach (var list in select.From)
        {
            Bind(list);
        }

        foreach (var view in select.LateralViews)
        {
            Visit(view);
        }

        foreach (var item in select.Items)
        {
            Nested(item, own);
        }

        Nested(select.Where, own);
        Nested(select.Hierarchy, own);
        Nested(select.GroupBy, own);
        Nested(select.Rest, own);
        // WHERE comes after CONNECT BY, which may bring values of other rows.
        if (select.Where is not null && select.Hierarchy is null)
        {
            Hold(select.Where, own, 0, Reads.Count);
        }

        frame = own;
    }

    private void Nested(SqlNode? node, Frame own)
    {
        frame = own;
        Visit(node);
        frame = own;
    }

    private void Bind(Call call)
    {
        Calls.Add(call);
        for (var i = 0; i < call.Arguments.Count; i++)
        {
            if (!DateParts.IsPart(call, i))
            {
                Visit(call.Arguments[i]);
            }
        }

        Visit(call.Rest);
    }
}
