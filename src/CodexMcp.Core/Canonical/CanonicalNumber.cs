using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace CodexMcp.Core.Canonical;

/// <summary>Writes one number as ECMAScript's <c>Number::toString</c> does; integer literals beyond ±2^53 keep their digits.</summary>
internal static class CanonicalNumber
{
    private const long MaxExact = 1L << 53;

    internal static void Write(JsonElement value, IBufferWriter<byte> output)
    {
        if (value.TryGetInt64(out var integer) && integer is >= -MaxExact and <= MaxExact)
        {
            // -0 is an integer to the parser and prints as 0, as the RFC has it.
            Write(integer, output);
            return;
        }

        var literal = value.GetRawText();
        if (literal.AsSpan().IndexOfAny('.', 'e', 'E') < 0)
        {
            foreach (var digit in literal)
            {
                output.Write([(byte)digit]);
            }

            return;
        }

        var number = value.GetDouble();
        if (!double.IsFinite(number))
        {
            throw new JsonException("A JSON number is out of range.");
        }

        Write(number, output);
    }

    internal static void Write(double number, IBufferWriter<byte> output)
    {
        if (number == 0)
        {
            output.Write("0"u8);
            return;
        }

        if (number < 0)
        {
            output.Write("-"u8);
            number = -number;
        }

        // "R" gives the shortest digits that read back the same: those are ECMAScript's digits, only laid out differently.
        Span<byte> text = stackalloc byte[32];
        if (!number.TryFormat(text, out var length, "R", System.Globalization.CultureInfo.InvariantCulture))
        {
            throw new JsonException("A JSON number can't be written.");
        }

        Span<byte> digits = stackalloc byte[32];
        var point = Digits(text[..length], digits, out var count);
        Layout(digits[..count], point, output);
    }

    private static void Write(long integer, IBufferWriter<byte> output)
    {
        var span = output.GetSpan(20);
        integer.TryFormat(span, out var written);
        output.Advance(written);
    }

    /// <summary>Takes the significant digits out of <paramref name="text"/>; gives n so that the value is 0.digits × 10^n.</summary>
    private static int Digits(ReadOnlySpan<byte> text, Span<byte> digits, out int count)
    {
        count = 0;
        var point = 0;
        var fraction = false;
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (character == 'E')
            {
                Utf8Parser.TryParse(text[(i + 1)..], out int exponent, out _);
                point += exponent;
                break;
            }

            if (character == '.')
            {
                fraction = true;
                continue;
            }

            if (count == 0 && character == '0')
            {
                point -= fraction ? 1 : 0;
                continue;
            }

            digits[count++] = character;
            point += fraction ? 0 : 1;
        }

        while (digits[count - 1] == '0')
        {
            count--;
        }

        return point;
    }

    private static void Layout(ReadOnlySpan<byte> digits, int point, IBufferWriter<byte> output)
    {
        if (digits.Length <= point && point <= 21)
        {
            output.Write(digits);
            Zeros(point - digits.Length, output);
        }
        else if (point is > 0 and <= 21)
        {
            output.Write(digits[..point]);
            output.Write("."u8);
            output.Write(digits[point..]);
        }
        else if (point is > -6 and <= 0)
        {
            output.Write("0."u8);
            Zeros(-point, output);
            output.Write(digits);
        }
        else
        {
            output.Write(digits[..1]);
            if (digits.Length > 1)
            {
                output.Write("."u8);
                output.Write(digits[1..]);
            }

            output.Write(point > 0 ? "e+"u8 : "e-"u8);
            Write(Math.Abs(point - 1), output);
        }
    }

    private static void Zeros(int count, IBufferWriter<byte> output)
    {
        for (var i = 0; i < count; i++)
        {
            output.Write("0"u8);
        }
    }
}
