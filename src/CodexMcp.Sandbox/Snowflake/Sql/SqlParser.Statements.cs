namespace CodexMcp.Sandbox.Snowflake;

/// <summary>Statements other than queries, and the way in.</summary>
internal sealed partial class SqlParser
{
    /// <summary>Reads every statement of a text. An empty text gives none.</summary>
    public static List<StatementNode> ParseAll(string text)
    {
        var parser = new SqlParser(text);
        var statements = new List<StatementNode>();
        while (true)
        {
            while (parser.Accept(";"))
            {
            }

            if (parser.Current.Kind == TokenKind.End)
            {
                return statements;
            }

            var start = parser.Current.Start;
            var statement = parser.Statement();
            if (!parser.Is(";") && parser.Current.Kind != TokenKind.End)
            {
                throw parser.Unexpected();
            }

            statements.Add(statement with { Text = text[start..parser.Current.Start].TrimEnd() });
        }
    }

    /// <summary>Reads the query of a seeded view.</summary>
    public static QueryNode ParseQuery(string text) => new SqlParser(text).Query();

    private StatementNode Statement()
    {
        if (IsAny("SELECT", "WITH", "(", "VALUES"))
        {
            return new SelectStatement(Query());
        }

        if (Current.Kind != TokenKind.Word)
        {
            throw Unexpected();
        }

        var verb = _tokens[_at++].Value;
        switch (verb)
        {
            case "EXPLAIN":
                return Explain();
            case "SHOW":
                return Show();
            case "DESCRIBE" or "DESC":
                return Describe();
            case "INSERT":
                var overwrite = Accept("OVERWRITE");
                Expect("INTO");
                return new InsertStatement(Name(), Is("(") && !StartsQuery() ? NameList() : null, Query(), overwrite);
            case "UPDATE":
                return Update();
            case "DELETE":
                Expect("FROM");
                return new DeleteStatement(Name(), Alias(), Accept("WHERE") ? Expression() : null);
            case "TRUNCATE":
                Accept("TABLE");
                return new TruncateStatement(Name());
            case "CREATE":
                return Create();
            case "DROP":
                var kind = IsAny("TABLE", "VIEW") ? _tokens[_at++].Value : null;
                if (kind is null)
                {
                    return SkipRest("DROP");
                }

                var ifExists = Accept("IF", "EXISTS");
                return new DropStatement(kind, Name(), ifExists);
            case "USE":
                var what = IsAny("ROLE", "WAREHOUSE", "DATABASE", "SCHEMA") ? _tokens[_at++].Value : "DATABASE";
                return Is("SECONDARY") ? SkipRest("USE SECONDARY ROLES") : new UseStatement(what, Name());
            case "BEGIN" or "COMMIT" or "ROLLBACK":
                _ = Accept("TRANSACTION") || Accept("WORK");
                return new TransactionStatement(verb);
            case "CALL":
                var place = Place;
                return new CallStatement(Call(place, Name().ToString()));
            case "ALTER" or "GRANT" or "REVOKE" or "MERGE" or "COPY" or "PUT" or "GET" or "LIST" or "REMOVE" or "SET" or "UNSET" or "COMMENT"
                or "EXECUTE" or "DECLARE" or "UNDROP":
                return SkipRest(verb);
            default:
                _at--;
                throw Unexpected();
        }
    }

    private OtherStatement SkipRest(string verb)
    {
        while (Current.Kind != TokenKind.End && !Is(";"))
        {
            _at++;
        }

        return new OtherStatement(verb);
    }

    private ExplainStatement Explain()
    {
        var format = "TABULAR";
        if (Accept("USING"))
        {
            format = IsAny("JSON", "TABULAR", "TEXT") ? _tokens[_at++].Value : throw Unexpected();
        }

        using var guard = Deeper();
        return new ExplainStatement(format, Statement());
    }

    private ShowStatement Show()
    {
        var terse = Accept("TERSE");
        Accept("PRIMARY");
        var kind = Current.Kind == TokenKind.Word ? _tokens[_at++].Value : throw Unexpected();
        if (kind is not ("DATABASES" or "SCHEMAS" or "TABLES" or "VIEWS" or "COLUMNS" or "OBJECTS" or "WAREHOUSES" or "ROLES"))
        {
            throw SnowflakeException.Unsupported($"SHOW {kind}");
        }

        Accept("HISTORY");
        var like = Accept("LIKE") ? Text() : null;
        string? scopeKind = null;
        SqlName? scope = null;
        if (Accept("IN"))
        {
            if (Accept("ACCOUNT"))
            {
                scopeKind = "ACCOUNT";
            }
            else
            {
                scopeKind = IsAny("DATABASE", "SCHEMA", "TABLE", "VIEW") ? _tokens[_at++].Value : null;
                scope = IsIdentifier(Current) && !IsAny("STARTS", "LIMIT") ? Name() : null;
                scopeKind ??= scope is { Parts.Count: 1 } ? "DATABASE" : kind == "COLUMNS" ? "TABLE" : "SCHEMA";
            }
        }

        var starts = Accept("STARTS", "WITH") ? Text() : null;
        int? limit = null;
        if (Accept("LIMIT"))
        {
            limit = Integer();
            if (Accept("FROM"))
            {
                Text();
            }
        }

        return new ShowStatement(kind, terse, like, scopeKind, scope, starts, limit);
    }

    private DescribeStatement Describe()
    {
        var kind = IsAny("TABLE", "VIEW") ? _tokens[_at++].Value : throw SnowflakeException.Unsupported($"DESCRIBE {Current.Value}");
        var name = Name();
        if (Accept("TYPE"))
        {
            Expect("=");
            Expect("COLUMNS");
        }

        return new DescribeStatement(kind, name);
    }
}
