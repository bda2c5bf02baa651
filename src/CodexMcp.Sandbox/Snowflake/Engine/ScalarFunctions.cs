using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CodexMcp.Sandbox.Snowflake;

/// <summary>The scalar functions that the translator uses, registered by family.</summary>
internal static partial class ScalarFunctions
{
    private const int MaxText = 16_777_216;

    public static void Register(FunctionHost host)
    {
        host.Scalar("sf_fail", 3, a => throw new SnowflakeException(a.Text(0), a.Text(1), a.Text(2)));
        Numbers(host);
        Conversions(host);
        Texts(host);
        Moments(host);
        Json(host);
    }

    private static SnowflakeException ByZero() => new("100051", "22012", "Division by zero");

    private static WideNumber Wide(object? value) => value switch
    {
        long whole => new WideNumber(whole, 0),
        double real => WideNumber.Parse(real.ToString("R", CultureInfo.InvariantCulture)) ?? throw SqlText.NotRecognized(real.ToString(CultureInfo.InvariantCulture), SqlKind.Fixed),
        _ => WideNumber.Parse((string)value!) ?? throw SqlText.NotRecognized((string)value!, SqlKind.Fixed),
    };

    private static bool IsDecimal(double value) => Math.Abs(value) < 7e27;

    /// <summary>Rounds by the decimal that a double stands for: 2.675 has two fives.</summary>
    private static double Round(double value, long digits, Func<decimal, decimal> whole)
    {
        if (!IsDecimal(value) || digits > 27)
        {
            return value;
        }

        if (digits < -27)
        {
            return 0;
        }

        var factor = 1m;
        for (var i = 0; i < Math.Abs(digits); i++)
        {
            factor *= 10;
        }

        var exact = (decimal)value;
        try
        {
            return (double)(digits >= 0 ? whole(exact * factor) / factor : whole(exact / factor) * factor);
        }
        catch (OverflowException)
        {
            return value;
        }
    }

    private static void Rounding(FunctionHost host, string name, Func<decimal, decimal> whole) => host.Strict(name, 2, a =>
        a.IsWhole(0) && a.Long(1) >= 0 ? a.Long(0) : Round(a.Real(0), a.Long(1), whole));

    private static void Numbers(FunctionHost host)
    {
        Rounding(host, "sf_round", static x => Math.Round(x, 0, MidpointRounding.AwayFromZero));
        Rounding(host, "sf_trunc", Math.Truncate);
        Rounding(host, "sf_ceil", Math.Ceiling);
        Rounding(host, "sf_floor", Math.Floor);
        host.Strict("sf_real", 1, a => a[0] is string text ? double.Parse(text, CultureInfo.InvariantCulture) : a.Real(0));
        host.Strict("sf_div", 3, a => Divide(a.Real(0), a.Real(1), a.Int(2)));
        host.Strict("sf_mod", 3, a =>
        {
            if (a.Real(1) == 0)
            {
                throw ByZero();
            }

            if (a.IsWhole(0) && a.IsWhole(1))
            {
                return a.Long(1) == -1 ? 0L : a.Long(0) % a.Long(1);
            }

            var rest = IsDecimal(a.Real(0)) && IsDecimal(a.Real(1)) ? (double)((decimal)a.Real(0) % (decimal)a.Real(1)) : a.Real(0) % a.Real(1);
            return rest;
        });
        host.Strict("sf_is_zero", 1, a => a[0] is string text ? Wide(text).Unscaled.IsZero : a.Real(0) == 0);
        host.Strict("sf_sign", 1, a => a[0] is string text ? Wide(text).Unscaled.Sign : Math.Sign(a.Real(0)));
        host.Strict("sf_power", 2, a => Math.Pow(a.Real(0), a.Real(1)));
        host.Strict("sf_log", 2, a => Math.Log(a.Real(1)) / Math.Log(a.Real(0)));
        host.Strict("sf_math", 2, a => Function(a.Text(0), a.Real(1)));
        host.Strict("sf_width_bucket", 4, a =>
        {
            var (x, low, high, count) = (a.Real(0), a.Real(1), a.Real(2), a.Long(3));
            return x < low ? 0L : x >= high ? count + 1 : (long)((x - low) / (high - low) * count) + 1;
        });
        host.Scalar("sf_hash", -1, a =>
        {
            var text = new StringBuilder();
            for (var i = 0; i < a.Count; i++)
            {
                text.Append(a.IsNull(i) ? "\u0001" : a.Text(i)).Append('\0');
            }

            return BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
        });
        host.Strict("sf_wide", 1, a => Wide(a[0]));
        host.Strict("sf_wkey", 1, a => Wide(a[0]).SortKey());
        host.Strict("sf_wunkey", 1, a => FromKey(a.Text(0)));
        host.Strict("sf_wneg", 1, a => -Wide(a[0]));
        host.Strict("sf_wabs", 1, a => Wide(a[0]) is var wide && wide.Unscaled.Sign < 0 ? -wide : wide);
        host.Strict("sf_wround", 2, a => Wide(a[0]).Round(a.Int(1)));
        host.Strict("sf_wadd", 3, a => Wide(a[0]) + Wide(a[1]));
        host.Strict("sf_wsub", 3, a => Wide(a[0]) + -Wide(a[1]));
        host.Strict("sf_wmul", 3, a => (Wide(a[0]) * Wide(a[1])).Round(a.Int(2)));
        host.Strict("sf_wdiv", 3, a => WideNumber.Divide(Wide(a[0]), Wide(a[1]), a.Int(2)));
        host.Strict("sf_wmod", 3, a =>
        {
            var (x, y) = (Wide(a[0]), Wide(a[1]));
            var scale = Math.Max(x.Scale, y.Scale);
            return y.Unscaled.IsZero ? throw ByZero() : new WideNumber(x.At(scale) % y.At(scale), scale).Trimmed();
        });
    }

    private static object FromKey(string key)
    {
        var digits = key[0] == '1' ? key[1..] : string.Create(key.Length - 1, key, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = (char)('9' - (source[i + 1] - '0'));
            }
        });
        var number = new WideNumber(System.Numerics.BigInteger.Parse(digits, CultureInfo.InvariantCulture), 38).Trimmed();
        return key[0] == '1' ? number : -number;
    }

    private static double Divide(double a, double b, int scale)
    {
        if (b == 0)
        {
            throw ByZero();
        }

        if (scale < 0 || !IsDecimal(a) || !IsDecimal(b))
        {
            return a / b;
        }

        var divisor = (decimal)b;
        return divisor == 0 ? a / b : (double)Math.Round((decimal)a / divisor, scale, MidpointRounding.AwayFromZero);
    }

    private static double Function(string name, double x) => name switch
    {
        "SQRT" when x < 0 => throw new SnowflakeException("100131", "22013", "Invalid floating point operation: sqrt(negative)"),
        "LN" when x <= 0 => throw new SnowflakeException("100131", "22013", "Invalid floating point operation: ln(zero or negative)"),
        "SQRT" => Math.Sqrt(x),
        "LN" => Math.Log(x),
        "EXP" => Math.Exp(x),
        "SIN" => Math.Sin(x),
        "COS" => Math.Cos(x),
        "TAN" => Math.Tan(x),
        "ASIN" => Math.Asin(x),
        "ACOS" => Math.Acos(x),
        "ATAN" => Math.Atan(x),
        "CBRT" => Math.Cbrt(x),
        "DEGREES" => x * 180 / Math.PI,
        "RADIANS" => x * Math.PI / 180,
        _ => x * x,
    };

    private static void Conversions(FunctionHost host)
    {
        host.Strict("sf_fixed_text", 2, a => SqlText.FormatFixed(a[0]!, a.Int(1)));
        host.Strict("sf_real_text", 1, a => a.IsWhole(0) ? a.Long(0).ToString(CultureInfo.InvariantCulture) : SqlText.FormatReal(a.Real(0)));
        host.Strict("sf_moment_text", 2, a => SqlText.FormatMoment(a.Long(0), (SqlKind)a.Int(1)));
        host.Strict("sf_to_boolean", 2, a => SqlText.TryParseBoolean(a.Text(0)) is { } flag
            ? flag
            : a.Flag(1) ? null : throw SqlText.NotRecognized(a.Text(0), SqlKind.Boolean));
        host.Strict("sf_to_real", 2, a => double.TryParse(a.Text(0), NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real)
            ? real
            : a.Flag(1) ? null : throw SqlText.NotRecognized(a.Text(0), SqlKind.Real));
        host.Strict("sf_to_moment", 3, a => SqlText.TryParseMoment(a.Text(0), (SqlKind)a.Int(1)) is { } moment
            ? moment
            : a.Flag(2) ? null : throw SqlText.NotRecognized(a.Text(0), (SqlKind)a.Int(1)));
        host.Strict("sf_to_fixed", 5, a =>
        {
            var (precision, scale, soft) = (a.Int(1), a.Int(2), a.Flag(3));
            var text = a[0] as string;
            var number = text is null ? Wide(a[0]) : WideNumber.Parse(text);
            if (number is null)
            {
                return soft ? null : throw SqlText.NotRecognized(text!, SqlKind.Fixed);
            }

            var rounded = number.Value.Round(scale);
            if (System.Numerics.BigInteger.Abs(rounded.At(scale)) >= System.Numerics.BigInteger.Pow(10, precision))
            {
                return soft ? null : throw new SnowflakeException("100039", "22003", $"Numeric value '{number}' is out of range");
            }

            if (a.Flag(4))
            {
                return rounded;
            }

            return scale == 0 && rounded.Unscaled >= long.MinValue && rounded.Unscaled <= long.MaxValue
                ? (long)rounded.Unscaled
                : scale == 0
                    ? throw new SnowflakeException("100039", "22003", $"Numeric value '{number}' is out of range")
                    : double.Parse(rounded.ToString(), CultureInfo.InvariantCulture);
        });
    }
}
