using System.Globalization;

namespace CodexMcp.Sandbox.Snowflake;

/// <summary>Texts to values and back: dates, timestamps, numbers, booleans.</summary>
internal static class SqlText
{
    public const long Day = 86_400_000_000;
    private static readonly long Epoch = DateTime.UnixEpoch.Ticks;

    private static readonly string[] DateFormats = ["yyyy-M-d", "M/d/yyyy", "d-MMM-yyyy", "yyyyMMdd"];

    private static readonly string[] MomentFormats =
    [
        "yyyy-M-d", "yyyy-M-d H:mm", "yyyy-M-d H:mm:ss", "yyyy-M-d H:mm:ss.FFFFFFF", "yyyy-M-d'T'H:mm", "yyyy-M-d'T'H:mm:ss", "yyyy-M-d'T'H:mm:ss.FFFFFFF",
    ];

    private static readonly string[] TimeFormats = ["H:mm", "H:mm:ss", "H:mm:ss.FFFFFFF"];

    /// <summary>A double as a SQLite literal that reads back as the same double.</summary>
    public static string Real(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAny('.', 'E') >= 0 ? text : text + ".0";
    }

    public static long ParseMoment(string text, SqlKind kind) => TryParseMoment(text, kind) ?? throw NotRecognized(text, kind);

    public static SnowflakeException NotRecognized(string text, SqlKind kind) => kind switch
    {
        SqlKind.Date => new("100040", "22007", $"Date '{text}' is not recognized"),
        SqlKind.Time => new("100108", "22007", $"Time '{text}' is not recognized"),
        SqlKind.Boolean => new("100037", "22018", $"Boolean value '{text}' is not recognized"),
        SqlKind.Fixed or SqlKind.Real => new("100038", "22018", $"Numeric value '{text}' is not recognized"),
        _ => new("100035", "22007", $"Timestamp '{text}' is not recognized"),
    };

    /// <summary>Days for a date, microseconds for a time or a timestamp; null when the text is none.</summary>
    public static long? TryParseMoment(string text, SqlKind kind)
    {
        text = text.Trim();
        const DateTimeStyles style = DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal;
        var culture = CultureInfo.InvariantCulture;
        if (kind == SqlKind.Time)
        {
            return DateTime.TryParseExact(Cut(text), TimeFormats, culture, style, out var time) ? time.TimeOfDay.Ticks / 10 : null;
        }

        if (DateTime.TryParseExact(text, DateFormats, culture, style, out var date))
        {
            return kind == SqlKind.Date ? ToDays(date) : ToMicroseconds(date);
        }

        if (text.Length is > 0 and <= 18 && long.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var number))
        {
            // A whole number is seconds, or by its size a finer unit.
            var micros = Math.Abs(number) switch
            {
                < 31_536_000_000 => number * 1_000_000,
                < 31_536_000_000_000 => number * 1000,
                < 31_536_000_000_000_000 => number,
                _ => number / 1000,
            };
            return kind == SqlKind.Date ? FloorDay(micros) : micros;
        }

        var (body, offset) = Offset(text);
        if (offset is null || !DateTime.TryParseExact(Cut(body), MomentFormats, culture, style, out var moment))
        {
            return null;
        }

        var ticks = ToMicroseconds(moment) - (kind == SqlKind.TimestampNtz || kind == SqlKind.Date ? 0 : offset.Value * 60_000_000L);
        return kind == SqlKind.Date ? FloorDay(ticks) : ticks;
    }

    /// <summary>Seven decimals of a second are kept at most.</summary>
    private static string Cut(string text)
    {
        var point = text.LastIndexOf('.');
        return point >= 0 && text.Length - point - 1 is > 7 and <= 9 && text.AsSpan(point + 1).IndexOfAnyExceptInRange('0', '9') < 0
            ? text[..(point + 8)]
            : text;
    }

    private static (string Body, int? Minutes) Offset(string text)
    {
        if (text.EndsWith('Z'))
        {
            return (text[..^1].TrimEnd(), 0);
        }

        var at = text.LastIndexOfAny(['+', '-']);
        if (at < 11)
        {
            return (text, 0);
        }

        var zone = text[(at + 1)..].Replace(":", "", StringComparison.Ordinal);
        if (zone.Length != 4 || !int.TryParse(zone, NumberStyles.None, CultureInfo.InvariantCulture, out var digits))
        {
            return (text, null);
        }

        var minutes = (digits / 100 * 60) + (digits % 100);
        return (text[..at].TrimEnd(), text[at] == '-' ? -minutes : minutes);
    }

    public static long ToDays(DateTime date) => (date.Ticks - Epoch) / TimeSpan.TicksPerDay;

    public static long ToMicroseconds(DateTime moment) => (moment.Ticks - Epoch) / TimeSpan.TicksPerMicrosecond;

    public static long FloorDay(long micros) => micros >= 0 ? micros / Day : -((-micros + Day - 1) / Day);

    public static DateTime FromDays(long days) => days is >= -719_162 and <= 2_932_896
        ? DateTime.UnixEpoch.AddDays(days)
        : throw new SnowflakeException("100041", "22008", "Date is out of range: years 1 to 9999 are supported.");

    public static DateTime FromMicroseconds(long micros) => FromDays(FloorDay(micros)).AddTicks((micros - (FloorDay(micros) * Day)) * 10);

    public static bool? TryParseBoolean(string text) => text.Trim().ToLowerInvariant() switch
    {
        "true" or "t" or "yes" or "y" or "on" or "1" => true,
        "false" or "f" or "no" or "n" or "off" or "0" => false,
        _ => null,
    };

    public static string FormatReal(double value) => value switch
    {
        double.PositiveInfinity => "inf",
        double.NegativeInfinity => "-inf",
        _ when double.IsNaN(value) => "NaN",
        _ when value == Math.Floor(value) && Math.Abs(value) < 1e15 => value.ToString("0", CultureInfo.InvariantCulture),
        _ => value.ToString("R", CultureInfo.InvariantCulture).Replace("E+", "e+", StringComparison.Ordinal).Replace("E-", "e-", StringComparison.Ordinal),
    };

    /// <summary>A fixed-point value as Snowflake writes it: exactly its scale's decimals.</summary>
    public static string FormatFixed(object value, int scale) => value switch
    {
        long whole when scale == 0 => whole.ToString(CultureInfo.InvariantCulture),
        // A whole number became a double: SQLite's 64 bits were not enough, and the digits are gone.
        double real when scale == 0 && Math.Abs(real) >= 9_007_199_254_740_992 => throw OutOfRange(real),
        double real => WideNumber.Parse(real.ToString("R", CultureInfo.InvariantCulture))?.Format(scale) ?? throw OutOfRange(real),
        _ => (WideNumber.Parse(System.Convert.ToString(value, CultureInfo.InvariantCulture)!) ?? throw OutOfRange(value)).Format(scale),
    };

    private static SnowflakeException OutOfRange(object value) =>
        new("100039", "22003", string.Create(CultureInfo.InvariantCulture, $"Numeric value '{value}' is out of range"));

    /// <summary>A moment as text by its type: 2025-01-31, 2025-01-31 10:00:00.000.</summary>
    public static string FormatMoment(long value, SqlKind kind) => kind switch
    {
        SqlKind.Date => FromDays(value).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        SqlKind.Time => new TimeOnly(value * 10).ToString("HH:mm:ss", CultureInfo.InvariantCulture),
        SqlKind.TimestampNtz => FromMicroseconds(value).ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture),
        _ => FromMicroseconds(value).ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture) + " Z",
    };
}
