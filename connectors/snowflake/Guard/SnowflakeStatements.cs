using CodexMcp.Connectors.Sql;

namespace CodexMcp.Connectors.Snowflake.Guard;

/// <summary>What a statement for Snowflake may call.</summary>
internal static class SnowflakeStatements
{
    public static readonly Lazy<SqlFunctions> Functions = new(static () => SqlFunctions.Load(typeof(SnowflakeStatements).Assembly, "snowflake-functions.txt"));
}
