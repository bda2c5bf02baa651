using System.Globalization;
using System.Numerics;

namespace CodexMcp.Sandbox.Snowflake;

/// <summary>An exact decimal of up to 38 digits, for numbers that neither a 64-bit integer nor a double holds.</summary>
internal readonly record struct WideNumber(BigInteger Unscaled, int Scale) : IComparable<WideNumber>
{
    private static readonly BigInteger Limit = BigInteger.Pow(10, 38);

    public static WideNumber? Parse(string text)
    {
        text = text.Trim();
        var exponentAt = text.IndexOfAny(['e', 'E']);
        var exponent = 0;
        if (exponentAt >= 0)
        {
            if (!int.TryParse(text.AsSpan(exponentAt + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent) || Math.Abs(exponent) > 60)
            {
                return null;
            }

            text = text[..exponentAt];
        }

        var point = text.IndexOf('.', StringComparison.Ordinal);
        var scale = point < 0 ? 0 : text.Length - point - 1;
        var digits = point < 0 ? text : text.Remove(point, 1);
        if (digits.Length is 0 or > 100 || !digits.Any(char.IsAsciiDigit)
            || !BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            return null;
        }

        scale -= exponent;
        return scale < 0
            ? new WideNumber(value * BigInteger.Pow(10, -scale), 0).Trimmed()
            : new WideNumber(value, scale).Trimmed();
    }

    /// <summary>The same value without zeros at its end: equal values have equal text.</summary>
    public WideNumber Trimmed()
    {
        var (value, scale) = (Unscaled, Scale);
        while (scale > 0 && value % 10 == 0)
        {
            value /= 10;
            scale--;
        }

        return new WideNumber(value, scale);
    }

    public BigInteger At(int scale) => Unscaled * BigInteger.Pow(10, scale - Scale);

    /// <summary>Half away from zero, as Snowflake rounds.</summary>
    public WideNumber Round(int scale)
    {
        if (Scale <= scale)
        {
            return this;
        }

        var unit = BigInteger.Pow(10, Scale - scale);
        var quotient = BigInteger.DivRem(Unscaled, unit, out var rest);
        if (BigInteger.Abs(rest) * 2 >= unit)
        {
            quotient += Unscaled.Sign;
        }

        return (scale >= 0 ? new WideNumber(quotient, scale) : new WideNumber(quotient * BigInteger.Pow(10, -scale), 0)).Trimmed();
    }

    public WideNumber Checked() => BigInteger.Abs(Unscaled) < Limit
        ? this
        : throw new SnowflakeException("100039", "22003", $"Numeric value '{this}' is out of range");

    public static WideNumber operator +(WideNumber a, WideNumber b)
    {
        var scale = Math.Max(a.Scale, b.Scale);
        return new WideNumber(a.At(scale) + b.At(scale), scale).Trimmed().Checked();
    }

    public static WideNumber operator *(WideNumber a, WideNumber b) => new WideNumber(a.Unscaled * b.Unscaled, a.Scale + b.Scale).Round(37).Checked();

    public static WideNumber operator -(WideNumber a) => new(-a.Unscaled, a.Scale);

    public static WideNumber Divide(WideNumber a, WideNumber b, int scale)
    {
        if (b.Unscaled.IsZero)
        {
            throw new SnowflakeException("100051", "22012", "Division by zero");
        }

        var numerator = a.Unscaled * BigInteger.Pow(10, scale + 1 + b.Scale);
        return new WideNumber(numerator / (b.Unscaled * BigInteger.Pow(10, a.Scale)), scale + 1).Round(scale).Checked();
    }

    public int CompareTo(WideNumber other)
    {
        var scale = Math.Max(Scale, other.Scale);
        return At(scale).CompareTo(other.At(scale));
    }

    /// <summary>A text that sorts as the number does: 76 digits around the point, complemented below zero.</summary>
    public string SortKey()
    {
        var digits = BigInteger.Abs(At(Math.Max(38, Scale))).ToString(CultureInfo.InvariantCulture).PadLeft(90, '0');
        return Unscaled.Sign >= 0
            ? "1" + digits
            : "0" + string.Create(digits.Length, digits, static (span, source) =>
            {
                for (var i = 0; i < span.Length; i++)
                {
                    span[i] = (char)('9' - (source[i] - '0'));
                }
            });
    }

    public override string ToString() => Format(Scale);

    public string Format(int scale)
    {
        var value = Round(scale);
        var digits = BigInteger.Abs(value.At(scale)).ToString(CultureInfo.InvariantCulture);
        var sign = value.Unscaled.Sign < 0 ? "-" : "";
        if (scale == 0)
        {
            return sign + digits;
        }

        digits = digits.PadLeft(scale + 1, '0');
        return $"{sign}{digits[..^scale]}.{digits[^scale..]}";
    }
}
