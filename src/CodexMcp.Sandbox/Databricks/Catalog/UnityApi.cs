using System.Globalization;
using System.Text.Json;
using CodexMcp.Sandbox.Snowflake;

namespace CodexMcp.Sandbox.Databricks;

/// <summary>
/// Unity Catalog over the shared engine's tables. As the real one, it cuts pages before it leaves out what the principal may not see: so a page
/// may be empty and still not be the last.
/// </summary>
internal sealed class UnityApi(SparkEngine engine, DatabricksSimulatorOptions options)
{
    // Catalogs without tables of ours, as every account has some.
    private static readonly (string Name, string Comment, bool Visible)[] Others =
        [("finance", "Ledgers", false), ("samples", "Sample data from Databricks", true), ("system", "System tables", false)];

    private sealed record Item(string Name, bool Visible, Action<Utf8JsonWriter> Write);

    public SimulatorResponse Catalogs(DatabricksCall call)
    {
        var own = engine.Tables(call.Now).Databases.Select(static d => (Name: d.Name.ToLowerInvariant(), Comment: d.Comment ?? "", Visible: d.VisibleTo.Contains(SparkEngine.Role)));
        return Page(call, "catalogs", own.Concat(Others).OrderBy(static item => item.Name, StringComparer.Ordinal).Select(item => new Item(item.Name, item.Visible, writer =>
        {
            writer.WriteString("name", item.Name);
            writer.WriteString("catalog_type", "MANAGED_CATALOG");
            writer.WriteString("comment", item.Comment);
            writer.WriteString("owner", "admins");
        })));
    }

    public SimulatorResponse Schemas(DatabricksCall call)
    {
        var catalog = Visible(call, call.Query("catalog_name") ?? throw DatabricksError.Parameter("catalog_name must be set."));
        return Page(call, "schemas", engine.Tables(call.Now).Schemas.Where(s => Same(s.Database, catalog)).OrderBy(static s => s.Name, StringComparer.Ordinal)
            .Select(s => new Item(s.Name, s.VisibleTo.Contains(SparkEngine.Role), writer =>
            {
                writer.WriteString("name", s.Name.ToLowerInvariant());
                writer.WriteString("catalog_name", catalog);
                writer.WriteString("full_name", $"{catalog}.{s.Name.ToLowerInvariant()}");
                writer.WriteString("comment", s.Comment);
                writer.WriteString("owner", "admins");
            })));
    }

    public SimulatorResponse Tables(DatabricksCall call)
    {
        var catalog = Visible(call, call.Query("catalog_name") ?? throw DatabricksError.Parameter("catalog_name must be set."));
        var schema = call.Query("schema_name") ?? throw DatabricksError.Parameter("schema_name must be set.");
        var tables = engine.Tables(call.Now);
        if (!Others.Any(other => other.Name == catalog) && !tables.Schemas.Any(s => Same(s.Database, catalog) && Same(s.Name, schema) && s.VisibleTo.Contains(SparkEngine.Role)))
        {
            throw DatabricksError.Missing($"Schema '{catalog}.{schema}' does not exist.");
        }

        var columns = call.Query("omit_columns") != "true";
        return Page(call, "tables", tables.Tables.Values.Where(table => Same(table.Database, catalog) && Same(table.Schema, schema))
            .OrderBy(static table => table.Name, StringComparer.Ordinal).Select(table => new Item(table.Name, true, writer => Write(writer, table, columns))));
    }

    public SimulatorResponse Table(DatabricksCall call, string fullName)
    {
        var parts = fullName.ToUpperInvariant().Split('.');
        return parts.Length == 3 && engine.Tables(call.Now).Table(parts[0], parts[1], parts[2], SparkEngine.Role) is { } table
            ? DatabricksReply.Json(200, writer => Write(writer, table, columns: true))
            : throw DatabricksError.Missing($"Table '{fullName}' does not exist.");
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private string Visible(DatabricksCall call, string catalog) =>
        Others.Any(other => other.Visible && Same(other.Name, catalog)) || engine.Tables(call.Now).Database(catalog.ToUpperInvariant(), SparkEngine.Role) is not null
            ? catalog.ToLowerInvariant()
            : throw DatabricksError.Missing($"Catalog '{catalog}' does not exist.");

    private SimulatorResponse Page(DatabricksCall call, string member, IEnumerable<Item> items)
    {
        var wanted = call.Query("max_results") is not { } text ? 0
            : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= 0 ? number
            : throw DatabricksError.Parameter("max_results must be 0 or more.");
        var size = wanted == 0 ? options.CatalogPageSize : Math.Min(wanted, options.CatalogPageSize);
        var first = call.Query("page_token") is not { } token ? 0
            : int.TryParse(token.AsSpan(token.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? at
            : throw DatabricksError.Parameter("page_token is not valid.");
        var all = items.ToList();
        return DatabricksReply.Json(200, writer =>
        {
            writer.WriteStartArray(member);
            foreach (var item in all.Skip(first).Take(size).Where(static item => item.Visible))
            {
                writer.WriteStartObject();
                item.Write(writer);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            if (first + size < all.Count)
            {
                writer.WriteString("next_page_token", $"page-{first + size}");
            }
        });
    }

    private static void Write(Utf8JsonWriter writer, CatalogTable table, bool columns)
    {
        writer.WriteString("name", table.Name.ToLowerInvariant());
        writer.WriteString("catalog_name", table.Database.ToLowerInvariant());
        writer.WriteString("schema_name", table.Schema.ToLowerInvariant());
        writer.WriteString("full_name", table.FullName.ToLowerInvariant());
        writer.WriteString("table_type", table.IsView ? "VIEW" : "MANAGED");
        if (!table.IsView)
        {
            writer.WriteString("data_source_format", "DELTA");
        }

        writer.WriteString("comment", table.Comment);
        writer.WriteString("owner", "admins");
        writer.WriteNumber("updated_at", table.AlteredOn.ToUnixTimeMilliseconds());
        if (!columns)
        {
            return;
        }

        writer.WriteStartArray("columns");
        for (var i = 0; i < table.Columns.Count; i++)
        {
            var column = table.Columns[i];
            var type = SparkColumn.Of("", column.Type);
            writer.WriteStartObject();
            writer.WriteString("name", column.Name.ToLowerInvariant());
            writer.WriteString("type_text", type.TypeText.ToLowerInvariant());
            writer.WriteString("type_name", type.TypeName);
            writer.WriteNumber("position", i);
            writer.WriteBoolean("nullable", !column.NotNull);
            writer.WriteString("comment", column.Comment);
            if (table.Clustering?.Column == column.Name)
            {
                writer.WriteNumber("partition_index", 0);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
