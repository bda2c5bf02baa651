using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CodexMcp.Core.Audit;

/// <summary>Shows a record as one line of plain text, safe for any terminal: what could move, colour, hide or reorder text is escaped.</summary>
public static class AuditFormatter
{
    private static readonly string[] Members = ["role", "tool", "outcome", "stage", "principal", "call_id"];

    /// <summary>Formats: time, event, what the call was and how it ended, why, how long.</summary>
    public static string Format(AuditRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var line = new StringBuilder(160);
        if (record.Json.ValueKind != JsonValueKind.Object)
        {
            return $"{Escape(record.File)}: a line that is no record; run 'codex-mcp audit verify'.";
        }
        Escape(line, record.Time);
        line.Append("  ");
        Escape(line, record.Text("event") ?? "?");
        foreach (var member in Members)
        {
            if (record.Text(member) is { } value)
            {
                line.Append("  ").Append(member).Append('=');
                Escape(line, value.Length <= 200 ? value : value[..200] + "…");
            }
        }
        if (record.Json.TryGetProperty("duration_us", out var duration) && duration.ValueKind == JsonValueKind.Number && duration.TryGetInt64(out var micros))
        {
            line.Append(CultureInfo.InvariantCulture, $"  {micros / 1000.0:0.0} ms");
        }
        if (record.Text("reason") is { } reason)
        {
            line.Append("  ");
            Escape(line, reason.Length <= 500 ? reason : reason[..500] + "…");
        }
        return line.ToString();
    }

    /// <summary>Escapes a text for a terminal: printable ASCII and Latin letters stay, everything else becomes <c>\u{…}</c>.</summary>
    public static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var line = new StringBuilder(text.Length);
        Escape(line, text);
        return line.ToString();
    }

    private static void Escape(StringBuilder line, string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            var value = rune.Value;
            if (value is '\\')
            {
                line.Append("\\\\");
            }
            else if (value is (>= 0x20 and < 0x7F) or 0x2026 || (value is >= 0xC0 and < 0x250 && Rune.IsLetter(rune)))
            {
                line.Append((char)value);
            }
            else
            {
                line.Append(CultureInfo.InvariantCulture, $"\\u{{{value:x}}}");
            }
        }
    }
}
