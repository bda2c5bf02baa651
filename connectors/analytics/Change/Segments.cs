namespace CodexMcp.Connectors.Analytics.Change;

/// <summary>The numbers of one segment, period by period.</summary>
/// <param name="Values">Its value in each of the dimensions that were asked for; null stands for NULL.</param>
/// <param name="Numerator">The measure, or its numerator.</param>
/// <param name="Denominator">The denominator of a ratio; empty otherwise.</param>
/// <param name="Seen">In which periods there were rows.</param>
internal sealed record Segment(IReadOnlyList<string?> Values, decimal[] Numerator, decimal[] Denominator, bool[] Seen);

/// <summary>Gives the segments of a metric by any of its dimensions.</summary>
internal interface ISegments
{
    /// <summary>Reads the segments; null when there are more than may be read.</summary>
    /// <param name="dimensions">Places in the list of dimensions; none for the whole.</param>
    /// <param name="within">Only inside of this segment: places with values.</param>
    ValueTask<IReadOnlyList<Segment>?> ReadAsync(IReadOnlyList<int> dimensions, IReadOnlyList<(int Dimension, string? Value)> within);
}

/// <summary>One row of a result: a period, the values of all dimensions, and the numbers.</summary>
internal readonly record struct SegmentRow(int Period, string?[] Values, decimal Numerator, decimal Denominator);

/// <summary>Segments of numbers that add up, from rows that are in memory: one query answers for all dimensions.</summary>
internal sealed class CubeSegments(IReadOnlyList<SegmentRow> rows, int periods, bool ratio) : ISegments
{
    public ValueTask<IReadOnlyList<Segment>?> ReadAsync(IReadOnlyList<int> dimensions, IReadOnlyList<(int Dimension, string? Value)> within) =>
        new(SegmentTable.Build(rows.Where(row => within.All(part => row.Values[part.Dimension] == part.Value)), dimensions, periods, ratio));
}

/// <summary>Puts rows together by some of their values.</summary>
internal static class SegmentTable
{
    public static IReadOnlyList<Segment> Build(IEnumerable<SegmentRow> rows, IReadOnlyList<int> dimensions, int periods, bool ratio)
    {
        var table = new Dictionary<string, Segment>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var values = dimensions.Select(dimension => row.Values[dimension]).ToArray();
            var key = Key(values);
            if (!table.TryGetValue(key, out var segment))
            {
                segment = new Segment(values, new decimal[periods], new decimal[ratio ? periods : 0], new bool[periods]);
                table.Add(key, segment);
            }

            segment.Numerator[row.Period] += row.Numerator;
            segment.Seen[row.Period] = true;
            if (ratio)
            {
                segment.Denominator[row.Period] += row.Denominator;
            }
        }

        return [.. table.OrderBy(static entry => entry.Key, StringComparer.Ordinal).Select(static entry => entry.Value)];
    }

    // Lengths before the values: no two lists of values make the same key.
    private static string Key(string?[] values) => string.Concat(values.Select(static value => value is null ? "-;" : $"{value.Length};{value}"));
}
