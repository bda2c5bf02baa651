using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary>Reads the text of JSON strings without allocating where that is possible, and without throwing on half surrogate pairs or broken
/// UTF-8, as <see cref="JsonElement.GetString"/> does.</summary>
internal static class JsonText
{
    /// <summary>The bytes between the quotes, still escaped.</summary>
    public static ReadOnlySpan<byte> Raw(in JsonElement value) => JsonMarshal.GetRawUtf8Value(value)[1..^1];

    /// <summary>A property name's bytes, still escaped.</summary>
    public static ReadOnlySpan<byte> RawName(in JsonProperty property)
    {
#if NET10_0_OR_GREATER
        return JsonMarshal.GetRawUtf8PropertyName(property);
#else
        // net9.0 is only the stand-in that proves the code AOT-clean: the raw text costs a copy there.
        ReadOnlySpan<byte> text = Encoding.UTF8.GetBytes(property.ToString())[1..];
        var end = 0;
        while (text[end] != (byte)'"')
        {
            end += text[end] == (byte)'\\' ? 2 : 1;
        }

        return text[..end];
#endif
    }

    public static string Name(in JsonProperty property) => Decode(RawName(property), int.MaxValue);

    public static string ToText(in JsonElement value, int max = int.MaxValue) => Decode(Raw(value), max);

    /// <summary>The first characters of a value as it was written.</summary>
    public static string RawStart(in JsonElement value, int max)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        return Encoding.UTF8.GetString(raw[..Math.Min(raw.Length, max)]);
    }

    /// <summary>The text of an escaped string, or about its first <paramref name="max"/> characters.</summary>
    public static string Decode(ReadOnlySpan<byte> raw, int max)
    {
        // No UTF-16 unit takes more than six bytes, so nothing that would be shown is cut off; a half character at the cut becomes U+FFFD.
        raw = max < raw.Length / 6 ? raw[..(max * 6)] : raw;
        if (!raw.Contains((byte)'\\'))
        {
            return Encoding.UTF8.GetString(raw);
        }

        var buffer = new char[raw.Length];
        return new string(buffer, 0, Decode(raw, buffer));
    }

    /// <summary>Writes UTF-16 to a buffer that is at least as long as the bytes. Half surrogates stay as they are.</summary>
    public static int Decode(ReadOnlySpan<byte> raw, Span<char> text)
    {
        var length = 0;
        while (!raw.IsEmpty)
        {
            var plain = raw.IndexOf((byte)'\\');
            plain = plain < 0 ? raw.Length : plain;
            length += Encoding.UTF8.GetChars(raw[..plain], text[length..]);
            raw = raw[plain..];
            if (!raw.IsEmpty)
            {
                text[length++] = Unescape(ref raw);
            }
        }

        return length;
    }

    /// <summary>The UTF-8 of an escaped string; half surrogates become U+FFFD.</summary>
    public static byte[] Unescape(ReadOnlySpan<byte> raw) =>
        raw.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(Decode(raw, int.MaxValue)) : raw.ToArray();

    /// <summary>How many code points an escaped string has; a half surrogate counts as one.</summary>
    public static long CodePoints(ReadOnlySpan<byte> raw)
    {
        long count = 0;
        while (!raw.IsEmpty)
        {
            var plain = raw.IndexOf((byte)'\\');
            plain = plain < 0 ? raw.Length : plain;
            foreach (var b in raw[..plain])
            {
                count += (b & 0xC0) == 0x80 ? 0 : 1;
            }

            raw = raw[plain..];
            if (!raw.IsEmpty)
            {
                var first = Unescape(ref raw);
                var rest = raw;
                if (char.IsHighSurrogate(first) && rest.Length > 1 && rest[0] == (byte)'\\' && char.IsLowSurrogate(Unescape(ref rest)))
                {
                    raw = rest;
                }

                count++;
            }
        }

        return count;
    }

    public static bool Same(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (!left.Contains((byte)'\\') && !right.Contains((byte)'\\'))
        {
            return left.SequenceEqual(right);
        }

        return string.Equals(Decode(left, int.MaxValue), Decode(right, int.MaxValue), StringComparison.Ordinal);
    }

    private static char Unescape(ref ReadOnlySpan<byte> raw)
    {
        var kind = raw.Length > 1 ? raw[1] : (byte)0;
        if (kind == (byte)'u' && raw.Length >= 6)
        {
            var unit = 0;
            for (var i = 2; i < 6; i++)
            {
                unit = unit << 4 | HexValue(raw[i]);
            }

            raw = raw[6..];
            return (char)unit;
        }

        raw = raw[Math.Min(2, raw.Length)..];
        return kind switch
        {
            (byte)'b' => '\b',
            (byte)'f' => '\f',
            (byte)'n' => '\n',
            (byte)'r' => '\r',
            (byte)'t' => '\t',
            (byte)'"' or (byte)'\\' or (byte)'/' => (char)kind,
            _ => '\uFFFD', // only where the text was cut
        };
    }

    private static int HexValue(byte digit) => digit switch
    {
        <= (byte)'9' => digit - '0',
        <= (byte)'F' => digit - 'A' + 10,
        _ => digit - 'a' + 10,
    };
}
