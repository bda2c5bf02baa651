namespace CodexMcp.Connectors.Sql;

/// <summary>Checks SHOW and DESCRIBE: a listed kind of thing, then plain names and texts, nothing else.</summary>
internal static class CatalogStatement
{
    private static readonly string[] Shown =
    [
        "DATABASES", "SCHEMAS", "TABLES", "VIEWS", "OBJECTS", "COLUMNS", "MATERIALIZED VIEWS", "DYNAMIC TABLES", "EXTERNAL TABLES", "ICEBERG TABLES",
        "PRIMARY KEYS", "IMPORTED KEYS", "EXPORTED KEYS", "UNIQUE KEYS", "WAREHOUSES", "SEMANTIC VIEWS",
    ];

    private static readonly string[] ShownInDatabricks = ["CATALOGS", "SCHEMAS", "DATABASES", "TABLES", "VIEWS", "COLUMNS"];

    private static readonly string[] DescribedInDatabricks = ["TABLE EXTENDED", "TABLE", "SCHEMA", "CATALOG"];

    private static readonly string[] Described =
    [
        "TABLE", "VIEW", "MATERIALIZED VIEW", "DYNAMIC TABLE", "EXTERNAL TABLE", "ICEBERG TABLE", "DATABASE", "SCHEMA", "SEMANTIC VIEW",
    ];

    private static readonly string[] ShowWords =
    [
        "IN", "ACCOUNT", "DATABASE", "SCHEMA", "TABLE", "VIEW", "LIKE", "STARTS", "WITH", "LIMIT", "FROM", "HISTORY",
    ];

    public static SqlProblem? CheckShow(string sql, List<SqlToken> tokens, SqlDialect dialect)
    {
        var position = tokens.Count > 1 && Is(sql, tokens[1], "TERSE") ? 2 : 1;
        if (!SkipKind(sql, tokens, dialect == SqlDialect.Snowflake ? Shown : ShownInDatabricks, ref position))
        {
            return SqlProblem.At(sql, tokens[Math.Min(position, tokens.Count - 1)].Start, "SHOW of this kind of thing is not on the list of what may run.",
                "Use SHOW DATABASES, SCHEMAS, TABLES, VIEWS, OBJECTS or COLUMNS.");
        }

        for (; position < tokens.Count; position++)
        {
            var token = tokens[position];
            var plain = token.Kind is SqlTokenKind.QuotedIdentifier or SqlTokenKind.String or SqlTokenKind.Number || token.IsSymbol(sql, '.')
                || (token.Kind == SqlTokenKind.Word && !(token.Keyword.IsReserved() && !IsOne(sql, token, ShowWords)) && !token.Keyword.IsForbidden()
                    && !IsSystem(sql, token));
            if (!plain)
            {
                return Unexpected(sql, token, "After SHOW and a kind, use only IN, LIKE, STARTS WITH, LIMIT, names and texts.");
            }
        }

        return null;
    }

    public static SqlProblem? CheckDescribe(string sql, List<SqlToken> tokens, SqlDialect dialect)
    {
        var position = 1;
        if (!SkipKind(sql, tokens, dialect == SqlDialect.Snowflake ? Described : DescribedInDatabricks, ref position) || position >= tokens.Count)
        {
            return SqlProblem.At(sql, tokens[Math.Min(position, tokens.Count - 1)].Start, "DESCRIBE of this kind of thing is not on the list of what may run.",
                "Use DESCRIBE TABLE or DESCRIBE VIEW and a name.");
        }

        // name [. name [. name]] [TYPE = COLUMNS]
        for (var part = 0; part < 3; part++)
        {
            if (position >= tokens.Count)
            {
                return SqlProblem.At(sql, sql.Length, "A name is missing after the dot.", "Complete the name.");
            }

            var token = tokens[position++];
            if (token.Kind != SqlTokenKind.QuotedIdentifier && (token.Kind != SqlTokenKind.Word || token.Keyword.IsReserved() || token.Keyword.IsForbidden()))
            {
                return Unexpected(sql, token, "Write the name of a table or view.");
            }

            if (position >= tokens.Count || !tokens[position].IsSymbol(sql, '.'))
            {
                break;
            }

            position++;
        }

        var columns = position + 3 == tokens.Count && Is(sql, tokens[position], "TYPE") && tokens[position + 1].IsSymbol(sql, '=')
            && Is(sql, tokens[position + 2], "COLUMNS");
        return position == tokens.Count || columns ? null : Unexpected(sql, tokens[position], "Write the name of one table or view and nothing after it.");
    }

    private static bool SkipKind(string sql, List<SqlToken> tokens, string[] kinds, ref int position)
    {
        foreach (var kind in kinds)
        {
            var space = kind.IndexOf(' ', StringComparison.Ordinal);
            if (space < 0 && position < tokens.Count && Is(sql, tokens[position], kind))
            {
                position++;
                return true;
            }

            if (space > 0 && position + 1 < tokens.Count && Is(sql, tokens[position], kind.AsSpan(0, space)) && Is(sql, tokens[position + 1], kind.AsSpan(space + 1)))
            {
                position += 2;
                return true;
            }
        }

        return false;
    }

    private static bool Is(string sql, SqlToken token, ReadOnlySpan<char> word) =>
        token.Kind == SqlTokenKind.Word && token.Text(sql).Equals(word, StringComparison.OrdinalIgnoreCase);

    private static bool IsOne(string sql, SqlToken token, string[] words)
    {
        foreach (var word in words)
        {
            if (Is(sql, token, word))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSystem(string sql, SqlToken token) => token.Text(sql).StartsWith("SYSTEM$", StringComparison.OrdinalIgnoreCase);

    private static SqlProblem Unexpected(string sql, SqlToken token, string next) =>
        SqlProblem.At(sql, token.Start, $"{SqlProblem.Quote(token.Text(sql))} does not belong here.", next);
}
