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

    private SelectNode Select()
    {
        var place = Place;
        Expect("SELECT");
        var distinct = Accept("DISTINCT");
        if (!distinct)
        {
            Accept("ALL");
        }

        SqlNode? top = null;
        if (Is("TOP") && Ahead().Kind is TokenKind.Number or TokenKind.Parameter)
        {
            _at++;
            top = Primary();
        }

        var items = new List<SelectItem>();
        do
        {
            if (items.Count > 0 && Is("FROM"))
            {
                break; // a trailing comma is allowed
            }

            items.Add(Item());
        }
        while (Accept(","));
        if (Is("INTO"))
        {
            throw Unexpected();
        }

        var from = Accept("FROM") ? From() : null;
        var where = Accept("WHERE") ? Expression() : null;
        if (IsAny("CONNECT", "START"))
        {
            throw SnowflakeException.Unsupported("CONNECT BY");
        }

        var group = Group();
        var having = Accept("HAVING") ? Expression() : null;
        var qualify = Accept("QUALIFY") ? Expression() : null;
        if (top is not null)
        {
            _top = top;
        }

        return new SelectNode(place, distinct, items, from, where, group, having, qualify);
    }

    private GroupNode? Group()
    {
        if (!Accept("GROUP"))
        {
            return null;
        }

        Expect("BY");
        if (Accept("ALL"))
        {
            return new GroupNode(true, []);
        }

        if (IsAny("ROLLUP", "CUBE") && Ahead().Is("("))
        {
            throw SnowflakeException.Unsupported($"GROUP BY {Current.Value}");
        }

        if (Is("GROUPING") && Ahead().Is("SETS"))
        {
            throw SnowflakeException.Unsupported("GROUPING SETS");
        }

        return new GroupNode(false, ExpressionList());
    }

    private SelectItem Item()
    {
        var place = Place;
        if (Accept("*"))
        {
            return Star(place, null);
        }

        var parts = 0;
        while (IsIdentifier(Ahead(parts)) && Ahead(parts + 1).Is("."))
        {
            parts += 2;
        }

        if (parts > 0 && Ahead(parts).Is("*"))
        {
            var names = new List<string>();
            for (var i = 0; i < parts; i += 2)
            {
                names.Add(Ahead(i).Value);
            }

            _at += parts + 1;
            return Star(place, new SqlName(names, place));
        }

        var start = Current.Start;
        var value = Expression();
        var end = _tokens[_at - 1];
        var alias = Alias();
        return new ValueItem(value, alias, _text[start..(end.Start + end.Raw.Length)]);
    }

    private StarItem Star(SqlPlace place, SqlName? qualifier)
    {
        var exclude = new List<string>();
        var rename = new Dictionary<string, string>();
        if (Accept("EXCLUDE"))
        {
            exclude = Is("(") ? NameList() : [Identifier()];
        }

        if (Accept("RENAME"))
        {
            var many = Accept("(");
            do
            {
                var from = Identifier();
                Expect("AS");
                rename[from] = Identifier();
            }
            while (many && Accept(","));
            if (many)
            {
                Expect(")");
            }
        }

        if (Is("REPLACE") || Is("ILIKE"))
        {
            throw SnowflakeException.Unsupported($"SELECT * {Current.Value}");
        }

        return new StarItem(place, qualifier, exclude, rename);
    }

    private string? Alias()
    {
        if (Accept("AS"))
        {
            return Current.Kind is TokenKind.Word or TokenKind.Quoted ? _tokens[_at++].Value : throw Unexpected();
        }

        return IsIdentifier(Current) && !(Current.Kind == TokenKind.Word && SqlKeywords.NotAnAlias.Contains(Current.Value)) ? Identifier() : null;
    }

    private SourceNode From()
    {
        var left = Joined();
        for (var chain = 0; Is(","); chain++)
        {
            var place = Place;
            _at++;
            left = chain <= MaxSources ? new JoinSource(place, "CROSS", false, left, Joined(), null, null) : throw SnowflakeException.TooComplex();
        }

        return left;
    }

    /// <summary>Joined sources; SQLite takes 64 at most.</summary>
    private const int MaxSources = 60;

    private SourceNode Joined()
    {
        var left = Factor();
        for (var chain = 0; ; chain++)
        {
            var place = Place;
            var natural = Accept("NATURAL");
            string kind;
            if (Accept("CROSS"))
            {
                kind = "CROSS";
            }
            else if (IsAny("LEFT", "RIGHT", "FULL"))
            {
                kind = _tokens[_at++].Value;
                Accept("OUTER");
            }
            else if (Accept("INNER") || Is("JOIN"))
            {
                kind = "INNER";
            }
            else if (Is("ASOF"))
            {
                throw SnowflakeException.Unsupported("ASOF JOIN");
            }
            else
            {
                return natural ? throw Unexpected() : left;
            }

            Expect("JOIN");
            var right = Factor();
            SqlNode? on = null;
            List<string>? columns = null;
            if (Accept("ON"))
            {
                on = Expression();
            }
            else if (Accept("USING"))
            {
                columns = NameList();
            }

            left = chain <= MaxSources ? new JoinSource(place, kind, natural, left, right, on, columns) : throw SnowflakeException.TooComplex();
        }
    }

    private SourceNode Factor()
    {
        using var guard = Deeper();
        var place = Place;
        var lateral = Accept("LATERAL");
        if (lateral && !Is("FLATTEN"))
        {
            throw SnowflakeException.Unsupported("LATERAL");
        }

        SourceNode source;
        if (Is("("))
        {
            source = StartsQuery() || Ahead().Is("VALUES") ? Derived(place) : Grouped();
            if (source is not QuerySource)
            {
                return source;
            }
        }
        else if (Is("VALUES"))
        {
            var values = Values();
            var (alias, columns) = SourceAlias();
            source = new QuerySource(place, new QueryNode(place, false, [], values, [], null, null), alias, columns);
        }
        else if (lateral || (Is("TABLE") && Ahead().Is("(")))
        {
            if (!lateral)
            {
                _at += 2;
            }

            // The history of queries is a function of INFORMATION_SCHEMA; no other function stands in a schema here.
            string? schema = null;
            while (Ahead().Is("."))
            {
                schema = Current.Value;
                _at += 2;
            }

            if (schema is not (null or "INFORMATION_SCHEMA"))
            {
                throw SnowflakeException.Unsupported($"table function in schema {schema}");
            }

            var call = Call(place, _tokens[_at++].Value);
            if (!lateral)
            {
                Expect(")");
            }

            var (alias, columns) = SourceAlias();
            source = new FunctionSource(place, call, alias, columns);
        }
        else if (Is("@") || Current.Kind == TokenKind.Text)
        {
            throw SnowflakeException.Unsupported("stage query");
        }
        else
        {
            var name = Name();
            if (IsAny("AT", "BEFORE", "CHANGES") && Ahead().Is("("))
            {
                throw SnowflakeException.Unsupported("Time Travel");
            }

            var (alias, columns) = SourceAlias();
            source = new TableSource(name, alias, columns);
        }

        if (IsAny("PIVOT", "UNPIVOT", "SAMPLE", "TABLESAMPLE", "MATCH_RECOGNIZE"))
        {
            throw SnowflakeException.Unsupported(Current.Value);
        }

        return source;
    }

    private QuerySource Derived(SqlPlace place)
    {
        Expect("(");
        var query = Query();
        Expect(")");
        var (alias, columns) = SourceAlias();
        return new QuerySource(place, query, alias, columns);
    }

    private SourceNode Grouped()
    {
        Expect("(");
        var source = From();
        Expect(")");
        return source;
    }

    private (string? Alias, IReadOnlyList<string>? Columns) SourceAlias()
    {
        var alias = Alias();
        return (alias, alias is not null && Is("(") ? NameList() : null);
    }
}
