using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Parsing;

/// <content>Intervals, CASE and types.</content>
internal sealed partial class SqlParser
{
    private Phrase Interval()
    {
        var phrase = new Phrase { Start = Current.Start };
        phrase.Add("INTERVAL");
        at++;
        if (Accept('-'))
        {
            phrase.Add("-");
        }

        var text = Current.Kind == SqlTokenKind.String;
        phrase.Add(text ? LeafHere(LeafKind.String) : Current.Kind == SqlTokenKind.Number ? LeafHere(LeafKind.Number) : Missing("a number"));
        while (IsUnit())
        {
            phrase.Add(NameHere());
            if (AcceptWord("TO"))
            {
                phrase.Add("TO");
            }
            else if (!text && Current.Kind == SqlTokenKind.Number && Ahead().Kind == SqlTokenKind.Word)
            {
                phrase.Add(LeafHere(LeafKind.Number));
            }
        }

        phrase.End = LastEnd;
        return phrase;
    }

    private bool IsUnit()
    {
        if (Current.Kind != SqlTokenKind.Word)
        {
            return false;
        }

        var text = Current.Text(sql);
        text = text.EndsWith("S", StringComparison.OrdinalIgnoreCase) ? text[..^1] : text;
        return text.Length is > 2 and < 12 && text.ToString().ToUpperInvariant()
            is "YEAR" or "QUARTER" or "MONTH" or "WEEK" or "DAY" or "HOUR" or "MINUTE" or "SECOND" or "MILLISECOND" or "MICROSECOND" or "NANOSECOND";
    }

    private Phrase Case()
    {
        var phrase = new Phrase { Start = Current.Start };
        phrase.Add("CASE");
        at++;
        if (!Is(SqlKeyword.When))
        {
            phrase.Add(Expression());
        }

        if (!Is(SqlKeyword.When))
        {
            Fail("WHEN");
        }

        while (Accept(SqlKeyword.When))
        {
            phrase.Add("WHEN");
            phrase.Add(Expression());
            Expect(SqlKeyword.Then);
            phrase.Add("THEN");
            phrase.Add(Expression());
        }

        if (Accept(SqlKeyword.Else))
        {
            phrase.Add("ELSE");
            phrase.Add(Expression());
        }

        Expect(SqlKeyword.End);
        phrase.Add("END");
        phrase.End = LastEnd;
        return phrase;
    }

    /// <summary>A type: its words, and what stands in parentheses or angle brackets.</summary>
    private Leaf Type()
    {
        var first = at;
        if (Current.Kind != SqlTokenKind.Word || Current.Keyword.IsReserved() || Current.Keyword.IsForbidden())
        {
            return Missing("a type");
        }

        if (!Enter())
        {
            return Nothing();
        }

        at++;
        _ = AcceptWord("PRECISION") || AcceptWord("VARYING");
        if (Accept('('))
        {
            TypeArguments(')');
        }
        else if (!IsSnowflake && Accept('<'))
        {
            TypeArguments('>');
        }

        if ((Is(SqlKeyword.With) || IsWord("WITHOUT")) && (Ahead().Keyword == SqlKeyword.Time || Ahead().IsWord(sql, "LOCAL")))
        {
            at++;
            AcceptWord("LOCAL");
            Expect(SqlKeyword.Time);
            ExpectWord("ZONE");
        }

        Leave();
        return Tokens(first);
    }

    private void TypeArguments(char close)
    {
        do
        {
            if (Current.Kind == SqlTokenKind.Number)
            {
                at++;
                continue;
            }

            if (Ahead().Kind == SqlTokenKind.Word && !Ahead().Keyword.IsReserved() && Current.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier)
            {
                at++; // the name of a field
            }
            else if (Ahead().IsSymbol(sql, ':') && Current.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier)
            {
                at += 2;
            }

            Type();
            if (Accept(SqlKeyword.Not))
            {
                Expect(SqlKeyword.Null);
            }
        }
        while (Accept(','));

        Expect(close);
    }
}
