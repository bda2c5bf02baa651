using CodexMcp.Connectors.Sql;

namespace CodexMcp.Connectors.Databricks.Guard;

/// <summary>What a statement for Databricks may call.</summary>
internal static class DatabricksStatements
{
    public static readonly Lazy<SqlFunctions> Functions = new(static () => SqlFunctions.Load(typeof(DatabricksStatements).Assembly, "databricks-functions.txt"));
}
