namespace CodexMcp.Sandbox.Snowflake;

/// <summary>Queries: WITH, SELECT, set operators, FROM with its joins.</summary>
internal sealed partial class SqlParser
{
    private QueryNode Query()
    {
        using var guard = Deeper();
        var place = Place;
        var recursive = false;
        var ctes = new List<CteNode>();
        if (Accept("WITH"))
        {
            recursive = Accept("RECURSIVE");
            do
            {
                var name = Identifier();
                var columns = Is("(") ? NameList() : null;
                Expect("AS");
                Expect("(");
                ctes.Add(new CteNode(name, columns, Query()));
                Expect(")");
            }
            while (Accept(","));
        }

        var body = SetBody();
        IReadOnlyList<OrderItem> order = Is("ORDER") ? OrderBy() : [];
        var (limit, offset) = Limits();
        if (_top is not null)
        {
            limit = limit is null ? _top : throw Unexpected();
            _top = null;
        }

        return new QueryNode(place, recursive, ctes, body, order, limit, offset);
    }

    /// <summary>TOP n of the SELECT just read, which is the query's LIMIT.</summary>
    private SqlNode? _top;

    private (SqlNode? Limit, SqlNode? Offset) Limits()
    {
        SqlNode? limit = null;
        SqlNode? offset = null;
        if (Accept("LIMIT"))
        {
            limit = Sum();
        }

        if (Accept("OFFSET"))
        {
            offset = Sum();
            _ = Accept("ROW") || Accept("ROWS");
        }

        if (limit is null && Accept("FETCH"))
        {
            _ = Accept("FIRST") || Accept("NEXT");
            limit = Sum();
            _ = Accept("ROW") || Accept("ROWS");
            Accept("ONLY");
        }

        return (limit, offset);
    }

    private BodyNode SetBody()
    {
        var left = IntersectBody();
        for (var chain = 0; IsAny("UNION", "EXCEPT", "MINUS"); chain++)
        {
            var place = Place;
            var word = _tokens[_at++].Value;
            var all = Accept("ALL");
            if (!all)
            {
                Accept("DISTINCT");
            }

            if (Is("BY") && Ahead().Is("NAME"))
            {
                throw SnowflakeException.Unsupported("UNION BY NAME");
            }

            left = chain <= MaxChain
                ? new SetNode(place, word == "MINUS" ? "EXCEPT" : word, all, left, IntersectBody())
                : throw SnowflakeException.TooComplex();
        }

        return left;
    }

    private BodyNode IntersectBody()
    {
        var left = SimpleBody();
        for (var chain = 0; Is("INTERSECT"); chain++)
        {
            var place = Place;
            _at++;
            left = chain <= MaxChain
                ? new SetNode(place, "INTERSECT", Accept("ALL"), left, SimpleBody())
                : throw SnowflakeException.TooComplex();
        }

        return left;
    }

    private BodyNode SimpleBody()
    {
        using var guard = Deeper();
        var place = Place;
        if (Accept("("))
        {
            var query = Query();
            Expect(")");
            return new NestedNode(place, query);
        }

        if (Is("VALUES"))
        {
            return Values();
        }

        return Select();
    }

    private ValuesNode Values()
    {
        var place = Place;
        Expect("VALUES");
        var rows = new List<IReadOnlyList<SqlNode>>();
        do
        {
            Expect("(");
            rows.Add(ExpressionList());
            Expect(")");
        }
        while (Accept(","));
        return new ValuesNode(place, rows);
    }
}
