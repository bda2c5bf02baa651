using CodexMcp.Abstractions;
using CodexMcp.Connectors.Sql;
using CodexMcp.Connectors.Sql.Warehouse;

namespace CodexMcp.Connectors.Snowflake.Guard;

/// <summary>What a statement for Snowflake may call.</summary>
internal static class SnowflakeStatements
{
    public static readonly Lazy<SqlFunctions> Functions = new(static () => SqlFunctions.Load(typeof(SnowflakeStatements).Assembly, "snowflake-functions.txt"));

    /// <summary>Judges the call's statement for a role that may see everything; null when it may run or when the tool takes none.</summary>
    public static SqlProblem? Check(ToolInvocation invocation) => StatementGuard.Check(invocation, Functions.Value);
}
