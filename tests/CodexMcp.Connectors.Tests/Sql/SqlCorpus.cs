using CodexMcp.Connectors.Sql;

namespace CodexMcp.Connectors.Tests.Sql;

/// <summary>Statements that analysts write, one on each line of Corpus/*.sql.</summary>
internal static class SqlCorpus
{
    public static IReadOnlyList<string> Snowflake { get; } = Load("snowflake.sql");

    public static IReadOnlyList<string> Databricks { get; } = Load("databricks.sql");

    public static IEnumerable<(string Sql, SqlDialect Dialect)> All =>
        [.. Snowflake.Select(static sql => (sql, SqlDialect.Snowflake)), .. Databricks.Select(static sql => (sql, SqlDialect.Databricks))];

    /// <summary>Every function of the corpus, for tests that are about something else.</summary>
    public static SqlFunctions Functions(params string[] more) => SqlFunctions.Parse(string.Join(' ', more) + """
         COUNT SUM MIN MAX AVG ABS UPPER LOWER COALESCE IFF DATEADD DATE_TRUNC DATEDIFF DATE_ADD CURRENT_DATE ROW_NUMBER RANK LAG HASH OBJECT_CONSTRUCT ARRAY_AGG
         TO_DATE CAST TRY_CAST NULLIF FILTER TRANSFORM LISTAGG LEFT SPLIT_PART PARSE_JSON FIRST LAST PREV
        [table]
        FLATTEN GENERATOR EXPLODE
        """);

    private static List<string> Load(string name) =>
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Sql", "Corpus", name)).Where(static line => line.Length > 0)];
}
