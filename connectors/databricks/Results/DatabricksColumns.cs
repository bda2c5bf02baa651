using System.Text.Json;
using CodexMcp.Connectors.Databricks.Api;
using CodexMcp.Connectors.Sql.Warehouse;

namespace CodexMcp.Connectors.Databricks.Results;

/// <summary>Reads the columns of a result from its manifest.</summary>
internal static class DatabricksColumns
{
    private const int MaxColumns = 20_000;

    public static IReadOnlyList<ResultColumn> ReadAll(JsonElement manifest)
    {
        var columns = VendorJson.Member(VendorJson.Member(manifest, "schema"), "columns");
        // A statement without columns leaves them out.
        if (columns.ValueKind == JsonValueKind.Undefined && VendorJson.Long(VendorJson.Member(manifest, "schema"), "column_count") == 0)
        {
            return [];
        }

        return columns.ValueKind == JsonValueKind.Array && columns.GetArrayLength() <= MaxColumns
            ? [.. columns.EnumerateArray().Select(Read)]
            : throw DatabricksErrors.BadAnswer("its columns are missing");
    }

    private static ResultColumn Read(JsonElement column)
    {
        var name = VendorJson.Text(column, "name") ?? throw DatabricksErrors.BadAnswer("a column has no name");
        var type = VendorJson.Text(column, "type_name") ?? "STRING";
        var kind = type switch
        {
            "BYTE" or "SHORT" or "INT" or "LONG" or "DECIMAL" => CellKind.Fixed,
            "FLOAT" or "DOUBLE" => CellKind.Real,
            "BOOLEAN" => CellKind.Boolean,
            "ARRAY" or "MAP" or "STRUCT" => CellKind.Json,
            _ => CellKind.Text,
        };
        var shown = VendorText.Clean(VendorJson.Text(column, "type_text") ?? type, 200).ToLowerInvariant();
        return new ResultColumn(name, shown, kind, true);
    }
}
