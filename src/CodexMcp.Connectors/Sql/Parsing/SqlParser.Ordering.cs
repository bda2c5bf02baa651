using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Parsing;

/// <content>ORDER BY, LIMIT, OFFSET and FETCH.</content>
internal sealed partial class SqlParser
{
    private bool IsDistribution() => (IsWord("SORT") || IsWord("CLUSTER") || IsWord("DISTRIBUTE")) && Ahead().Keyword == SqlKeyword.By;

    private Phrase Distribution()
    {
        var phrase = new Phrase { Start = Current.Start };
        while (IsDistribution())
        {
            phrase.Add(IsWord("SORT") ? OrderBy("SORT") : OrderBy(Current.Text(sql).ToString().ToUpperInvariant()));
        }

        phrase.End = LastEnd;
        return phrase;
    }

    private Phrase OrderBy(string word)
    {
        var phrase = new Phrase { Start = Current.Start };
        at++;
        Expect(SqlKeyword.By);
        phrase.Add(word);
        phrase.Add("BY");
        if (Is(SqlKeyword.All) && !Ahead().IsSymbol(sql, '('))
        {
            // ORDER BY ALL: by every column, from left to right.
            at++;
            phrase.Add("ALL");
            Direction(phrase);
            phrase.End = LastEnd;
            return phrase;
        }

        do
        {
            if (phrase.Pieces.Count > 2)
            {
                phrase.Add(",");
            }

            phrase.Add(Expression());
            Direction(phrase);
        }
        while (Accept(','));

        phrase.End = LastEnd;
        return phrase;
    }

    private void Direction(Phrase phrase)
    {
        if (Is(SqlKeyword.Asc) || Is(SqlKeyword.Desc))
        {
            phrase.Add(Current.Keyword.ToString().ToUpperInvariant());
            at++;
        }

        if (Accept(SqlKeyword.Nulls))
        {
            phrase.Add("NULLS");
            phrase.Add(IsWord("FIRST") ? "FIRST" : "LAST");
            if (!AcceptWord("FIRST"))
            {
                ExpectWord("LAST");
            }
        }
    }

    private RowLimit? Limit()
    {
        RowLimit? limit = null;
        while (Is(SqlKeyword.Limit) || Is(SqlKeyword.Offset) || Is(SqlKeyword.Fetch))
        {
            limit ??= new RowLimit { Start = Current.Start };
            var word = Current.Keyword;
            at++;
            limit.Add(word.ToString().ToUpperInvariant());
            if (word == SqlKeyword.Fetch && (IsWord("FIRST") || IsWord("NEXT")))
            {
                limit.Add("FIRST");
                at++;
            }

            var count = Current.Kind switch
            {
                SqlTokenKind.Number => LeafHere(LeafKind.Number),
                SqlTokenKind.Placeholder => LeafHere(LeafKind.Placeholder),
                SqlTokenKind.String => LeafHere(LeafKind.String),
                SqlTokenKind.Word when Is(SqlKeyword.Null) || (Is(SqlKeyword.All) && !IsSnowflake) => LeafHere(LeafKind.Constant),
                _ => Is(':') && Primary() is Leaf { Kind: LeafKind.Placeholder } bound ? bound : Missing("a number"),
            };
            limit.Add(count);
            if (word != SqlKeyword.Offset && limit.Count is not null)
            {
                Fail("one limit only");
            }

            limit.Count = word == SqlKeyword.Offset ? limit.Count : count;
            if (word != SqlKeyword.Limit)
            {
                RowWords(limit);
            }
        }

        if (limit is not null)
        {
            limit.End = LastEnd;
        }

        return limit;
    }

    private void RowWords(RowLimit limit)
    {
        if (Accept(SqlKeyword.Row) || Accept(SqlKeyword.Rows))
        {
            limit.Add("ROWS");
        }

        if (AcceptWord("ONLY"))
        {
            limit.Add("ONLY");
        }
    }
}
