using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace CodexMcp.Core.Canonical;

/// <summary>
/// Writes JSON in the canonical form of RFC 8785: no white space, members sorted by UTF-16 code units, shortest escapes, numbers as ECMAScript
/// prints them. Equal values give equal bytes, so a hash over them can bind an approval to one exact call.
/// </summary>
/// <remarks>
/// One rule is stricter than the RFC, which rounds every number to a double: an integer literal beyond ±2^53 keeps its own digits. Two different
/// record ids must never share a hash. A literal with a fraction or an exponent is rounded to a double as the RFC says.
/// </remarks>
public static class CanonicalJson
{
    /// <summary>Nesting deeper than this is refused, so that hostile input can't exhaust the stack.</summary>
    internal const int MaxDepth = 256;

    /// <summary>Gives the canonical form as UTF-8.</summary>
    /// <exception cref="JsonException">The value has no canonical form: a duplicate member, a lone surrogate, a number that no double holds, or too deep.</exception>
    public static byte[] Write(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        Write(value, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes the canonical form as UTF-8 to <paramref name="output"/>.</summary>
    /// <exception cref="JsonException">As <see cref="Write(JsonElement)"/>.</exception>
    public static void Write(JsonElement value, IBufferWriter<byte> output) => WriteValue(value, output, 0);

    /// <summary>Gives the lower-case hex SHA-256 of the canonical form.</summary>
    /// <exception cref="JsonException">As <see cref="Write(JsonElement)"/>.</exception>
    public static string Sha256Hex(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        Write(value, buffer);
        return Sha256Hex(buffer.WrittenSpan);
    }

    /// <summary>Gives the lower-case hex SHA-256 of some bytes.</summary>
    public static string Sha256Hex(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return Convert.ToHexStringLower(hash);
    }

    private static void WriteValue(JsonElement value, IBufferWriter<byte> output, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new JsonException($"The JSON is nested deeper than {MaxDepth} levels.");
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value, output, depth);
                break;
            case JsonValueKind.Array:
                WriteArray(value, output, depth);
                break;
            case JsonValueKind.String:
                CanonicalString.Write(Text(value), output);
                break;
            case JsonValueKind.Number:
                CanonicalNumber.Write(value, output);
                break;
            case JsonValueKind.True:
                output.Write("true"u8);
                break;
            case JsonValueKind.False:
                output.Write("false"u8);
                break;
            case JsonValueKind.Null:
                output.Write("null"u8);
                break;
            default:
                throw new JsonException("An undefined value has no canonical form.");
        }
    }

    private static void WriteArray(JsonElement value, IBufferWriter<byte> output, int depth)
    {
        output.Write("["u8);
        var first = true;
        foreach (var item in value.EnumerateArray())
        {
            if (!first)
            {
                output.Write(","u8);
            }

            first = false;
            WriteValue(item, output, depth + 1);
        }

        output.Write("]"u8);
    }

    private static void WriteObject(JsonElement value, IBufferWriter<byte> output, int depth)
    {
        var count = value.GetPropertyCount();
        var names = ArrayPool<string>.Shared.Rent(count);
        var values = ArrayPool<JsonElement>.Shared.Rent(count);
        try
        {
            var index = 0;
            foreach (var property in value.EnumerateObject())
            {
                names[index] = Name(property);
                values[index++] = property.Value;
            }

            // Ordinal comparison of .NET strings is comparison by UTF-16 code units, which is what the RFC asks for.
            Array.Sort(names, values, 0, count, StringComparer.Ordinal);
            output.Write("{"u8);
            for (var i = 0; i < count; i++)
            {
                if (i > 0)
                {
                    if (string.Equals(names[i], names[i - 1], StringComparison.Ordinal))
                    {
                        throw new JsonException("A JSON object has the same member twice.");
                    }

                    output.Write(","u8);
                }

                CanonicalString.Write(names[i], output);
                output.Write(":"u8);
                WriteValue(values[i], output, depth + 1);
            }

            output.Write("}"u8);
        }
        finally
        {
            ArrayPool<string>.Shared.Return(names, clearArray: true);
            ArrayPool<JsonElement>.Shared.Return(values, clearArray: true);
        }
    }

    private static string Text(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new JsonException("A JSON string holds half a surrogate pair.");
        }
    }

    private static string Name(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            throw new JsonException("A JSON member's name holds half a surrogate pair.");
        }
    }
}
