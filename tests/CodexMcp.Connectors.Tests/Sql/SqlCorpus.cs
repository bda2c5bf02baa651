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
         TO_DATE CAST TRY_CAST NULLIF FILTER TRANSFORM EXPLODE LISTAGG LEFT SPLIT_PART PARSE_JSON FIRST LAST PREV
        [table]
        FLATTEN GENERATOR EXPLODE
        """);

    /// <summary>The functions that the product's own list of the dialect names.</summary>
    public static SqlFunctions Shipped(SqlDialect dialect) => SqlFunctions.Parse(File.ReadAllText(Place($"{Name(dialect)}.functions.txt")));

    /// <summary>What analysts ask of tables in their scope; a refusal would be a mistake.</summary>
    public static IReadOnlyList<string> Friendly(SqlDialect dialect) => Load($"{Name(dialect)}.friendly.sql");

    /// <summary>What would read, write or call more than a scope allows. After a <c>~</c> it may also be rewritten so that it can't.</summary>
    public static IReadOnlyList<string> Hostile(SqlDialect dialect) => Load($"{Name(dialect)}.hostile.sql");

    private static string Name(SqlDialect dialect) => dialect == SqlDialect.Snowflake ? "snowflake" : "databricks";

    private static string Place(string name) => Path.Combine(AppContext.BaseDirectory, "Sql", "Corpus", name);

    // One statement on a line: marks stand for line breaks and for what no editor shows.
    private static List<string> Load(string name) => [.. File.ReadLines(Place(name)).Where(static line => line.Length > 0).Select(static line =>
        line.Replace('⏎', '\n').Replace('␍', '\r').Replace('␤', '\u2028').Replace('␀', '\0'))];
}
