using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Parsing;

/// <content>Calls with words between their arguments.</content>
internal sealed partial class SqlParser
{
    /// <summary>Arguments with words between them: CAST(x AS t), EXTRACT(part FROM x), TRIM(BOTH x FROM y), SUBSTRING(x FROM y FOR z), POSITION(x IN y).</summary>
    private Phrase? Special(SqlName name)
    {
        var phrase = new Phrase { Start = Current.Start };
        var text = sql.AsSpan(name.Start, name.End - name.Start);
        if (text.EndsWith("CAST", StringComparison.OrdinalIgnoreCase))
        {
            phrase.Add(Expression());
            Expect(SqlKeyword.As);
            phrase.Add("AS");
            phrase.Add(Type());
        }
        else if (text.Equals("EXTRACT", StringComparison.OrdinalIgnoreCase))
        {
            phrase.Add(Current.Kind == SqlTokenKind.String ? LeafHere(LeafKind.String) : Name("a part of a date"));
            Expect(SqlKeyword.From);
            phrase.Add("FROM");
            phrase.Add(Expression());
        }
        else if (text.Equals("TRIM", StringComparison.OrdinalIgnoreCase) && (IsWord("BOTH") || IsWord("LEADING") || IsWord("TRAILING")))
        {
            phrase.Add(Current.Text(sql).ToString().ToUpperInvariant());
            at++;
            if (!Is(SqlKeyword.From))
            {
                phrase.Add(Expression());
            }

            Expect(SqlKeyword.From);
            phrase.Add("FROM");
            phrase.Add(Expression());
        }
        else if (text.Equals("POSITION", StringComparison.OrdinalIgnoreCase))
        {
            phrase.Add(Sum());
            if (!Accept(SqlKeyword.In))
            {
                return Rest(phrase);
            }

            phrase.Add("IN");
            phrase.Add(Sum());
        }
        else if (text.Equals("OVERLAY", StringComparison.OrdinalIgnoreCase))
        {
            phrase.Add(Expression());
            if (!AcceptWord("PLACING"))
            {
                return Rest(phrase);
            }

            phrase.Add("PLACING");
            phrase.Add(Expression());
            FromFor(phrase);
        }
        else if (text.StartsWith("SUBSTR", StringComparison.OrdinalIgnoreCase) || text.Equals("TRIM", StringComparison.OrdinalIgnoreCase))
        {
            phrase.Add(Expression());
            if (!Is(SqlKeyword.From))
            {
                return Rest(phrase);
            }

            FromFor(phrase);
        }
        else
        {
            return null;
        }

        phrase.End = LastEnd;
        return phrase;
    }

    private void FromFor(Phrase phrase)
    {
        Expect(SqlKeyword.From);
        phrase.Add("FROM");
        phrase.Add(Expression());
        if (Accept(SqlKeyword.For))
        {
            phrase.Add("FOR");
            phrase.Add(Expression());
        }
    }

    private Phrase Rest(Phrase phrase)
    {
        while (Accept(','))
        {
            phrase.Add(",");
            phrase.Add(Expression());
        }

        phrase.End = LastEnd;
        return phrase;
    }
}
