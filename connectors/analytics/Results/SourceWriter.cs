using System.Text.Json;
using CodexMcp.Connectors.Analytics.Reading;

namespace CodexMcp.Connectors.Analytics.Results;

/// <summary>Writes what was measured and every query that ran for it, so that each number can be traced.</summary>
internal static class SourceWriter
{
    private const int MostStatement = 3_000;

    public static void Metric(Utf8JsonWriter writer, MetricSource source)
    {
        writer.WriteStartObject("metric");
        if (source.Metric is not null)
        {
            writer.WriteString("name", source.Metric);
        }

        writer.WriteString("title", source.Title);
        if (source.Meaning is not null)
        {
            writer.WriteString("meaning", source.Meaning);
        }

        if (source.Unit is not null)
        {
            writer.WriteString("unit", source.Unit);
        }

        writer.WriteString("measure", source.Measure.ToString());
        writer.WriteString("table", source.Table);
        writer.WriteString("date_column", source.DateColumn);
        writer.WriteString("grain", source.Grain.Name());
        writer.WriteEndObject();
    }

    public static void Queries(Utf8JsonWriter writer, IReadOnlyList<RanQuery> queries)
    {
        writer.WriteStartArray("queries");
        foreach (var query in queries)
        {
            writer.WriteStartObject();
            writer.WriteString("tool", query.Tool);
            if (query.QueryId is not null)
            {
                writer.WriteString("query_id", query.QueryId);
            }

            writer.WriteString("statement", query.Sql.Length <= MostStatement ? query.Sql : VendorText.Shorten(query.Sql, MostStatement));
            if (QueryRunner.HasValues(query.Values))
            {
                writer.WritePropertyName("parameters");
                query.Values.WriteTo(writer);
            }

            writer.WriteNumber("rows", query.Rows);
            if (query.Cached)
            {
                writer.WriteBoolean("cached", true);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    public static void Notes(Utf8JsonWriter writer, IReadOnlyCollection<string> notes)
    {
        if (notes.Count > 0)
        {
            writer.Texts("notes", notes);
        }
    }
}
