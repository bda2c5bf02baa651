using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Parsing;

/// <content>Windows: PARTITION BY, ORDER BY and the frame.</content>
internal sealed partial class SqlParser
{
    private Phrase Window()
    {
        var phrase = new Phrase { Start = Current.Start };
        Expect('(');
        phrase.Add("(");
        if (Current.Kind == SqlTokenKind.Word && !Current.Keyword.IsReserved() && Current.Keyword != SqlKeyword.Range && !IsWord("PARTITION") && !IsWord("GROUPS"))
        {
            phrase.Add(Name("a window's name"));
        }

        if (AcceptWord("PARTITION"))
        {
            Expect(SqlKeyword.By);
            phrase.Add("PARTITION BY");
            phrase.Add(Listed());
        }

        phrase.Add(Is(SqlKeyword.Order) ? OrderBy("ORDER") : null);
        if (Is(SqlKeyword.Rows) || Is(SqlKeyword.Range) || IsWord("GROUPS"))
        {
            phrase.Add(Current.Text(sql).ToString().ToUpperInvariant());
            at++;
            Frame(phrase);
        }

        Expect(')');
        phrase.Add(")");
        phrase.End = LastEnd;
        return phrase;
    }

    private void Frame(Phrase phrase)
    {
        if (Accept(SqlKeyword.Between))
        {
            phrase.Add("BETWEEN");
            Bound(phrase);
            Expect(SqlKeyword.And);
            phrase.Add("AND");
        }

        Bound(phrase);
    }

    private void Bound(Phrase phrase)
    {
        if (AcceptWord("CURRENT"))
        {
            Expect(SqlKeyword.Row);
            phrase.Add("CURRENT ROW");
            return;
        }

        if (AcceptWord("UNBOUNDED"))
        {
            phrase.Add("UNBOUNDED");
        }
        else
        {
            phrase.Add(Sum());
        }

        phrase.Add(IsWord("FOLLOWING") ? "FOLLOWING" : "PRECEDING");
        if (!AcceptWord("FOLLOWING"))
        {
            ExpectWord("PRECEDING");
        }
    }
}
