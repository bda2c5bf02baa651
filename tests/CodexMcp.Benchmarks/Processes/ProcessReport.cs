using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CodexMcp.Benchmarks.Processes;

/// <summary>Figures side by side, with their ratio.</summary>
internal sealed class ProcessReport
{
    private readonly List<Row> rows = [];

    public void Add(string what, string unit, double ours, double bare, string? target) => rows.Add(new(what, unit, ours, bare, target));

    /// <summary>Gives a Markdown table.</summary>
    public string ToTable()
    {
        var text = new StringBuilder("| what | unit | with | bare | ratio | difference | target |\n|---|---|---:|---:|---:|---:|---|\n");
        foreach (var row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {row.What} | {row.Unit} | {row.Ours:0.#} | {row.Bare:0.#} | {row.Ours / row.Bare:0.00} | {row.Ours - row.Bare:+0.#;-0.#;0} | {row.Target} |\n");
        }

        return text.ToString();
    }

    /// <summary>Writes the figures as JSON: an array of <c>{what, unit, with, bare, ratio, target}</c>.</summary>
    public void Write(string path)
    {
        using var file = File.Create(path);
        using var writer = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
        writer.WriteStartArray();
        foreach (var row in rows)
        {
            writer.WriteStartObject();
            writer.WriteString("what", row.What);
            writer.WriteString("unit", row.Unit);
            writer.WriteNumber("with", Math.Round(row.Ours, 3));
            writer.WriteNumber("bare", Math.Round(row.Bare, 3));
            writer.WriteNumber("ratio", Math.Round(row.Ours / row.Bare, 3));
            writer.WriteString("target", row.Target);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private sealed record Row(string What, string Unit, double Ours, double Bare, string? Target);
}
