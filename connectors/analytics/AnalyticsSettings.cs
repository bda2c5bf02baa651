using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Sql;

namespace CodexMcp.Connectors.Analytics;

/// <summary>Which tools of the role are read through, and how their SQL quotes names. A role's scope may say otherwise than the settings.</summary>
/// <param name="QueryTool">The tool that runs a statement, e.g. <c>snowflake_run_query</c>.</param>
/// <param name="CatalogTool">The tool that finds metrics by name, e.g. <c>snowflake_catalog_search</c>.</param>
internal sealed record AnalyticsSettings(string QueryTool, string CatalogTool)
{
    /// <summary>Whose SQL the query tool takes.</summary>
    public SqlDialect Dialect => QueryTool.StartsWith("databricks_", StringComparison.Ordinal) ? SqlDialect.Databricks : SqlDialect.Snowflake;

    public static AnalyticsSettings Read(JsonElement settings) => new(
        Text(settings, "query_tool") ?? "snowflake_run_query",
        Text(settings, "catalog_tool") ?? "snowflake_catalog_search");

    public AnalyticsSettings For(JsonElement? scope) => scope is { } own
        ? new(Text(own, "query_tool") ?? QueryTool, Text(own, "catalog_tool") ?? CatalogTool)
        : this;

    private static string? Text(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String
            && found.GetString() is { Length: > 0 } text && !text.Contains("${", StringComparison.Ordinal)
            ? text
            : null;
}
