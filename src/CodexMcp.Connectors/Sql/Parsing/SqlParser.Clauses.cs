using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Parsing;

/// <content>The clauses after FROM, and stars.</content>
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

    /// <summary>Whether <c>*</c> or <c>a.b.*</c> stands here.</summary>
    private bool StarAhead()
    {
        if (Is('*'))
        {
            return true;
        }

        var ahead = 0;
        while (ahead < 10 && Ahead(ahead).Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier && Ahead(ahead + 1).IsSymbol(sql, '.'))
        {
            ahead += 2;
            if (Ahead(ahead).IsSymbol(sql, '*'))
            {
                return !Ahead(0).Keyword.IsNoColumn() && !Ahead(0).Keyword.IsForbidden();
            }
        }

        return false;
    }

    private Star Star()
    {
        var start = Current.Start;
        List<SqlName>? qualifier = null;
        while (!Is('*') && Problem is null)
        {
            (qualifier ??= []).Add(NameHere());
            Expect('.');
        }

        Expect('*');
        var modifiers = new Phrase { Start = Current.Start };
        StarModifiers(modifiers);
        return new Star(qualifier, modifiers.Pieces.Count > 0 ? modifiers : null) { Start = start, End = LastEnd };
    }

    private void StarModifiers(Phrase phrase)
    {
        if (Is(SqlKeyword.Ilike) && IsSnowflake)
        {
            at++;
            phrase.Add("ILIKE");
            phrase.Add(Current.Kind == SqlTokenKind.String ? LeafHere(LeafKind.String) : Missing("a pattern in single quotes"));
        }

        var except = !IsSnowflake && Is(SqlKeyword.Except) && Ahead().IsSymbol(sql, '(') && Ahead(2).Keyword is not (SqlKeyword.Select or SqlKeyword.With)
            && !Ahead(2).IsSymbol(sql, '(');
        if (except || (Is(SqlKeyword.Exclude) && (Ahead().Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier || Ahead().IsSymbol(sql, '('))))
        {
            phrase.Add(except ? "EXCEPT" : "EXCLUDE");
            at++;
            phrase.Add(Is('(') ? NameGroup() : Name("a column"));
        }

        if (IsWord("REPLACE") && Ahead().IsSymbol(sql, '('))
        {
            at += 2;
            phrase.Add("REPLACE");
            phrase.Add("(");
            Renamed(phrase, Expression);
            Expect(')');
            phrase.Add(")");
        }

        if (!Is(SqlKeyword.Rename))
        {
            return;
        }

        at++;
        phrase.Add("RENAME");
        if (Accept('('))
        {
            phrase.Add("(");
            Renamed(phrase, () => Name("a column"));
            Expect(')');
            phrase.Add(")");
        }
        else
        {
            phrase.Add(Name("a column"));
            Expect(SqlKeyword.As);
            phrase.Add("AS");
            phrase.Add(AliasName());
        }
    }

    private void Renamed(Phrase phrase, Func<SqlNode> what)
    {
        var first = true;
        do
        {
            if (!first)
            {
                phrase.Add(",");
            }

            first = false;
            phrase.Add(what());
            Expect(SqlKeyword.As);
            phrase.Add("AS");
            phrase.Add(AliasName());
        }
        while (Accept(','));
    }
}
