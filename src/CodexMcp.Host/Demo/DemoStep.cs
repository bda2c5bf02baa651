using System.Text.Json;
using CodexMcp.Host.Output;

namespace CodexMcp.Host.Demo;

/// <summary>One step of the transcript.</summary>
/// <param name="Title">What the step is called.</param>
/// <param name="Text">What it shows.</param>
/// <param name="Ok">Whether it went as it should.</param>
internal sealed record DemoStep(string Title, string Text, bool Ok)
{
    /// <summary>The result as the client got it.</summary>
    public JsonElement? Result { get; set; }

    /// <summary>What was shown as a table.</summary>
    public (IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)? Table { get; set; }

    /// <summary>What was shown line by line.</summary>
    public IReadOnlyList<string>? Lines { get; set; }

    /// <summary>Writes the step.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("title"u8, Title);
        writer.WriteString("text"u8, Text);
        writer.WriteBoolean("ok"u8, Ok);
        if (Result is { } result)
        {
            writer.WritePropertyName("result"u8);
            result.WriteTo(writer);
        }
        else if (Table is { } table)
        {
            writer.WriteStartArray("rows"u8);
            foreach (var row in table.Rows)
            {
                writer.WriteStartObject();
                foreach (var (column, cell) in table.Columns.Zip(row))
                {
                    writer.WriteString(column, cell);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        if (Lines is not null)
        {
            writer.WriteStrings("lines", Lines);
        }

        writer.WriteEndObject();
    }
}
