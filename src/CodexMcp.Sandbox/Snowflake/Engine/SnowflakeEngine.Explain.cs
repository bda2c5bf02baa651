using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CodexMcp.Sandbox.Snowflake;

/// <summary>EXPLAIN: what would be read, from the tables' sizes and the conditions on their clustering columns.</summary>
internal sealed partial class SnowflakeEngine
{
    /// <summary>Days in one simulated micro-partition.</summary>
    private const int PartitionDays = 16;

    private sealed record ScanCost(string Table, IReadOnlyCollection<string> Columns, long Total, long Assigned, long Bytes);

    private StatementResult Explain(ExplainStatement explain, SessionContext session, IReadOnlyDictionary<int, SqlBinding> bindings, CancellationToken cancellation)
    {
        if (explain.Inner is not SelectStatement select)
        {
            throw SnowflakeException.Unsupported("EXPLAIN of a statement other than a query");
        }

        var translator = NewTranslator(session, bindings);
        translator.Translate(select.Query);
        var costs = translator.Scans.Select(scan => Cost(scan, translator, bindings, cancellation)).ToList();
        var (total, assigned, bytes) = (costs.Sum(c => c.Total), costs.Sum(c => c.Assigned), costs.Sum(c => c.Bytes));
        if (explain.Format == "JSON")
        {
            return StatementResult.Message("content", Json(costs, total, assigned, bytes));
        }

        if (explain.Format == "TEXT")
        {
            var text = new StringBuilder();
            text.Append(CultureInfo.InvariantCulture, $"GlobalStats:\n    partitionsTotal={total}\n    partitionsAssigned={assigned}\n    bytesAssigned={bytes}\nOperations:\n1:0     ->Result\n");
            for (var i = 0; i < costs.Count; i++)
            {
                text.Append(CultureInfo.InvariantCulture, $"1:{i + 1}          ->TableScan  {costs[i].Table}  {string.Join(", ", costs[i].Columns)}  {{partitionsTotal={costs[i].Total}, partitionsAssigned={costs[i].Assigned}, bytesAssigned={costs[i].Bytes}}}\n");
            }

            return StatementResult.Message("content", text.ToString());
        }

        IEnumerable<object?[]> rows =
        [
            [null, null, null, "GlobalStats", null, null, null, total, assigned, bytes],
            [1L, 0L, null, "Result", null, null, null, null, null, null],
            .. costs.Select((c, i) => new object?[] { 1L, i + 1L, "[0]", "TableScan", c.Table, null, string.Join(", ", c.Columns), c.Total, c.Assigned, c.Bytes }),
        ];
        return Table("step# id# parentOperators operation objects alias expressions partitionsTotal# partitionsAssigned# bytesAssigned#", rows);
    }

    private ScanCost Cost(TableScan scan, Translator translator, IReadOnlyDictionary<int, SqlBinding> bindings, CancellationToken cancellation)
    {
        var table = scan.Table;
        var rows = CountRows(table);
        var days = table.Clustering is { } key ? key.Last - key.First + 1 : 1;
        var total = Math.Max(1, (days + PartitionDays - 1) / PartitionDays);
        var assigned = total;
        if (table.Clustering is { } clustering && scan.Conditions.Count > 0)
        {
            var (first, last) = ((long)clustering.First, (long)clustering.Last);
            foreach (var (symbol, constant) in scan.Conditions)
            {
                long? day = null;
                Database.Run($"SELECT {constant}", bindings, translator.UsedBindings, row => (day = row[0] as long?) is not null, cancellation);
                if (day is not { } value)
                {
                    continue;
                }

                first = symbol switch { ">=" or "=" => Math.Max(first, value), ">" => Math.Max(first, value + 1), _ => first };
                last = symbol switch { "<=" or "=" => Math.Min(last, value), "<" => Math.Min(last, value - 1), _ => last };
            }

            assigned = last < first ? 0 : (int)(((last - clustering.First) / PartitionDays) - ((first - clustering.First) / PartitionDays) + 1);
        }

        var share = table.Columns.Count == 0 ? 1 : Math.Max(1, scan.Columns.Count) / (double)table.Columns.Count;
        var bytes = (long)(rows * table.RowBytes * share * assigned / total);
        return new ScanCost(table.FullName, scan.Columns, total, assigned, rows == 0 ? 0 : Math.Max(assigned * 512L, bytes));
    }

    private static string Json(List<ScanCost> costs, long total, long assigned, long bytes)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("GlobalStats");
            writer.WriteNumber("partitionsTotal", total);
            writer.WriteNumber("partitionsAssigned", assigned);
            writer.WriteNumber("bytesAssigned", bytes);
            writer.WriteEndObject();
            writer.WriteStartArray("Operations");
            writer.WriteStartArray();
            writer.WriteStartObject();
            writer.WriteNumber("id", 0);
            writer.WriteString("operation", "Result");
            writer.WriteEndObject();
            for (var i = 0; i < costs.Count; i++)
            {
                writer.WriteStartObject();
                writer.WriteNumber("id", i + 1);
                writer.WriteStartArray("parentOperators");
                writer.WriteNumberValue(0);
                writer.WriteEndArray();
                writer.WriteString("operation", "TableScan");
                writer.WriteStartArray("objects");
                writer.WriteStringValue(costs[i].Table);
                writer.WriteEndArray();
                writer.WriteStartArray("expressions");
                foreach (var column in costs[i].Columns)
                {
                    writer.WriteStringValue(column);
                }

                writer.WriteEndArray();
                writer.WriteNumber("partitionsAssigned", costs[i].Assigned);
                writer.WriteNumber("partitionsTotal", costs[i].Total);
                writer.WriteNumber("bytesAssigned", costs[i].Bytes);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
