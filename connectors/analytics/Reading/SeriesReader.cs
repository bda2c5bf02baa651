using CodexMcp.Connectors.Analytics.Change;

namespace CodexMcp.Connectors.Analytics.Reading;

/// <summary>A metric over time: one value for each period that is over.</summary>
/// <param name="Periods">The starts of the periods, in order.</param>
/// <param name="Values">The values; null where there are no rows or a ratio has no denominator.</param>
internal sealed record Series(IReadOnlyList<DateOnly> Periods, IReadOnlyList<decimal?> Values)
{
    /// <summary>Periods without a value.</summary>
    public IEnumerable<DateOnly> Missing => Periods.Where((_, index) => Values[index] is null);
}

/// <summary>Reads a metric over time.</summary>
internal static class SeriesReader
{
    public static async ValueTask<Series> ReadAsync(AnalyticsCall call, MetricSource source, Window window)
    {
        var periods = Periods(source.Grain, window, call.Today);
        var segments = new QuerySegments(call, source, [], [window], periods);
        var read = await segments.ReadAsync([], []).ConfigureAwait(false) ?? throw TooMany();
        return new Series(periods, read is [var whole] ? Values(whole) : new decimal?[periods.Count]);
    }

    /// <summary>The periods of a window that are over; a call without any is refused.</summary>
    public static IReadOnlyList<DateOnly> Periods(Grain grain, Window window, DateOnly today)
    {
        var periods = grain.In(window).Where(start => grain.Add(start, 1) <= today).ToList();
        return periods.Count > 0 ? periods : throw AnalyticsCall.Refused(
            $"The period {window} holds no whole {grain.Name()} that is over.", "Choose a longer one; yesterday (UTC) is the last full day.");
    }

    /// <summary>The value of each period.</summary>
    public static decimal?[] Values(Segment segment) => [.. segment.Numerator.Select((numerator, index) =>
        !segment.Seen[index] ? (decimal?)null
        : segment.Denominator.Length == 0 ? numerator
        : segment.Denominator[index] == 0 ? null
        : numerator / segment.Denominator[index])];

    public static Abstractions.ConnectorException TooMany() =>
        AnalyticsCall.Refused("There are more rows than the role may read, and nothing is computed over a part of them.", "Choose a shorter period, a column with fewer values, or a filter.");
}
