using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CodexMcp.Sandbox.Databricks;

/// <summary>Writes a plan as EXPLAIN and EXPLAIN COST do: a text for people, with the optimizer's sizes.</summary>
internal static class PlanWriter
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

    /// <param name="plan">The shared engine's plan.</param>
    /// <param name="cost">Whether the sizes are asked for.</param>
    public static string Write(string plan, bool cost)
    {
        using var document = JsonDocument.Parse(plan);
        var scans = document.RootElement.GetProperty("Operations")[0].EnumerateArray().Where(static step => step.GetProperty("operation").GetString() == "TableScan").ToList();
        var text = new StringBuilder();
        if (cost)
        {
            var total = document.RootElement.GetProperty("GlobalStats").GetProperty("bytesAssigned").GetInt64();
            text.Append("== Optimized Logical Plan ==\n").Append("Project, Statistics(sizeInBytes=").Append(Size(Math.Max(1, total / 4))).Append(")\n");
            if (scans.Count == 0)
            {
                text.Append("+- OneRowRelation, Statistics(sizeInBytes=1.0 B)\n");
            }

            foreach (var scan in scans)
            {
                text.Append("+- Relation ").Append(Name(scan)).Append('[').Append(Columns(scan)).Append("] parquet, Statistics(sizeInBytes=")
                    .Append(Size(scan.GetProperty("bytesAssigned").GetInt64())).Append(")\n");
            }

            text.Append('\n');
        }

        text.Append("== Physical Plan ==\n*(1) Project\n");
        foreach (var scan in scans)
        {
            text.Append("+- *(1) ColumnarToRow\n   +- PhotonScan parquet ").Append(Name(scan)).Append('[').Append(Columns(scan)).Append("]\n");
        }

        return text.ToString();
    }

    private static string Name(JsonElement scan) => scan.GetProperty("objects")[0].GetString()!.ToLowerInvariant();

    private static string Columns(JsonElement scan) =>
        string.Join(",", scan.GetProperty("expressions").EnumerateArray().Select(static (column, i) => $"{column.GetString()!.ToLowerInvariant()}#{i}"));

    private static string Size(long bytes)
    {
        double size = bytes;
        var unit = 0;
        while (size >= 1024 && unit < Units.Length - 1)
        {
            size /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{size:0.0} {Units[unit]}");
    }
}
