using System.Text.Json;

namespace CodexMcp.Sandbox.Databricks;

/// <summary>The SQL warehouses: the one that runs statements, which may have to start first, and one that the principal only sees.</summary>
internal sealed class Warehouse(DatabricksSimulatorOptions options)
{
    /// <summary>The id of the one that runs statements.</summary>
    public const string Id = "5a0db0c5a11a0001";

    private readonly Lock gate = new();
    private DateTimeOffset? runsFrom;

    /// <summary>Starts the warehouse, if nobody did; gives how long it still takes.</summary>
    public TimeSpan Start(DateTimeOffset now)
    {
        lock (gate)
        {
            runsFrom ??= now + options.WarehouseStart;
            return runsFrom.Value > now ? runsFrom.Value - now : TimeSpan.Zero;
        }
    }

    public SimulatorResponse List(DateTimeOffset now) => DatabricksReply.Json(200, writer =>
    {
        var state = options.WarehouseStart == TimeSpan.Zero || (runsFrom is { } from && from <= now) ? "RUNNING" : runsFrom is null ? "STOPPED" : "STARTING";
        writer.WriteStartArray("warehouses");
        One(writer, Id, "Analytics", "Small", state, serverless: true);
        One(writer, "5a0db0c5a11a0002", "Nightly loads", "Large", "STOPPED", serverless: false);
        writer.WriteEndArray();
    });

    private static void One(Utf8JsonWriter writer, string id, string name, string size, string state, bool serverless)
    {
        writer.WriteStartObject();
        writer.WriteString("id", id);
        writer.WriteString("name", name);
        writer.WriteString("cluster_size", size);
        writer.WriteString("state", state);
        writer.WriteString("warehouse_type", "PRO");
        writer.WriteBoolean("enable_serverless_compute", serverless);
        writer.WriteNumber("auto_stop_mins", 10);
        writer.WriteNumber("min_num_clusters", 1);
        writer.WriteNumber("max_num_clusters", 2);
        writer.WriteNumber("num_clusters", state == "RUNNING" ? 1 : 0);
        writer.WriteEndObject();
    }
}
