using System.Text.Json;

namespace CodexMcp.Connectors.Salesforce.Soql;

/// <summary>
/// Reads a query by recursive descent: linear in its length, bounded in its depth. What writes (FOR VIEW, FOR REFERENCE, FOR UPDATE, UPDATE),
/// what widens (ALL ROWS, USING SCOPE Everything) and what belongs to Apex (WITH USER_MODE, WITH SECURITY_ENFORCED) is refused by name.
/// </summary>
internal sealed partial class SoqlParser
{
    private const int MaxDepth = 50;
    private const int MaxSubqueries = 5;

    /// <summary>The most relationships that a path may walk up.</summary>
    public const int MaxHops = 5;

    private readonly string _soql;
    private readonly List<SoqlToken> _tokens;
    private readonly SoqlBinds _binds;
    private int _next;
    private int _depth;

    private SoqlParser(string soql, SoqlBinds binds) => (_soql, _tokens, _binds) = (soql, SoqlLexer.Tokenize(soql), binds);

    /// <summary>Reads a whole query with the values behind its <c>:name</c>s.</summary>
    /// <returns>Null with the query, or what is wrong.</returns>
    public static SoqlProblem? Parse(string soql, JsonElement? parameters, out SoqlQuery? query)
    {
        query = null;
        var binds = new SoqlBinds(parameters);
        if (binds.Fault is { } fault)
        {
            return SoqlProblem.At(soql, 0, fault, "Give `params` as an object with one member for each :name in the query.");
        }

        try
        {
            var parser = new SoqlParser(soql, binds);
            query = parser.Query(QueryKind.Main, 0);
            parser.ExpectEnd("the end of the query");
        }
        catch (SoqlRefusal refusal)
        {
            query = null;
            return refusal.Problem;
        }

        if (binds.Unused is not { } unused)
        {
            return null;
        }

        query = null;
        return SoqlProblem.At(soql, 0, $"`params` has '{SoqlProblem.Quote(unused)}', and the query does not ask for it.", $"Write :{SoqlProblem.Quote(unused)} where the value belongs, or leave it out of `params`.");
    }

    /// <summary>Reads a condition alone, as it stands after WHERE, without binds.</summary>
    public static SoqlProblem? ParseCondition(string soql, out Condition? condition)
    {
        condition = null;
        try
        {
            var parser = new SoqlParser(soql, new SoqlBinds(null));
            condition = parser.Condition(SoqlPlaces.Where);
            parser.ExpectEnd("AND, OR or the end of the condition");
            return null;
        }
        catch (SoqlRefusal refusal)
        {
            condition = null;
            return refusal.Problem;
        }
    }

    private enum QueryKind
    {
        Main,
        Child,
        Join,
    }

    private SoqlQuery Query(QueryKind kind, int subqueries)
    {
        var position = Current.Start;
        if (subqueries > MaxSubqueries)
        {
            throw Fail(position, $"Subqueries stand more than {MaxSubqueries} deep.", "Read the deeper records with a query of their own.");
        }

        Expect("SELECT");
        var select = SelectList(kind, subqueries);
        Expect("FROM");
        var from = Sources();
        var scope = UsingScope();
        var where = Accept("WHERE") ? Condition(SoqlPlaces.Where, subqueries) : null;
        if (Is("WITH"))
        {
            throw RefuseWith();
        }

        var grouped = AcceptTwo("GROUP", "BY");
        var grouping = grouped ? GroupingWord() : null;
        var query = new SoqlQuery
        {
            Select = select,
            From = from,
            Position = position,
            Scope = scope,
            Where = where,
            Grouping = grouping,
            GroupBy = grouped ? GroupList(grouping is not null) : [],
            Having = Accept("HAVING") ? Condition(SoqlPlaces.Having, subqueries) : null,
            OrderBy = AcceptTwo("ORDER", "BY") ? OrderList() : [],
            Limit = Accept("LIMIT") ? Count("LIMIT") : null,
            Offset = Accept("OFFSET") ? Count("OFFSET") : null,
        };
        RefuseTail();
        return query;
    }

    private List<SoqlSource> Sources()
    {
        var sources = new List<SoqlSource>(1);
        do
        {
            var path = Path("an object");
            var alias = Accept("AS") ? Word("an alias") : !IsClause() && Current.Kind == SoqlTokenKind.Word ? Word("an alias") : null;
            if (alias is not null && IsReserved(alias))
            {
                throw Fail(_tokens[_next - 1].Start, $"'{alias}' is a word of SOQL and can be no alias.", "Choose another alias, or write none.");
            }

            sources.Add(new SoqlSource(path, alias));
        }
        while (Accept(SoqlTokenKind.Comma));
        return sources;
    }

    private string? UsingScope()
    {
        if (!Accept("USING"))
        {
            return null;
        }

        Expect("SCOPE");
        var position = Current.Start;
        var word = Word("a scope");
        string[] narrow = ["Delegated", "Mine", "MineAndMyGroups", "My_Territory", "My_Team_Territory", "Team"];
        return narrow.FirstOrDefault(scope => scope.Equals(word, StringComparison.OrdinalIgnoreCase))
            ?? throw Fail(position, $"USING SCOPE {SoqlProblem.Quote(word)} is not let through.", $"Leave USING SCOPE out, or use one that narrows the rows: {string.Join(", ", narrow)}.");
    }

    private SoqlRefusal RefuseWith()
    {
        var position = Current.Start;
        _next++;
        return Is("USER_MODE") || Is("SYSTEM_MODE") || Is("SECURITY_ENFORCED")
            ? Fail(position, $"WITH {Current.Text(_soql).ToString().ToUpperInvariant()} is for Apex; the REST API does not have it.", "Leave it out: every query runs with the rights of the host's login and within the role's scope.")
            : Fail(position, "WITH (data categories and other filters) is not let through.", "Leave it out, and filter with WHERE.");
    }

    private void RefuseTail()
    {
        var position = Current.Start;
        if (Accept("FOR"))
        {
            var what = Current.Kind == SoqlTokenKind.Word ? SoqlProblem.Quote(Current.Text(_soql)).ToUpperInvariant() : "";
            throw Fail(position, $"FOR {what} writes to the org (a lock, or what was viewed last), and a query only reads.", "Leave it out.");
        }

        if (Accept("UPDATE"))
        {
            throw Fail(position, "UPDATE TRACKING and UPDATE VIEWSTAT write to the org, and a query only reads.", "Leave it out.");
        }

        if (Accept("ALL"))
        {
            throw Fail(position, "ALL ROWS would also read deleted and archived records.", "Leave it out.");
        }

        if (Accept("SET"))
        {
            throw Fail(position, "SET OPTIONS is not let through.", "Leave it out.");
        }
    }

    private string? GroupingWord()
    {
        var word = Is("ROLLUP") ? "ROLLUP" : Is("CUBE") ? "CUBE" : null;
        if (word is null || Peek(1).Kind != SoqlTokenKind.Open)
        {
            return null;
        }

        _next++;
        return word;
    }

    private List<SoqlExpression> GroupList(bool wrapped)
    {
        if (wrapped)
        {
            Expect(SoqlTokenKind.Open, "an opening parenthesis");
        }

        var list = new List<SoqlExpression>();
        do
        {
            list.Add(Expression(SoqlPlaces.Group));
        }
        while (Accept(SoqlTokenKind.Comma));
        if (wrapped)
        {
            Expect(SoqlTokenKind.Close, "a comma or a closing parenthesis");
        }

        return list;
    }

    private List<OrderItem> OrderList()
    {
        var list = new List<OrderItem>();
        do
        {
            var by = Expression(SoqlPlaces.Order);
            var descending = Accept("DESC") || (Accept("ASC") && false);
            bool? last = null;
            if (Accept("NULLS"))
            {
                last = Accept("LAST") || (Accept("FIRST") ? false : throw Expected("FIRST or LAST"));
            }

            list.Add(new OrderItem(by, descending, last));
        }
        while (Accept(SoqlTokenKind.Comma));
        return list;
    }

    private int Count(string clause)
    {
        var position = Current.Start;
        string text;
        if (Current.Kind == SoqlTokenKind.Colon)
        {
            text = Bind(like: false).Text;
        }
        else
        {
            Expect(SoqlTokenKind.Number, "a number");
            text = _tokens[_next - 1].Text(_soql).ToString();
        }

        return int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var count)
            ? count
            : throw Fail(position, $"{clause} takes a whole number from 0 to {int.MaxValue}.", $"Write it as {clause} 100.");
    }
}
