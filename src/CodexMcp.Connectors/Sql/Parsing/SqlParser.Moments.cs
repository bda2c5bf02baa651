using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Parsing;

/// <content>The moment that a table is read at, and LATERAL VIEW.</content>
internal sealed partial class SqlParser
{
    /// <summary>The moment that a table is read at.</summary>
    private Phrase? Travel()
    {
        var phrase = new Phrase { Start = Current.Start };
        if (!IsSnowflake)
        {
            if ((IsWord("VERSION") || IsWord("TIMESTAMP")) && Ahead().Keyword == SqlKeyword.As)
            {
                phrase.Add($"{Current.Text(sql).ToString().ToUpperInvariant()} AS OF");
                at += 2;
                ExpectWord("OF");
                phrase.Add(Sum());
            }
        }
        else
        {
            while ((Is(SqlKeyword.At) || Is(SqlKeyword.Before) || Is(SqlKeyword.Changes) || (IsWord("END") && phrase.Pieces.Count > 0)) && Ahead().IsSymbol(sql, '('))
            {
                phrase.Add(Current.Text(sql).ToString().ToUpperInvariant());
                at += 2;
                phrase.Add("(");
                phrase.Add(Argument());
                Expect(')');
                phrase.Add(")");
            }
        }

        phrase.End = LastEnd;
        if (phrase.Pieces.Count == 0)
        {
            return null;
        }

        var moment = new MomentCheck();
        moment.Visit(phrase);
        if (moment.Odd is { } odd && Problem is null)
        {
            Problem = SqlProblem.At(sql, odd.Start, "The moment that a table is read at must be a plain value.", "Write a constant there, such as a timestamp or an offset; no query and no column.");
            at = tokens.Count - 1;
        }

        return phrase;
    }

    private Phrase LateralView()
    {
        var phrase = new Phrase { Start = Current.Start };
        at += 2;
        phrase.Add("LATERAL VIEW");
        Words(phrase, "OUTER");
        phrase.Add(Call(FunctionName(), CallPlace.From));
        if (Current.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier && !Current.Keyword.IsNoAlias())
        {
            phrase.Add(NameHere());
        }

        if (Accept(SqlKeyword.As))
        {
            phrase.Add("AS");
            phrase.Add(Name("a column"));
            while (Accept(','))
            {
                phrase.Add(",");
                phrase.Add(Name("a column"));
            }
        }

        phrase.End = LastEnd;
        return phrase;
    }
}
