namespace CodexMcp.Sandbox.Snowflake;

/// <content>FROM: tables, functions, derived tables and their joins.</content>
internal sealed partial class SqlParser
{
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
