using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Parsing;

/// <content>The clauses after FROM.</content>
internal sealed partial class SqlParser
{
    private Phrase? Hierarchy()
    {
        if (!Is(SqlKeyword.Start) && !Is(SqlKeyword.Connect))
        {
            return null;
        }

        var phrase = new Phrase { Start = Current.Start };
        while (Is(SqlKeyword.Start) || Is(SqlKeyword.Connect))
        {
            if (Accept(SqlKeyword.Start))
            {
                Expect(SqlKeyword.With);
                phrase.Add("START WITH");
            }
            else
            {
                at++;
                Expect(SqlKeyword.By);
                phrase.Add("CONNECT BY");
            }

            phrase.Add(Expression());
        }

        phrase.End = LastEnd;
        return phrase;
    }

    private Phrase GroupBy()
    {
        var phrase = new Phrase { Start = Current.Start };
        at++;
        Expect(SqlKeyword.By);
        phrase.Add("GROUP BY");
        if (Accept(SqlKeyword.All))
        {
            phrase.Add("ALL");
        }
        else
        {
            do
            {
                if (phrase.Pieces.Count > 1)
                {
                    phrase.Add(",");
                }

                GroupItem(phrase);
            }
            while (Accept(','));
        }

        if (!IsSnowflake && Accept(SqlKeyword.With))
        {
            phrase.Add("WITH");
            phrase.Add(Is(SqlKeyword.Cube) ? "CUBE" : "ROLLUP");
            if (!Accept(SqlKeyword.Cube))
            {
                Expect(SqlKeyword.Rollup);
            }
        }

        phrase.End = LastEnd;
        return phrase;
    }

    private void GroupItem(Phrase phrase)
    {
        var sets = Is(SqlKeyword.Grouping) && Ahead().Keyword == SqlKeyword.Sets;
        if (!sets && !((Is(SqlKeyword.Cube) || Is(SqlKeyword.Rollup)) && Ahead().IsSymbol(sql, '(')))
        {
            phrase.Add(Expression());
            return;
        }

        if (!Enter())
        {
            return;
        }

        phrase.Add(sets ? "GROUPING SETS" : Current.Keyword.ToString().ToUpperInvariant());
        at += sets ? 2 : 1;
        Expect('(');
        phrase.Add("(");
        var first = true;
        do
        {
            if (!first)
            {
                phrase.Add(",");
            }

            first = false;
            if (Is('(') && Ahead().IsSymbol(sql, ')'))
            {
                at += 2;
                phrase.Add("(");
                phrase.Add(")");
            }
            else
            {
                GroupItem(phrase);
            }
        }
        while (Accept(','));

        Expect(')');
        phrase.Add(")");
        Leave();
    }

    private Phrase? AfterGroups()
    {
        Phrase? phrase = null;
        while (Is(SqlKeyword.Having) || Is(SqlKeyword.Qualify) || (Is(SqlKeyword.Window) && !IsSnowflake))
        {
            phrase ??= new Phrase { Start = Current.Start };
            var word = Current.Keyword;
            at++;
            phrase.Add(word.ToString().ToUpperInvariant());
            if (word != SqlKeyword.Window)
            {
                phrase.Add(Expression());
                continue;
            }

            do
            {
                if (phrase.Pieces[^1].Node is not null)
                {
                    phrase.Add(",");
                }

                phrase.Add(Name("a window's name"));
                Expect(SqlKeyword.As);
                phrase.Add("AS");
                phrase.Add(Window());
            }
            while (Accept(','));
        }

        if (phrase is not null)
        {
            phrase.End = LastEnd;
        }

        return phrase;
    }
}
