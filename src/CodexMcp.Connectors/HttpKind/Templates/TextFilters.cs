using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CodexMcp.Connectors.HttpKind.Templates;

/// <summary>Steps on texts.</summary>
internal static class TextFilters
{
    /// <summary>Only the digits' text, filled with zeros in front; a text that is no number has no value.</summary>
    public static JsonElement? Digits(JsonElement value, string width)
    {
        var text = Json.Plain(value);
        return text.Length > 0 && text.All(char.IsAsciiDigit)
            ? Json.Text(text.TrimStart('0') is var number && Width(width) is var wide and > 0 ? number.PadLeft(wide, '0') : number)
            : null;
    }

    public static JsonElement? Remove(JsonElement value, string what) => Json.Text(Json.Plain(value).Replace(what, "", StringComparison.Ordinal));

    public static JsonElement? Join(JsonElement value, string separator) => value.ValueKind == JsonValueKind.Array
        ? value.GetArrayLength() == 0 ? null : Json.Text(string.Join(separator, value.EnumerateArray().Select(Json.Plain)))
        : value;

    public static JsonElement? Split(JsonElement value, string separator) =>
        Json.Build(Json.Plain(value).Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), static (writer, parts) =>
        {
            writer.WriteStartArray();
            foreach (var part in parts)
            {
                writer.WriteStringValue(part);
            }

            writer.WriteEndArray();
        });

    /// <summary>The part of that number between colons, from 0.</summary>
    public static JsonElement? Part(JsonElement value, string index) =>
        Json.Plain(value).Split(':') is var parts && Width(index) is var at && at < parts.Length ? Json.Text(parts[at]) : null;

    /// <summary>The text before the first such mark; the whole when there is none.</summary>
    public static JsonElement? Before(JsonElement value, string mark) =>
        Json.Plain(value) is var text && text.IndexOf(mark, StringComparison.Ordinal) is var at and >= 0 ? Json.Text(text[..at]) : value;

    /// <summary>A text in double quotes for a query language: quotes and backslashes in it are escaped, control characters become spaces.</summary>
    public static JsonElement? Quote(JsonElement value, string _) => Json.Text(
        $"\"{string.Concat(Json.Plain(value).Select(static c => c is '"' or '\\' ? $"\\{c}" : char.IsControl(c) ? " " : c.ToString()))}\"");

    public static JsonElement? Prefix(JsonElement value, string text) => Json.Text(text + Json.Plain(value));

    public static JsonElement? Lower(JsonElement value, string _) => Json.Text(Json.Plain(value).ToLowerInvariant());

    public static JsonElement? Upper(JsonElement value, string _) => Json.Text(Json.Plain(value).ToUpperInvariant());

    public static JsonElement? Text(JsonElement value, string _) => Json.Text(Json.Plain(value));

    public static JsonElement? Truncate(JsonElement value, string length)
    {
        var text = Json.Plain(value);
        var most = Width(length);
        if (text.Length <= most)
        {
            return value;
        }

        most -= most > 0 && char.IsHighSurrogate(text[most - 1]) ? 1 : 0;
        return Json.Text(text[..most] + "…");
    }

    /// <summary>Escapes <c>&amp;</c>, <c>&lt;</c> and <c>&gt;</c>, so that a text is only a text and no mention, link or tag.</summary>
    public static JsonElement? EscapeHtml(JsonElement value, string _) => Json.Text(Json.Plain(value)
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal));

    /// <summary>Escapes what ends a text or an attribute of XML; characters that XML does not have become spaces.</summary>
    public static JsonElement? EscapeXml(JsonElement value, string _) =>
        Json.Text(System.Security.SecurityElement.Escape(string.Concat(Json.Plain(value).Select(static c => char.IsControl(c) || c is '\ufffe' or '\uffff' ? ' ' : c))));

    public static JsonElement? AsJson(JsonElement value, string _) => Json.Text(value.GetRawText());

    public static JsonElement? ToBase64(JsonElement value, string _) => Json.Text(Convert.ToBase64String(Encoding.UTF8.GetBytes(Json.Plain(value))));

    /// <summary>The text that is packed as base64, line breaks allowed; bytes that are no UTF-8 have no value.</summary>
    public static JsonElement? FromBase64(JsonElement value, string _)
    {
        try
        {
            return Json.Text(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Convert.FromBase64String(Json.Plain(value))));
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>A long text as a list of pieces with their offsets, so that it can be read on like any list.</summary>
    public static JsonElement? Chunks(JsonElement value, string length) => Json.Build((Text: Json.Plain(value), Length: Math.Max(100, Width(length))), static (writer, from) =>
    {
        writer.WriteStartArray();
        for (var at = 0; at < from.Text.Length;)
        {
            var end = Math.Min(from.Text.Length, at + from.Length);
            end -= end < from.Text.Length && char.IsHighSurrogate(from.Text[end - 1]) ? 1 : 0;
            writer.WriteStartObject();
            writer.WriteNumber("offset"u8, at);
            writer.WriteString("text"u8, from.Text.AsSpan(at, end - at));
            writer.WriteEndObject();
            at = end;
        }

        writer.WriteEndArray();
    });

    /// <summary>A text as a list of its lines with their numbers, from 1.</summary>
    public static JsonElement? Lines(JsonElement value, string _) => Json.Build(Json.Plain(value), static (writer, text) =>
    {
        writer.WriteStartArray();
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            writer.WriteStartObject();
            writer.WriteNumber("line"u8, ++number);
            writer.WriteString("text"u8, line);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    private static int Width(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
