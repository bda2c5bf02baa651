using System.Text.Json;

namespace CodexMcp.Connectors.Semantic;

/// <summary>Writes parts of a catalogue for agents; what is empty is left out.</summary>
public static class SemanticJson
{
    /// <summary>Writes one hit of a search: a metric whole, since it is computed from there; a view or column by what tells it from others.</summary>
    public static void Write(Utf8JsonWriter writer, CatalogHit hit)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(hit);
        writer.WriteStartObject();
        writer.WriteString("kind", hit.Kind);
        writer.WriteString("name", hit.Name);
        if (hit.Metric is { } metric)
        {
            writer.WriteString("view", hit.View.Table.ToString());
            WriteMembers(writer, metric);
            Write(writer, "dimensions", [.. hit.View.Columns.Where(static column => column.Kind == "dimension").Select(static column => column.Name)]);
        }
        else if (hit.Column is { } column)
        {
            writer.WriteString("view", hit.View.Table.ToString());
            WriteMembers(writer, column);
        }
        else
        {
            WriteMembers(writer, hit.View);
            Write(writer, "metrics", [.. hit.View.Metrics.Select(static metric => metric.Name)]);
        }

        writer.WriteNumber("score", hit.Score);
        writer.WriteEndObject();
    }

    /// <summary>Writes title, meaning, grain and date column of a view.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, SemanticView view)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(view);
        writer.WriteString("title", view.Title);
        Write(writer, "meaning", view.Meaning);
        Write(writer, "grain", view.Grain);
        Write(writer, "date_column", view.DateColumn);
        if (view.DateColumn is not null)
        {
            writer.WriteString("date_grain", view.DateGrain);
        }
    }

    /// <summary>Writes meaning, kind, unit and values of a column.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, SemanticColumn column)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(column);
        Write(writer, "meaning", column.Meaning);
        writer.WriteString("use", column.Kind);
        Write(writer, "unit", column.Unit);
        Write(writer, "values", column.Values);
    }

    /// <summary>Writes what joins, metrics and examples of a view there are.</summary>
    public static void WriteDetails(Utf8JsonWriter writer, SemanticView view)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(view);
        writer.WriteStartArray("joins");
        foreach (var join in view.Joins)
        {
            writer.WriteStartObject();
            writer.WriteString("to", join.To.ToString());
            writer.WriteStartObject("on");
            foreach (var (here, there) in join.On)
            {
                writer.WriteString(here, there);
            }

            writer.WriteEndObject();
            Write(writer, "meaning", join.Meaning);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("metrics");
        foreach (var metric in view.Metrics)
        {
            writer.WriteStartObject();
            writer.WriteString("name", metric.Name);
            WriteMembers(writer, metric);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("examples");
        foreach (var example in view.Examples)
        {
            writer.WriteStartObject();
            writer.WriteString("question", example.Question);
            writer.WriteString("statement", example.Statement);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteMembers(Utf8JsonWriter writer, SemanticMetric metric)
    {
        writer.WriteString("title", metric.Title);
        Write(writer, "meaning", metric.Meaning);
        Write(writer, "unit", metric.Unit);
        writer.WritePropertyName("measure");
        metric.Measure.WriteTo(writer);
        if (metric.Where.ValueKind == JsonValueKind.Object)
        {
            writer.WritePropertyName("where");
            metric.Where.WriteTo(writer);
        }

        writer.WriteString("date_column", metric.DateColumn);
        writer.WriteString("date_grain", metric.DateGrain);
        writer.WriteString("over_time", metric.OverTime);
    }

    private static void Write(Utf8JsonWriter writer, string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            writer.WriteString(name, text);
        }
    }

    private static void Write(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
