using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Parsing;

/// <content>Expressions, loosest binding first: OR, AND, NOT and comparisons; the rest is in Operands.</content>
internal sealed partial class SqlParser
{
    private SqlNode Expression()
    {
        if (!Enter())
        {
            return Nothing();
        }

        var value = Or();
        Leave();
        return value;
    }

    private Leaf Nothing() => new(LeafKind.Constant) { Start = Current.Start, End = Current.Start };

    private SqlNode Or()
    {
        var first = And();
        if (!Is(SqlKeyword.Or))
        {
            return first;
        }

        var tails = new List<Tail>();
        while (Accept(SqlKeyword.Or))
        {
            var tail = new Tail(TailKind.Or, "OR", false);
            tail.Add(And());
            tails.Add(tail);
        }

        return Chained(first, tails);
    }

    private SqlNode And()
    {
        var first = Not();
        if (!Is(SqlKeyword.And))
        {
            return first;
        }

        var tails = new List<Tail>();
        while (Accept(SqlKeyword.And))
        {
            var tail = new Tail(TailKind.And, "AND", false);
            tail.Add(Not());
            tails.Add(tail);
        }

        return Chained(first, tails);
    }

    private Chain Chained(SqlNode first, List<Tail> tails) => new(first, tails) { Start = first.Start, End = LastEnd };

    private SqlNode Not()
    {
        if (!Is(SqlKeyword.Not) && !(Is('!') && !IsSnowflake))
        {
            return Comparison();
        }

        var phrase = new Phrase { Start = Current.Start };
        while (Accept(SqlKeyword.Not) || Accept('!'))
        {
            phrase.Add("NOT");
        }

        phrase.Add(Comparison());
        phrase.End = LastEnd;
        return phrase;
    }

    private SqlNode Comparison()
    {
        var first = Sum();
        List<Tail>? tails = null;
        while (ComparisonTail() is { } tail)
        {
            (tails ??= []).Add(tail);
        }

        return tails is null ? first : Chained(first, tails);
    }

    /// <summary>The operator's text, without a new string for each time that it stands somewhere.</summary>
    private static string Operator(ReadOnlySpan<char> text) => text switch
    {
        "=" => "=",
        "<" => "<",
        ">" => ">",
        "<=" => "<=",
        ">=" => ">=",
        "<>" => "<>",
        "+" => "+",
        "-" => "-",
        "*" => "*",
        "/" => "/",
        "||" => "||",
        "::" => "::",
        _ => text.ToString(),
    };

    private Tail? ComparisonTail()
    {
        var token = Current;
        if (token.Kind == SqlTokenKind.Symbol)
        {
            var text = token.Text(sql);
            if (text is not ("=" or "<" or ">" or "<=" or ">=" or "<>" or "!=") && !(!IsSnowflake && text is "==" or "<=>"))
            {
                return null;
            }

            at++;
            var tail = new Tail(TailKind.Compare, Operator(text), false) { Start = token.Start };
            tail.Add(Is(SqlKeyword.Any) || Is(SqlKeyword.Some) || Is(SqlKeyword.All) ? Quantified() : Sum());
            tail.End = LastEnd;
            return tail;
        }

        if (token.Keyword == SqlKeyword.Is)
        {
            return IsTail();
        }

        var not = token.Keyword == SqlKeyword.Not;
        var keyword = not ? Ahead().Keyword : token.Keyword;
        if (keyword is not (SqlKeyword.In or SqlKeyword.Between or SqlKeyword.Like or SqlKeyword.Ilike or SqlKeyword.Rlike or SqlKeyword.Regexp))
        {
            return null;
        }

        at += not ? 2 : 1;
        return keyword switch
        {
            SqlKeyword.In => InTail(not, token.Start),
            SqlKeyword.Between => BetweenTail(not, token.Start),
            _ => LikeTail(not, keyword.ToString().ToUpperInvariant(), token.Start),
        };
    }

    private Tail IsTail()
    {
        var tail = new Tail(TailKind.Is, "IS", false) { Start = Current.Start };
        at++;
        if (Accept(SqlKeyword.Not))
        {
            tail.Add("NOT");
        }

        if (Accept(SqlKeyword.Distinct))
        {
            Expect(SqlKeyword.From);
            tail.Add("DISTINCT FROM");
            tail.Add(Sum());
        }
        else if (Is(SqlKeyword.Null) || Is(SqlKeyword.True) || Is(SqlKeyword.False) || IsWord("UNKNOWN"))
        {
            tail.Add(LeafHere(LeafKind.Constant));
        }
        else
        {
            Fail("NULL, TRUE, FALSE or DISTINCT FROM");
        }

        tail.End = LastEnd;
        return tail;
    }

    private Tail InTail(bool not, int start)
    {
        var tail = new Tail(TailKind.In, "IN", not) { Start = start };
        tail.Add(StartsQuery() ? QueryInParentheses(null) : ExpressionGroup());
        tail.End = LastEnd;
        return tail;
    }

    private Tail BetweenTail(bool not, int start)
    {
        var tail = new Tail(TailKind.Between, "BETWEEN", not) { Start = start };
        tail.Add(Sum());
        Expect(SqlKeyword.And);
        tail.Add("AND");
        tail.Add(Sum());
        tail.End = LastEnd;
        return tail;
    }

    private Tail LikeTail(bool not, string word, int start)
    {
        var tail = new Tail(TailKind.Like, word, not) { Start = start };
        tail.Add(Is(SqlKeyword.Any) || Is(SqlKeyword.Some) || Is(SqlKeyword.All) ? Quantified() : Sum());
        if (Accept(SqlKeyword.Escape))
        {
            tail.Add("ESCAPE");
            tail.Add(Sum());
        }

        tail.End = LastEnd;
        return tail;
    }

    /// <summary>ANY, SOME or ALL with a query or a list.</summary>
    private Phrase Quantified()
    {
        var phrase = new Phrase { Start = Current.Start };
        phrase.Add(Current.Keyword.ToString().ToUpperInvariant());
        at++;
        phrase.Add(StartsQuery() ? QueryInParentheses(null) : ExpressionGroup());
        phrase.End = LastEnd;
        return phrase;
    }
}
