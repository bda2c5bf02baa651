using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CodexMcp.Connectors.Sql.Warehouse;

/// <summary>
/// Writes a warehouse's cells, which are all strings, as proper JSON. No digit is lost: an integer beyond 2^53 and a decimal of more than 15
/// digits stay strings. Dates and times are ISO 8601, binary is hex, NaN and infinities are strings, VARIANT, OBJECT and ARRAY are JSON.
/// A cell that is not what its type promises stays the string it is.
/// </summary>
public static class CellWriter
{
    private const long MaxExact = (1L << 53) - 1;
    private const int MaxJsonDepth = 32;

    /// <summary>Writes one cell of a column.</summary>
    public static void Write(Utf8JsonWriter writer, ResultColumn column, JsonElement cell)
    {
        ArgumentNullException.ThrowIfNull(column);
        ArgumentNullException.ThrowIfNull(writer);
        if (cell.ValueKind == JsonValueKind.Null)
        {
            writer.WriteNullValue();
            return;
        }

        if (cell.ValueKind != JsonValueKind.String)
        {
            cell.WriteTo(writer);
            return;
        }

        var text = Text(cell);
        switch (column.Kind)
        {
            case CellKind.Fixed:
                WriteNumber(writer, text, IsExact(text));
                break;
            case CellKind.Real:
                WriteReal(writer, text);
                break;
            case CellKind.Boolean when text is "true" or "false" or "1" or "0" or "TRUE" or "FALSE":
                writer.WriteBooleanValue(text is "true" or "1" or "TRUE");
                break;
            case CellKind.Json when IsJson(text):
                // The text was just read as JSON to its end.
                writer.WriteRawValue(text, skipInputValidation: true);
                break;
            default:
                writer.WriteStringValue(column.Format?.Invoke(text) ?? text);
                break;
        }
    }

    /// <summary>The cell's text; a half of a surrogate pair becomes the replacement character.</summary>
    private static string Text(JsonElement cell)
    {
        try
        {
            return cell.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return "\uFFFD";
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, string text, bool exact)
    {
        if (exact)
        {
            writer.WriteRawValue(text, skipInputValidation: true);
        }
        else
        {
            writer.WriteStringValue(text);
        }
    }

    private static void WriteReal(Utf8JsonWriter writer, string text)
    {
        switch (text)
        {
            case "inf" or "Infinity" or "INF":
                writer.WriteStringValue("Infinity");
                break;
            case "-inf" or "-Infinity" or "-INF":
                writer.WriteStringValue("-Infinity");
                break;
            default:
                WriteNumber(writer, text, IsNumber(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value));
                break;
        }
    }

    /// <summary>Whether a reader that keeps numbers as doubles gives back the same digits.</summary>
    private static bool IsExact(string text)
    {
        if (!IsNumber(text) || text.AsSpan().ContainsAny('e', 'E'))
        {
            return false;
        }

        if (!text.Contains('.', StringComparison.Ordinal))
        {
            return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) && whole is >= -MaxExact and <= MaxExact;
        }

        var significant = 0;
        foreach (var c in text)
        {
            significant += char.IsAsciiDigit(c) && (significant > 0 || c != '0') ? 1 : 0;
        }

        return significant <= 15;
    }

    /// <summary>Whether the text is a number as JSON writes one.</summary>
    private static bool IsNumber(string text)
    {
        if (text.Length is 0 or > 64)
        {
            return false;
        }

        Span<byte> utf8 = stackalloc byte[64];
        if (Encoding.UTF8.TryGetBytes(text, utf8, out var length) is false || utf8[0] is not ((byte)'-' or (>= (byte)'0' and <= (byte)'9')))
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(utf8[..length]);
            return reader.Read() && reader.TokenType == JsonTokenType.Number && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsJson(string text)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            var length = Encoding.UTF8.GetBytes(text, bytes);
            var reader = new Utf8JsonReader(bytes.AsSpan(0, length), new JsonReaderOptions { MaxDepth = MaxJsonDepth });
            while (reader.Read())
            {
                // Reading is the check.
            }

            return length > 0 && reader.BytesConsumed == length;
        }
        catch (JsonException)
        {
            return false; // NaN and undefined are values in a VARIANT, but not in JSON.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
