using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary><c>multipleOf</c>, exactly: no floating point, and no power of ten is ever written out.</summary>
internal sealed class MultipleOfKeyword : Keyword
{
    /// <summary>Digits that are folded into the remainder at a time.</summary>
    private const int Chunk = 18;

    private readonly string _text;
    private readonly long _integer;
    private readonly long _small;
    private readonly BigInteger _digits;
    private readonly long _scale;

    private MultipleOfKeyword(SchemaLocation schema, NumberValue step, JsonNumber number)
        : base(schema)
    {
        _text = step.Text;
        _digits = Remainder(number.Digits, BigInteger.Pow(10, number.Digits.Length));
        _scale = number.Exponent - number.Digits.Length;
        _small = _digits <= long.MaxValue ? (long)_digits : 0;
        _integer = _scale == 0 ? _small : 0;
    }

    public override Kinds AppliesTo => Kinds.Number;

    public static MultipleOfKeyword Read(NumberValue step, SchemaReader reader)
    {
        var number = JsonNumber.Parse(step.Raw, new byte[step.Raw.Length]);
        return number.IsZero || number.Negative
            ? throw reader.Fail("multipleOf", "must be greater than 0. Correct it.")
            : new MultipleOfKeyword(reader.Location, step, number);
    }

    public override bool Evaluate(in JsonElement instance, EvaluationContext context, EvaluatedSet? evaluated)
    {
        if (IsMultiple(JsonMarshal.GetRawUtf8Value(instance)))
        {
            return true;
        }

        return context.Collecting
            && context.Report(Schema, "multipleOf", $"{context.Subject} must be a multiple of {_text}, got {Text.Show(instance)}.");
    }

    private bool IsMultiple(ReadOnlySpan<byte> raw)
    {
        if (_integer != 0 && JsonNumber.TryInteger(raw, out var integer))
        {
            return integer % _integer == 0;
        }

        Span<byte> buffer = raw.Length <= JsonNumber.StackSize ? stackalloc byte[JsonNumber.StackSize] : new byte[raw.Length];
        var number = JsonNumber.Parse(raw, buffer);

        // value / step = (digits × 10^shift) / step's digits. Below zero the value's last digit, which is not 0, is left over.
        var shift = number.Exponent - number.Digits.Length - _scale;
        if (number.IsZero || shift < 0)
        {
            return number.IsZero;
        }

        return _small > 0 && number.Digits.Length <= Chunk && shift <= Chunk
            ? IsSmallMultiple(number.Digits, shift)
            : (Remainder(number.Digits, _digits) * BigInteger.ModPow(10, shift, _digits) % _digits).IsZero;
    }

    /// <summary>The same for everyday numbers, without allocating.</summary>
    private bool IsSmallMultiple(ReadOnlySpan<byte> digits, long shift)
    {
        UInt128 remainder = 0;
        foreach (var digit in digits)
        {
            remainder = (remainder * 10 + (uint)(digit - '0')) % (UInt128)_small;
        }

        for (var i = 0; i < shift; i++)
        {
            remainder = remainder * 10 % (UInt128)_small;
        }

        return remainder == 0;
    }

    private static BigInteger Remainder(ReadOnlySpan<byte> digits, BigInteger divisor)
    {
        var remainder = BigInteger.Zero;
        while (!digits.IsEmpty)
        {
            var length = Math.Min(Chunk, digits.Length);
            long part = 0;
            long power = 1;
            foreach (var digit in digits[..length])
            {
                part = part * 10 + (digit - '0');
                power *= 10;
            }

            remainder = (remainder * power + part) % divisor;
            digits = digits[length..];
        }

        return remainder;
    }
}
