namespace CodexMcp.Sandbox.Snowflake;

/// <summary>Expressions, loosest binding first: OR, AND, NOT, predicates, +-||, */%, unary, postfix.</summary>
internal sealed partial class SqlParser
{
    /// <summary>Operators in one chain without parentheses: each is a level for SQLite.</summary>
    private const int MaxChain = 400;

    private SqlNode Expression()
    {
        using var guard = Deeper();
        return Logic("OR");
    }

    private SqlNode Logic(string word)
    {
        var place = Place;
        var first = word == "OR" ? Logic("AND") : Not();
        if (!Is(word))
        {
            return first;
        }

        var terms = new List<SqlNode> { first };
        while (Accept(word))
        {
            terms.Add(word == "OR" ? Logic("AND") : Not());
        }

        return new LogicNode(place, word, terms);
    }

    private SqlNode Not()
    {
        var place = Place;
        if (Accept("NOT"))
        {
            using var guard = Deeper();
            return new UnaryNode(place, "NOT", Not());
        }

        return Predicate();
    }

    private SqlNode Predicate()
    {
        var left = Sum();
        for (var chain = 0; ; chain++)
        {
            var place = Place;
            if (chain > MaxChain)
            {
                throw SnowflakeException.TooComplex();
            }

            if (IsAny("=", "<>", "!=", "<", "<=", ">", ">="))
            {
                var symbol = _tokens[_at++].Value;
                left = Comparison(place, symbol == "!=" ? "<>" : symbol, left);
                continue;
            }

            if (Accept("IS"))
            {
                left = Is(place, left);
                continue;
            }

            var not = Is("NOT") && (Ahead().Is("IN") || Ahead().Is("BETWEEN") || Ahead().Is("LIKE") || Ahead().Is("ILIKE")
                || Ahead().Is("RLIKE") || Ahead().Is("REGEXP"));
            if (not)
            {
                _at++;
            }

            if (Accept("BETWEEN"))
            {
                var low = Sum();
                Expect("AND");
                left = new BetweenNode(place, left, low, Sum(), not);
            }
            else if (Accept("IN"))
            {
                left = In(place, left, not);
            }
            else if (IsAny("LIKE", "ILIKE", "RLIKE", "REGEXP"))
            {
                left = Like(place, left, not);
            }
            else
            {
                return left;
            }
        }
    }

    private SqlNode Comparison(SqlPlace place, string symbol, SqlNode left)
    {
        if (IsAny("ANY", "SOME", "ALL"))
        {
            var all = Is("ALL");
            if ((symbol == "=" && !all) || (symbol == "<>" && all))
            {
                _at++;
                Expect("(");
                var query = Query();
                Expect(")");
                return new InQueryNode(place, left, query, all);
            }

            throw SnowflakeException.Unsupported($"{symbol} {Current.Value}");
        }

        return new BinaryNode(place, symbol, left, Sum());
    }

    private SqlNode Is(SqlPlace place, SqlNode left)
    {
        var not = Accept("NOT");
        if (Accept("DISTINCT"))
        {
            Expect("FROM");
            return new BinaryNode(place, not ? "IS" : "IS NOT", left, Sum());
        }

        return IsAny("NULL", "TRUE", "FALSE") ? new IsNode(place, left, _tokens[_at++].Value, not) : throw Unexpected();
    }

    private SqlNode In(SqlPlace place, SqlNode left, bool not)
    {
        Expect("(");
        if (IsAny("SELECT", "WITH") || (Is("(") && StartsQuery()))
        {
            var query = Query();
            Expect(")");
            return new InQueryNode(place, left, query, not);
        }

        var items = ExpressionList();
        Expect(")");
        return new InListNode(place, left, items, not);
    }

    private SqlNode Like(SqlPlace place, SqlNode left, bool not)
    {
        var kind = _tokens[_at++].Value;
        var many = IsAny("ANY", "ALL");
        var all = Is("ALL");
        IReadOnlyList<SqlNode> patterns;
        if (many)
        {
            _at++;
            Expect("(");
            patterns = ExpressionList();
            Expect(")");
        }
        else
        {
            patterns = [Sum()];
        }

        var escape = Accept("ESCAPE") ? Sum() : null;
        return new LikeNode(place, left, kind == "REGEXP" ? "RLIKE" : kind, patterns, all, escape, not);
    }

    private List<SqlNode> ExpressionList()
    {
        var items = new List<SqlNode>();
        do
        {
            items.Add(Expression());
        }
        while (Accept(","));
        return items;
    }
}
