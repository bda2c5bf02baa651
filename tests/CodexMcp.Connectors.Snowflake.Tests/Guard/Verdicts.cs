using CodexMcp.Abstractions;
using CodexMcp.Connectors.Snowflake.Guard;
using CodexMcp.Connectors.Snowflake.Tests.Support;
using CodexMcp.Connectors.Sql;
using CodexMcp.Connectors.Sql.Warehouse;

namespace CodexMcp.Connectors.Snowflake.Tests.Guard;

/// <summary>What the guard says where a role may see everything.</summary>
internal static class Verdicts
{
    private static readonly SqlScope Everything = SqlScope.Unrestricted(SqlDialect.Snowflake);

    public static SqlProblem? Problem(string statement) =>
        SqlGuard.Judge(SqlReader.Read(statement, SqlDialect.Snowflake), SnowflakeStatements.Functions.Value, Everything, new SqlContext()).Problem;

    public static async Task<SqlProblem?> OfCallAsync(ToolInvocation invocation)
    {
        var columns = new TableColumns(static (_, _, _, _) => Task.FromResult<IReadOnlyList<string>>([]), new ManualTime());
        var guard = new StatementGuard(SqlDialect.Snowflake, "ANALYTICS", "CURATED", SnowflakeStatements.Functions, columns);
        return (await guard.JudgeAsync(invocation, TestContext.Current.CancellationToken))?.Problem;
    }
}
