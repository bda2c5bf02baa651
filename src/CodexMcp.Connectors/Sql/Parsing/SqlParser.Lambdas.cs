using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Parsing;

/// <content>Functions without a name: <c>x -> …</c>.</content>
internal sealed partial class SqlParser
{
    private const int MostParameters = 10;

    /// <summary>Whether (a, b) -> follows, in Snowflake also (a INT, b OBJECT) ->; looks at words and commas only.</summary>
    private bool LambdaAhead()
    {
        var ahead = AfterParameter(1);
        for (var more = 0; Ahead(ahead).IsSymbol(sql, ',') && more < MostParameters; more++)
        {
            ahead = AfterParameter(ahead + 1);
        }

        return ahead > 1 && Ahead(ahead).IsSymbol(sql, ')') && IsSymbol(Ahead(ahead + 1), "->");
    }

    private int AfterParameter(int ahead) => Ahead(ahead).Kind != SqlTokenKind.Word ? ahead : IsSnowflake && Ahead(ahead + 1).Kind == SqlTokenKind.Word ? ahead + 2 : ahead + 1;

    private Lambda Lambda()
    {
        var start = Current.Start;
        var parameters = new List<SqlName>();
        var written = new List<SqlNode>();
        var group = Accept('(');
        do
        {
            var name = Name("a name");
            parameters.Add(name);
            var typed = new Phrase { Start = name.Start };
            typed.Add(name);
            typed.Add(IsSnowflake && Current.Kind == SqlTokenKind.Word ? Type() : null);
            typed.End = LastEnd;
            written.Add(typed);
        }
        while (group && Accept(','));

        if (group)
        {
            Expect(')');
        }

        if (!AcceptSymbol("->"))
        {
            Fail("->");
        }

        return new Lambda(parameters, written, Expression()) { Start = start, End = LastEnd };
    }
}
