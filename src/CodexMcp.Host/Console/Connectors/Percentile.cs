namespace CodexMcp.Host.Console.Connectors;

/// <summary>Percentiles by the nearest rank: always a value that was seen.</summary>
internal static class Percentile
{
    /// <summary>Gives it; null of nothing.</summary>
    /// <param name="sorted">The values, smallest first.</param>
    /// <param name="share">Above 0, at most 1.</param>
    public static double? Of(IReadOnlyList<double> sorted, double share) =>
        sorted.Count == 0 ? null : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];
}
