using CodexMcp.Connectors.Analytics.Reading;

namespace CodexMcp.Connectors.Analytics.Change;

/// <summary>Reads segments through the role's query tool: all at once where the numbers add up and the rows fit, else set by set.</summary>
internal sealed class QuerySegments(AnalyticsCall call, MetricSource source, IReadOnlyList<string> dimensions, IReadOnlyList<Window> windows, IReadOnlyList<DateOnly> periods) : ISegments
{
    private readonly Dictionary<DateOnly, int> places = periods.Select(static (start, index) => (start, index)).ToDictionary(static pair => pair.start, static pair => pair.index);

    /// <summary>Gives the cheapest way to all segments that is right.</summary>
    public async ValueTask<ISegments> OpenAsync()
    {
        var all = Enumerable.Range(0, dimensions.Count).ToList();
        return source.Measure.Adds && await RowsAsync(all, []).ConfigureAwait(false) is { } rows
            ? new CubeSegments(rows, periods.Count, source.Measure.IsRatio)
            : this;
    }

    public async ValueTask<IReadOnlyList<Segment>?> ReadAsync(IReadOnlyList<int> wanted, IReadOnlyList<(int Dimension, string? Value)> within) =>
        await RowsAsync(wanted, within).ConfigureAwait(false) is { } rows
            ? SegmentTable.Build(rows, wanted, periods.Count, source.Measure.IsRatio)
            : null;

    private async ValueTask<List<SegmentRow>?> RowsAsync(IReadOnlyList<int> wanted, IReadOnlyList<(int Dimension, string? Value)> within)
    {
        var statement = Statement.Over(call.Queries.Names, source, [.. windows]);
        foreach (var (dimension, value) in within)
        {
            statement.Is(dimensions[dimension], value);
        }

        var measure = source.Measure;
        var sql = statement.Select(
            source.Table,
            [statement.Start(source.DateColumn, source.Grain), .. wanted.Select(dimension => statement.AsText(dimensions[dimension]))],
            measure.Denominator is { } by ? [measure.Numerator.Sql(call.Queries.Names), by.Sql(call.Queries.Names)] : [measure.Numerator.Sql(call.Queries.Names)]);
        if (await call.Queries.RunAsync(sql, statement.Values).ConfigureAwait(false) is not { } rows)
        {
            return null;
        }

        var read = new List<SegmentRow>(rows.Count);
        foreach (var row in rows)
        {
            if (Cell.Day(row, 0) is not { } day || !places.TryGetValue(day, out var period))
            {
                continue; // A date that begins no period of the windows.
            }

            var values = new string?[dimensions.Count];
            for (var i = 0; i < wanted.Count; i++)
            {
                values[wanted[i]] = Cell.Key(row, 1 + i);
            }

            read.Add(new SegmentRow(period, values, Cell.Number(row, 1 + wanted.Count), measure.IsRatio ? Cell.Number(row, 2 + wanted.Count) : 0));
        }

        return read;
    }
}
