namespace CodexMcp.Connectors.Analytics.Statistics;

/// <summary>Statistics that a few odd values don't move. They take and give plain numbers: never NaN, never infinite.</summary>
internal static class Robust
{
    /// <summary>What makes a median absolute deviation comparable to a standard deviation of normal values.</summary>
    private const double ToSigma = 1.4826;

    /// <summary>The same for a mean absolute deviation.</summary>
    private const double MeanToSigma = 1.2533;

    public static double Median(IReadOnlyList<double> values)
    {
        if (values.Count == 0)
        {
            return 0;
        }

        var sorted = values.ToArray();
        Array.Sort(sorted);
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>The spread of residuals around 0; by their mean when more than half of them are the same. 0 when all are.</summary>
    public static double Spread(IReadOnlyList<double> residuals)
    {
        if (residuals.Count == 0)
        {
            return 0;
        }

        var spread = ToSigma * Median([.. residuals.Select(Math.Abs)]);
        return spread > 0 ? spread : MeanToSigma * residuals.Average(Math.Abs);
    }
}
