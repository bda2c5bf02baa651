using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Parsing;

/// <content>Queries: WITH, SELECT with its clauses, set operators, ORDER BY and limits.</content>
internal sealed partial class SqlParser
{
    /// <summary>Whether a parenthesis stands here that holds a query.</summary>
    private bool StartsQuery()
    {
        if (!Is('('))
        {
            return false;
        }

        // Several parentheses may stand before the SELECT; what is in them decides only after the last. Looked at once more on each level,
        // so no further than levels may go.
        var ahead = 1;
        while (Ahead(ahead).IsSymbol(sql, '(') && ahead < 8)
        {
            ahead++;
        }

        if (Ahead(ahead).Keyword is not (SqlKeyword.Select or SqlKeyword.With) && !(ahead == 1 && Ahead().Keyword == SqlKeyword.Values && Ahead(2).IsSymbol(sql, '(')))
        {
            return false;
        }

        return ahead == 1 || ClosesAsQuery(ahead);
    }

    /// <summary>Whether ((SELECT …) …) is a query of queries, and not a value that begins with one: a set operator, ORDER, LIMIT or the end follows.</summary>
    private bool ClosesAsQuery(int first)
    {
        var close = Closing(at + first - 1);
        if (close == 0)
        {
            return true;
        }

        var next = tokens[close + 1];
        return next.Keyword.IsSetOperator() || next.Keyword is SqlKeyword.Order or SqlKeyword.Limit or SqlKeyword.Offset or SqlKeyword.Fetch || next.IsSymbol(sql, ')');
    }

    /// <summary>The parenthesis that closes the one at that place, or 0. All are looked for once, so that no token is looked at again on each level.</summary>
    private int Closing(int open)
    {
        if (closings is null)
        {
            closings = new int[tokens.Count];
            var opened = new Stack<int>();
            for (var index = 0; index < tokens.Count - 1; index++)
            {
                Looks++;
                if (tokens[index].IsSymbol(sql, '('))
                {
                    opened.Push(index);
                }
                else if (tokens[index].IsSymbol(sql, ')') && opened.TryPop(out var first))
                {
                    closings[first] = index;
                }
            }
        }

        return closings[open];
    }

    private ParenQuery QueryInParentheses(string? word)
    {
        var start = Current.Start;
        Expect('(');
        var query = Query();
        Expect(')');
        return new ParenQuery(word, query) { Start = start, End = LastEnd };
    }

    private Query Query()
    {
        var query = new Query { Start = Current.Start };
        if (!Enter())
        {
            query.Terms.Add(new Select { Start = Current.Start });
            return query;
        }

        if (Accept(SqlKeyword.With))
        {
            query.Recursive = Accept(SqlKeyword.Recursive);
            do
            {
                query.Ctes.Add(Cte());
            }
            while (Accept(','));
        }

        query.Terms.Add(Term());
        while (Current.Keyword.IsSetOperator())
        {
            query.Operators.Add(SetOperator());
            query.Terms.Add(Term());
        }

        query.Order = Is(SqlKeyword.Order) ? OrderBy("ORDER") : !IsSnowflake && IsDistribution() ? Distribution() : null;
        query.Limit = Limit();
        query.End = LastEnd;
        Leave();
        return query;
    }

    private Cte Cte()
    {
        var start = Current.Start;
        var name = Name("the name of a common table expression");
        var columns = Is('(') ? NameGroup() : null;
        var levels = !IsSnowflake && IsWord("MAX") ? Levels() : null;
        Expect(SqlKeyword.As);
        Expect('(');
        var query = Query();
        Expect(')');
        return new Cte(name, columns, levels, query) { Start = start, End = LastEnd };
    }

    /// <summary>MAX RECURSION LEVEL n.</summary>
    private Phrase Levels()
    {
        var phrase = new Phrase { Start = Current.Start };
        at++;
        ExpectWord("RECURSION");
        ExpectWord("LEVEL");
        phrase.Add("MAX RECURSION LEVEL");
        phrase.Add(Current.Kind == SqlTokenKind.Number ? LeafHere(LeafKind.Number) : Missing("a number"));
        phrase.End = LastEnd;
        return phrase;
    }

    private string SetOperator()
    {
        var word = Current.Keyword.ToString().ToUpperInvariant();
        at++;
        if (Is(SqlKeyword.All) || Is(SqlKeyword.Distinct))
        {
            word = $"{word} {Current.Keyword.ToString().ToUpperInvariant()}";
            at++;
        }

        if (Is(SqlKeyword.By) && Ahead().Keyword == SqlKeyword.Name)
        {
            at += 2;
            word += " BY NAME";
        }

        return word;
    }

    private SqlNode Term()
    {
        if (Is('('))
        {
            return QueryInParentheses(null);
        }

        if (Is(SqlKeyword.Values) && at > 0 && depth > 1)
        {
            return Values();
        }

        if (Is(SqlKeyword.Values) && tokens[Math.Max(0, at - 1)].Keyword is SqlKeyword.All or SqlKeyword.Union)
        {
            return Values();
        }

        return Select();
    }

    private ValuesRows Values()
    {
        var rows = new ValuesRows { Start = Current.Start };
        rows.Add("VALUES");
        Expect(SqlKeyword.Values);
        rows.Add(IsSnowflake || Is('(') ? ExpressionGroup() : Expression());
        while (Is(',') && Ahead().IsSymbol(sql, '(') && Ahead(2).Keyword is not (SqlKeyword.Select or SqlKeyword.With))
        {
            at++;
            rows.Add(",");
            rows.Add(ExpressionGroup());
        }

        rows.End = LastEnd;
        return rows;
    }

    private Select Select()
    {
        var select = new Select { Start = Current.Start };
        if (!Accept(SqlKeyword.Select))
        {
            Fail("a SELECT", "Send one SELECT or WITH … SELECT.");
            return select;
        }

        if (Is(SqlKeyword.Distinct) || Is(SqlKeyword.All))
        {
            select.Quantifier = Current.Keyword.ToString().ToUpperInvariant();
            at++;
        }

        if (Is(SqlKeyword.Top) && Ahead().Kind is SqlTokenKind.Number or SqlTokenKind.Placeholder)
        {
            at++;
            select.Top = LeafHere(Current.Kind == SqlTokenKind.Number ? LeafKind.Number : LeafKind.Placeholder);
        }

        do
        {
            // Snowflake takes one comma too many before FROM.
            if (select.Items.Count > 0 && IsSnowflake && Is(SqlKeyword.From))
            {
                break;
            }

            select.Items.Add(Item());
        }
        while (Accept(','));

        if (Accept(SqlKeyword.From))
        {
            From(select);
        }

        if (Accept(SqlKeyword.Where))
        {
            select.Where = Expression();
        }

        select.Hierarchy = Hierarchy();
        select.GroupBy = Is(SqlKeyword.Group) ? GroupBy() : null;
        select.Rest = AfterGroups();
        select.End = LastEnd;
        return select;
    }
}
