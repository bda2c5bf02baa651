using CodexMcp.Connectors.Analytics.Statistics;

namespace CodexMcp.Connectors.Analytics.Anomalies;

/// <summary>
/// A series taken apart: a running median for the trend, the median of what is left for each place in the season, and the rest. Medians, so that the odd days
/// that are looked for don't pull what is expected towards them.
/// </summary>
internal sealed class Decomposition
{
    private const int Passes = 2;
    private const int HalfWithoutSeason = 5;
    private readonly double[] trend;
    private readonly double[] seasonal;

    /// <summary>Takes a series apart.</summary>
    /// <param name="values">The values in order; null where there is none.</param>
    /// <param name="season">How many values make a season; 1 for none.</param>
    public Decomposition(IReadOnlyList<double?> values, int season)
    {
        Values = values;
        trend = new double[values.Count];
        seasonal = new double[Math.Max(1, season)];
        for (var pass = 0; pass < Passes; pass++)
        {
            SmoothTrend(season > 1 ? season : HalfWithoutSeason);
            if (season > 1)
            {
                LearnSeason();
            }
        }

        Residuals = [.. values.Select((value, index) => value - Expected(index))];
        Spread = Robust.Spread([.. Residuals.OfType<double>()]);

        // What rounding leaves of an even series is no variation.
        if (Spread <= 1e-9 * Robust.Median([.. values.OfType<double>().Select(Math.Abs)]))
        {
            Spread = 0;
        }
    }

    public IReadOnlyList<double?> Values { get; }

    public IReadOnlyList<double?> Residuals { get; }

    /// <summary>How much the values usually differ from what is expected; 0 when they never do.</summary>
    public double Spread { get; }

    /// <summary>What the value should have been.</summary>
    public double Expected(int index) => trend[index] + seasonal[index % seasonal.Length];

    /// <summary>How far it is from that, in spreads; null where there is no value or no spread.</summary>
    public double? Score(int index) => Spread > 0 && Residuals[index] is { } residual ? residual / Spread : null;

    private void SmoothTrend(int half)
    {
        for (var i = 0; i < trend.Length; i++)
        {
            var near = new List<double>((2 * half) + 1);
            for (var j = Math.Max(0, i - half); j <= Math.Min(trend.Length - 1, i + half); j++)
            {
                if (Values[j] is { } value)
                {
                    near.Add(value - seasonal[j % seasonal.Length]);
                }
            }

            trend[i] = near.Count > 0 ? Robust.Median(near) : i > 0 ? trend[i - 1] : 0;
        }
    }

    private void LearnSeason()
    {
        for (var place = 0; place < seasonal.Length; place++)
        {
            var left = new List<double>();
            for (var i = place; i < trend.Length; i += seasonal.Length)
            {
                if (Values[i] is { } value)
                {
                    left.Add(value - trend[i]);
                }
            }

            seasonal[place] = left.Count > 0 ? Robust.Median(left) : 0;
        }

        // The season goes around 0: the rest of it is trend.
        var mean = seasonal.Average();
        for (var place = 0; place < seasonal.Length; place++)
        {
            seasonal[place] -= mean;
        }
    }
}
