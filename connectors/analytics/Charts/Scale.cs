using System.Globalization;

namespace CodexMcp.Connectors.Analytics.Charts;

/// <summary>An axis of numbers with ticks at round values.</summary>
internal sealed class Scale
{
    private const int Steps = 5;
    private readonly int places;
    private readonly double unit;
    private readonly string suffix;

    /// <summary>Makes an axis that holds all values.</summary>
    /// <param name="values">The values; none gives 0 to 1.</param>
    /// <param name="fromZero">Whether 0 must be on it, as for bars.</param>
    public Scale(IReadOnlyCollection<double> values, bool fromZero)
    {
        var low = values.Count == 0 ? 0 : values.Min();
        var high = values.Count == 0 ? 1 : values.Max();
        if (fromZero || (low >= 0 && low < high / 2) || low == high)
        {
            (low, high) = (Math.Min(0, low), Math.Max(0, high));
        }

        if (low == high)
        {
            high = low + 1;
        }

        var step = Round((high - low) / Steps);
        var first = Math.Floor(low / step);
        var last = Math.Ceiling(high / step);
        Ticks = [.. Enumerable.Range(0, (int)(last - first) + 1).Select(index => (first + index) * step)];
        (unit, suffix) = Math.Max(Math.Abs(low), Math.Abs(high)) switch
        {
            >= 1e12 => (1e12, "T"),
            >= 1e9 => (1e9, "B"),
            >= 1e6 => (1e6, "M"),
            >= 1e4 => (1e3, "k"),
            _ => (1, ""),
        };
        // As many digits as tell every tick, and no more.
        while (places < 8 && Ticks.Any(tick => Math.Abs(Math.Round(tick / unit, places) - (tick / unit)) > step / unit / 1e6))
        {
            places++;
        }
    }

    public IReadOnlyList<double> Ticks { get; }

    public double Low => Ticks[0];

    public double High => Ticks[^1];

    /// <summary>Where on the axis a value is, from 0 to 1.</summary>
    public double Place(double value) => (value - Low) / (High - Low);

    public string Label(double value) => (value == 0 ? "0" : (value / unit).ToString("F" + places.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)) + (value == 0 ? "" : suffix);

    /// <summary>A value in few characters.</summary>
    public static string Short(double value)
    {
        var size = Math.Abs(value);
        var (divisor, ending) = size switch
        {
            >= 1e12 => (1e12, "T"),
            >= 1e9 => (1e9, "B"),
            >= 1e6 => (1e6, "M"),
            >= 1e4 => (1e3, "k"),
            _ => (1.0, ""),
        };
        var part = value / divisor;
        var format = Math.Abs(part) >= 100 ? "0" : Math.Abs(part) >= 10 ? "0.#" : Math.Abs(part) >= 1 ? "0.##" : "0.####";
        return part.ToString(format, CultureInfo.InvariantCulture) + ending;
    }

    private static double Round(double step)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return (step / power) switch
        {
            <= 1.0000001 => power,
            <= 2.0000001 => 2 * power,
            <= 2.5000001 => 2.5 * power,
            <= 5.0000001 => 5 * power,
            _ => 10 * power,
        };
    }
}
