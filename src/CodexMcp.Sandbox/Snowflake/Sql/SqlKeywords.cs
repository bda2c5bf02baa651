using System.Collections.Frozen;

namespace CodexMcp.Sandbox.Snowflake;

/// <summary>Words that cannot be an unquoted name.</summary>
internal static class SqlKeywords
{
    public static readonly FrozenSet<string> Reserved = new[]
    {
        "ALL", "AND", "ANY", "AS", "BETWEEN", "BY", "CASE", "CAST", "CONNECT", "CREATE", "CROSS", "DELETE", "DISTINCT", "DROP",
        "ELSE", "EXISTS", "FALSE", "FOR", "FROM", "FULL", "GRANT", "GROUP", "HAVING", "ILIKE", "IN", "INNER", "INSERT", "INTERSECT",
        "INTO", "IS", "JOIN", "LATERAL", "LEFT", "LIKE", "MINUS", "NATURAL", "NOT", "NULL", "OF", "ON", "OR", "ORDER", "QUALIFY",
        "REGEXP", "REVOKE", "RIGHT", "RLIKE", "ROW", "ROWS", "SELECT", "SET", "SOME", "START", "TABLESAMPLE", "THEN", "TO",
        "TRUE", "TRY_CAST", "UNION", "UNIQUE", "UPDATE", "USING", "VALUES", "WHEN", "WHENEVER", "WHERE", "WITH",
        // EXCEPT is not reserved by Snowflake's list as a name, but no analyst means a name by it.
        "EXCEPT", "LIMIT",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Words that may follow a table or an expression and so are not taken for an alias without AS.</summary>
    public static readonly FrozenSet<string> NotAnAlias = new[]
    {
        "LIMIT", "OFFSET", "FETCH", "ASOF", "PIVOT", "UNPIVOT", "SAMPLE", "MATCH_RECOGNIZE", "AT", "BEFORE", "CHANGES", "WINDOW", "OVER", "WITHIN",
        "IGNORE", "RESPECT", "ASC", "DESC", "NULLS", "ESCAPE", "END",
    }.ToFrozenSet(StringComparer.Ordinal);
}
