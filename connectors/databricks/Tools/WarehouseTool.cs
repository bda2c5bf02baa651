using CodexMcp.Abstractions;
using CodexMcp.Connectors.Databricks.Api;
using CodexMcp.Connectors.Sql.Warehouse;

namespace CodexMcp.Connectors.Databricks.Tools;

/// <summary>list_warehouses: what there is to run statements on, and whether it runs.</summary>
internal sealed class WarehouseTool(DatabricksApi api, DatabricksSettings settings)
{
    public async Task<ToolResult> ListAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var page = ListPage.Read(invocation);
        using var answer = await api.GetAsync("api/2.0/sql/warehouses", cancellationToken).ConfigureAwait(false);
        var writer = JsonResult.Begin(out var buffer);
        writer.WriteStartArray("warehouses");
        foreach (var warehouse in VendorJson.Items(answer.Root, "warehouses").Skip(page.Offset))
        {
            writer.WriteStartObject();
            foreach (var (name, to) in new[] { ("id", "id"), ("name", "name"), ("state", "state"), ("cluster_size", "size"), ("warehouse_type", "type") })
            {
                if (VendorJson.Text(warehouse, name) is { Length: > 0 } text)
                {
                    writer.WriteString(to, VendorText.Clean(text, 200));
                }
            }

            writer.WriteBoolean("serverless", VendorJson.Flag(warehouse, "enable_serverless_compute"));
            if (VendorJson.Number(warehouse, "auto_stop_mins") is { } minutes)
            {
                writer.WriteNumber("auto_stop_minutes", minutes);
            }

            writer.WriteBoolean("runs_your_queries", VendorJson.Text(warehouse, "id") == settings.Warehouse);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        return page.Result(JsonResult.End(writer, buffer));
    }
}
