using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Parsing;

/// <content>MATCH_RECOGNIZE and its patterns.</content>
internal sealed partial class SqlParser
{
    private void MatchRecognize(Phrase phrase)
    {
        at += 2;
        phrase.Add("MATCH_RECOGNIZE");
        phrase.Add("(");
        if (AcceptWord("PARTITION"))
        {
            Expect(SqlKeyword.By);
            phrase.Add("PARTITION BY");
            phrase.Add(Listed());
        }

        phrase.Add(Is(SqlKeyword.Order) ? OrderBy("ORDER") : null);
        if (AcceptWord("MEASURES"))
        {
            phrase.Add("MEASURES");
            Measures(phrase);
        }

        var first = at;
        while (Current.Kind == SqlTokenKind.Word && !IsWord("PATTERN"))
        {
            at++; // ONE ROW PER MATCH, ALL ROWS PER MATCH …, AFTER MATCH SKIP …: words only
        }

        phrase.Add(at > first ? Tokens(first) : null);
        ExpectWord("PATTERN");
        phrase.Add("PATTERN");
        phrase.Add(Pattern());
        if (AcceptWord("SUBSET"))
        {
            phrase.Add("SUBSET");
            phrase.Add(Listed());
        }

        ExpectWord("DEFINE");
        phrase.Add("DEFINE");
        var define = true;
        do
        {
            phrase.Add(define ? null : Comma());
            define = false;
            phrase.Add(Name("the name of a row of the pattern"));
            Expect(SqlKeyword.As);
            phrase.Add("AS");
            phrase.Add(Expression());
        }
        while (Accept(','));

        Expect(')');
        phrase.Add(")");
    }

    private static Phrase Comma()
    {
        var comma = new Phrase();
        comma.Add(",");
        return comma;
    }

    private void Measures(Phrase phrase)
    {
        do
        {
            if (phrase.Pieces[^1].Word is not "MEASURES")
            {
                phrase.Add(",");
            }

            if (IsWord("FINAL") || IsWord("RUNNING"))
            {
                phrase.Add(Current.Text(sql).ToString().ToUpperInvariant());
                at++;
            }

            phrase.Add(Expression());
            Expect(SqlKeyword.As);
            phrase.Add("AS");
            phrase.Add(Name("a name"));
        }
        while (Accept(','));
    }

    /// <summary>The pattern in its parentheses: names and marks, kept as they stand.</summary>
    private Leaf Pattern()
    {
        var first = at;
        var open = 0;
        do
        {
            if (Is('('))
            {
                open++;
            }
            else if (Is(')'))
            {
                open--;
            }
            else if (Current.Kind is SqlTokenKind.String or SqlTokenKind.End or SqlTokenKind.Semicolon || open == 0)
            {
                return Missing("a pattern in parentheses");
            }

            at++;
        }
        while (open > 0);

        return Tokens(first);
    }
}
