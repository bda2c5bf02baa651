using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Databricks.Catalog;
using CodexMcp.Connectors.Sql;
using CodexMcp.Connectors.Sql.Warehouse;

namespace CodexMcp.Connectors.Databricks.Tools;

/// <summary>list_catalogs, list_schemas, list_tables and describe_table, of what the role's scope holds.</summary>
internal sealed class CatalogTools(UnityCatalog catalog, DatabricksSettings settings, StatementGuard guard)
{
    private const int MaxText = 1_000;

    public Task<ToolResult> CatalogsAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var scope = ScopeOf(invocation);
        return ListAsync(invocation, "catalogs", [], "catalogs", [], scope.Sees, ["comment"], cancellationToken);
    }

    public Task<ToolResult> SchemasAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var scope = ScopeOf(invocation);
        var name = Seen(scope, Name(invocation, "catalog", settings.Catalog));
        return ListAsync(invocation, "schemas", [("catalog_name", name)], "schemas", [("catalog", name)], schema => scope.Sees(name, schema), ["comment"], cancellationToken);
    }

    public Task<ToolResult> TablesAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var scope = ScopeOf(invocation);
        var name = Seen(scope, Name(invocation, "catalog", settings.Catalog));
        var schema = Name(invocation, "schema", settings.Schema);
        var contains = Arguments.Text(invocation, "contains");
        return ListAsync(invocation, "tables",
            [("catalog_name", name), ("schema_name", schema), ("omit_columns", "true"), ("omit_properties", "true")], "tables",
            [("catalog", name), ("schema", schema)],
            table => scope.Sees(new SqlTable(name, schema, table)) && (contains is null || table.Contains(contains, StringComparison.OrdinalIgnoreCase)),
            ["table_type", "data_source_format", "comment"], cancellationToken);
    }

    public async Task<ToolResult> DescribeAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var page = ListPage.Read(invocation);
        var parts = SqlName.Parse(Arguments.Required(invocation, "table"), 3, SqlDialect.Databricks);
        var table = new SqlTable(
            parts.Count > 2 ? parts[0] : settings.Catalog.ToLowerInvariant(), parts.Count > 1 ? parts[^2] : settings.Schema.ToLowerInvariant(), parts[^1]);
        var scope = guard.ScopeOf(invocation);
        using var answer = scope.Problem is null && scope.Sees(table) ? await catalog.TableAsync(table, cancellationToken).ConfigureAwait(false) : null;
        var columns = answer is null ? [] : UnityCatalog.Columns(answer.Root).Where(column => !scope.Denies(table, Column(column))).ToList();
        if (columns.Count == 0)
        {
            throw new ConnectorException(ConnectorFailure.Refused, "There is no such table or view, or the connector may not read it.",
                "Look the name up with databricks_list_tables, or write it as catalog.schema.table.");
        }

        var writer = JsonResult.Begin(out var buffer);
        writer.WriteString("table", table.ToString());
        Copy(writer, answer!.Root, "table_type", "kind");
        Copy(writer, answer.Root, "comment", "comment");
        writer.WriteStartArray("columns");
        foreach (var column in columns.Skip(page.Offset))
        {
            writer.WriteStartObject();
            writer.WriteString("name", VendorJson.Text(column, "name"));
            writer.WriteString("type", VendorText.Clean(VendorJson.Text(column, "type_text"), 200));
            writer.WriteBoolean("nullable", VendorJson.Member(column, "nullable").ValueKind != JsonValueKind.False);
            if (VendorJson.Number(column, "partition_index") is not null)
            {
                writer.WriteBoolean("partition", true);
            }

            Copy(writer, column, "comment", "comment");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        return page.Result(JsonResult.End(writer, buffer));
    }

    /// <summary>A column as the scope names it: Databricks knows no case.</summary>
    private static string Column(JsonElement column) => VendorJson.Text(column, "name")!.ToLowerInvariant();

    private static string Name(ToolInvocation invocation, string argument, string otherwise) =>
        Arguments.Text(invocation, argument) is { } text ? SqlName.Parse(text, 1, SqlDialect.Databricks)[0] : otherwise.ToLowerInvariant();

    private SqlScope ScopeOf(ToolInvocation invocation) => guard.ScopeOf(invocation) is var scope && scope.Problem is { } problem
        ? throw new ConnectorException(ConnectorFailure.Refused, $"The role's scope can't be read: {problem}", "Ask an operator to correct the scope in the role's profile.")
        : scope;

    /// <summary>The catalog, if the role may know of it; otherwise the answer is the one for a catalog that is not there.</summary>
    private static string Seen(SqlScope scope, string name) => scope.Sees(name)
        ? name
        : throw new ConnectorException(ConnectorFailure.Refused, "There is no such catalog, or this role may not see it.", "Look the name up with databricks_list_catalogs.");

    private async Task<ToolResult> ListAsync(
        ToolInvocation invocation,
        string path,
        (string Name, string Value)[] query,
        string member,
        (string Member, string Value)[] place,
        Func<string, bool> sees,
        string[] more,
        CancellationToken cancellationToken)
    {
        var page = ListPage.Read(invocation);
        var (items, cut) = await catalog.ListAsync(path, query, member,
            item => VendorJson.Text(item, "name") is { } name && sees(name.ToLowerInvariant()), cancellationToken).ConfigureAwait(false);
        var writer = JsonResult.Begin(out var buffer);
        foreach (var (name, value) in place)
        {
            writer.WriteString(name, value);
        }

        writer.WriteStartArray(member);
        foreach (var item in items.Skip(page.Offset))
        {
            writer.WriteStartObject();
            writer.WriteString("name", VendorJson.Text(item, "name"));
            foreach (var name in more)
            {
                Copy(writer, item, name, name == "table_type" ? "kind" : name == "data_source_format" ? "format" : name);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteBoolean("truncated", cut);
        if (cut)
        {
            writer.WriteString("notice", $"There are more than the first {UnityCatalog.MaxItems}, which is all that is listed. Narrow the list down.");
        }

        return page.Result(JsonResult.End(writer, buffer));
    }

    private static void Copy(Utf8JsonWriter writer, JsonElement from, string name, string to)
    {
        // What is unknown or empty costs no tokens.
        if (VendorJson.Text(from, name) is { Length: > 0 } text)
        {
            writer.WriteString(to, VendorText.Clean(text, MaxText));
        }
    }
}
