namespace CodexMcp.Connectors.Analytics.Charts;

/// <summary>What is drawn.</summary>
/// <param name="Kind"><c>line</c>, <c>bar</c> or <c>heatmap</c>.</param>
/// <param name="Title">What stands above.</param>
/// <param name="Subtitle">Table, window and unit.</param>
/// <param name="Labels">The places on the horizontal axis.</param>
/// <param name="Series">Lines, bars or rows of cells; each has as many values as there are labels.</param>
internal sealed record ChartData(string Kind, string Title, string Subtitle, IReadOnlyList<string> Labels, IReadOnlyList<ChartSeries> Series)
{
    /// <summary>All values there are.</summary>
    public IReadOnlyList<double> Values { get; } = [.. Series.SelectMany(static series => series.Values).OfType<decimal>().Select(static value => (double)value)];
}

/// <summary>One line, one set of bars, or one row of cells.</summary>
/// <param name="Name">Its name; empty when there is only one.</param>
/// <param name="Values">Its values; null where there is none.</param>
/// <param name="IsRest">Whether it stands for all other values together.</param>
internal sealed record ChartSeries(string Name, IReadOnlyList<decimal?> Values, bool IsRest = false);
