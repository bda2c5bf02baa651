using System.Buffers.Text;

namespace CodexMcp.JsonSchema;

/// <summary>A JSON number taken apart exactly: the value is <c>0.d1d2d3… × 10^Exponent</c>, with no leading or trailing zero among the digits.</summary>
/// <remarks>Numbers are compared digit by digit, never as floating point and never by building the huge integer that <c>1e1000000000</c> asks for.</remarks>
internal readonly ref struct JsonNumber
{
    /// <summary>Exponents beyond this are held here: only two absurd numbers can then be mistaken for each other, and no schema may hold one.</summary>
    public const long MaxExponent = 1_000_000_000_000_000;

    /// <summary>How many bytes of digits a caller should put on the stack before it allocates.</summary>
    public const int StackSize = 64;

    private JsonNumber(bool negative, ReadOnlySpan<byte> digits, long exponent)
    {
        Negative = negative;
        Digits = digits;
        Exponent = exponent;
    }

    public bool Negative { get; }

    /// <summary>ASCII digits; empty for zero.</summary>
    public ReadOnlySpan<byte> Digits { get; }

    public long Exponent { get; }

    public bool IsZero => Digits.IsEmpty;

    public bool IsInteger => Exponent >= Digits.Length;

    public bool IsAbsurd => Math.Abs(Exponent) >= MaxExponent;

    /// <summary>Whether the raw text is a plain integer that fits, which nearly all numbers are.</summary>
    public static bool TryInteger(ReadOnlySpan<byte> raw, out long value) =>
        Utf8Parser.TryParse(raw, out value, out var used) && used == raw.Length;

    /// <summary>Parses the raw text of a JSON number. The buffer must be at least as long as the text.</summary>
    public static JsonNumber Parse(ReadOnlySpan<byte> raw, Span<byte> buffer)
    {
        var negative = raw[0] == (byte)'-';
        var mantissaEnd = raw.IndexOfAny((byte)'e', (byte)'E');
        long exponent = mantissaEnd < 0 ? 0 : ParseExponent(raw[(mantissaEnd + 1)..]);
        var mantissa = raw[(negative ? 1 : 0)..(mantissaEnd < 0 ? raw.Length : mantissaEnd)];
        var length = 0;
        var seenPoint = false;
        foreach (var b in mantissa)
        {
            if (b == (byte)'.')
            {
                seenPoint = true;
            }
            else if (b == (byte)'0' && length == 0)
            {
                exponent -= seenPoint ? 1 : 0;
            }
            else
            {
                buffer[length++] = b;
                exponent += seenPoint ? 0 : 1;
            }
        }

        while (length > 0 && buffer[length - 1] == (byte)'0')
        {
            length--;
        }

        return length == 0 ? default : new JsonNumber(negative, buffer[..length], Math.Clamp(exponent, -MaxExponent, MaxExponent));
    }

    public int CompareTo(JsonNumber other)
    {
        var sign = IsZero ? 0 : Negative ? -1 : 1;
        var otherSign = other.IsZero ? 0 : other.Negative ? -1 : 1;
        if (sign != otherSign || sign == 0)
        {
            return sign.CompareTo(otherSign);
        }

        var magnitude = Exponent != other.Exponent ? Exponent.CompareTo(other.Exponent) : Digits.SequenceCompareTo(other.Digits);
        return sign * Math.Sign(magnitude);
    }

    private static long ParseExponent(ReadOnlySpan<byte> text)
    {
        var negative = text[0] == (byte)'-';
        long value = 0;
        foreach (var b in text[(text[0] is (byte)'-' or (byte)'+' ? 1 : 0)..])
        {
            value = Math.Min(value * 10 + (b - '0'), 4 * MaxExponent);
        }

        return negative ? -value : value;
    }
}
