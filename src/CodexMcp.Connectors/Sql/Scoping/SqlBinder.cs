using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Scoping;

/// <summary>
/// Goes through a query once and says of every name what it is: a common table expression or a table, whose column, which function. A name
/// that is no common table expression by the rules of the dialect is a table, and is completed with the role's database and schema.
/// </summary>
internal sealed partial class SqlBinder(SqlReading reading, SqlScope scope, Func<TableName, SqlTable, string?> wrapper) : SqlWalker
{
    private static readonly HashSet<string> WithDatePart = new(StringComparer.OrdinalIgnoreCase)
    {
        "DATEADD", "DATEDIFF", "DATE_TRUNC", "DATE_PART", "TIMEADD", "TIMEDIFF", "TIMESTAMPADD", "TIMESTAMPDIFF", "TIME_SLICE", "LAST_DAY", "TRUNC",
        "NEXT_DAY", "DATE_ADD", "DATE_DIFF",
    };

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

    /// <summary>Whether the call's first argument is the name of a part of a date, not of a column.</summary>
    public static bool IsDatePart(Call call, int argument) =>
        call.Arguments[argument] is ColumnRef { Parts: [{ Quoted: false }] } && call.Name is [{ } name] && argument == 0 && call.Arguments.Count > 1 && WithDatePart.Contains(name.Value);

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
        if (select.Where is not null)
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

    private void Bind(SourceList list)
    {
        var own = frame!;
        var first = Reads.Count;
        Bind(list.First);
        foreach (var join in list.Joins)
        {
            var before = Reads.Count;
            Bind(join.Source);
            var after = Reads.Count;
            Nested(join.Match, own);
            Nested(join.On, own);
            if (join.On is not null && join.Kind is not (JoinKind.Full or JoinKind.Asof))
            {
                Hold(join.On, own, join.Kind is JoinKind.Left or JoinKind.Half ? before : first, join.Kind == JoinKind.Right ? before : after);
            }
        }
    }

    /// <summary>Notes that the condition holds for the SELECT's own reads among these.</summary>
    private void Hold(SqlNode condition, Frame own, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (Reads[i].Frame == own)
            {
                Reads[i].Conditions.Add(condition);
            }
        }
    }

    private void Bind(Source source)
    {
        if (++sources > MaxSources)
        {
            return;
        }

        var own = frame!;
        var first = Reads.Count;
        switch (source.Body)
        {
            case TableName name:
                Bind(name, source, own);
                break;
            case ParenSource inner:
                foreach (var list in inner.Lists)
                {
                    Bind(list);
                }

                break;
            case ParenQuery { Query: var query } when Wrapped(source, query) is (var read, var name):
                var wrapped = new TableRead(read, name, source, source.Alias?.Value ?? read.Name, own) { Wrapped = true };
                Reads.Add(wrapped);
                own.Sources.Add((wrapped.Alias, wrapped));
                break;
            default:
                Nested(source.Body, own);
                own.Sources.Add((source.Alias?.Value ?? "", null));
                break;
        }

        for (var i = first; i < Reads.Count; i++)
        {
            Reads[i].Renamed |= source.Reshaped || source.Renames || (source.Body is ParenSource && source.Suffixes.Count > 0);
        }

        foreach (var suffix in source.Suffixes)
        {
            Nested(suffix, own);
        }

        frame = own;
    }

    private void Bind(TableName name, Source source, Frame own)
    {
        var alias = source.Alias?.Value ?? name.Parts[^1].Value;
        if (name.Parts is [var only] && (own.Self == only.Value || CteNames.Has(ctes, only.Value)))
        {
            own.Sources.Add((alias, null));
            Visit(name.Travel);
            return;
        }

        var read = new TableRead(Resolve(name), name, source, alias, own);
        Reads.Add(read);
        own.Sources.Add((alias, read));
        Visit(name.Travel);
    }

    private void Bind(Call call)
    {
        Calls.Add(call);
        for (var i = 0; i < call.Arguments.Count; i++)
        {
            if (!IsDatePart(call, i))
            {
                Visit(call.Arguments[i]);
            }
        }

        Visit(call.Rest);
    }
}
