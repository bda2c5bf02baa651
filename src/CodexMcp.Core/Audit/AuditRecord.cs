using System.Text.Json;

namespace CodexMcp.Core.Audit;

/// <summary>One line of the trail as <see cref="AuditTail"/> reads it; not verified.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Time">The record's time as it stands there, or empty.</param>
/// <param name="Seq">The record's number in its chain, or 0.</param>
/// <param name="Json">The record, or undefined when the line is no JSON object.</param>
public sealed record AuditRecord(string File, string Time, long Seq, JsonElement Json)
{
    /// <summary>A text member's value, or null.</summary>
    public string? Text(string name)
    {
        try
        {
            return Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;
        }
        catch (InvalidOperationException)
        {
            return null; // A lone surrogate: no text.
        }
    }

    internal static AuditRecord Parse(string file, ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 4096 });
            var json = JsonElement.ParseValue(ref reader);
            if (json.ValueKind == JsonValueKind.Object)
            {
                var seq = json.TryGetProperty("seq", out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt64(out var value) ? value : 0;
                var record = new AuditRecord(file, "", seq, json);
                return record with { Time = record.Text("time") ?? "" };
            }
        }
        catch (JsonException)
        {
            // Told by the undefined element.
        }
        return new AuditRecord(file, "", 0, default);
    }
}
