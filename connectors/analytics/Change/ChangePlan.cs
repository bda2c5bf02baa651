using CodexMcp.Connectors.Analytics.Reading;

namespace CodexMcp.Connectors.Analytics.Change;

/// <summary>What is compared with what.</summary>
internal sealed record ChangePlan
{
    public required Measure Measure { get; init; }

    public required Grain Grain { get; init; }

    /// <summary>The starts of all periods, in order.</summary>
    public required IReadOnlyList<DateOnly> Periods { get; init; }

    /// <summary>Whether a period is in the window that changed.</summary>
    public required bool[] Current { get; init; }

    /// <summary>Whether a period is compared with.</summary>
    public required bool[] Base { get; init; }

    /// <summary>Whether a period tells how much the numbers vary anyway.</summary>
    public required bool[] Usual { get; init; }

    public required IReadOnlyList<string> Dimensions { get; init; }

    /// <summary>How many dimensions a segment may have: 1 or 2.</summary>
    public int Depth { get; init; } = 2;

    /// <summary>Segments with less than this share of the whole are small: pooled, never ranked.</summary>
    public decimal MinShare { get; init; } = 0.01m;

    /// <summary>How many causes are told.</summary>
    public int Top { get; init; } = 5;

    /// <summary>Makes the plan: with matched weekdays, a Saturday is compared with Saturdays only.</summary>
    public static ChangePlan Of(MetricSource source, Window current, Window baseline, DateOnly today, IReadOnlyList<string> dimensions, bool match)
    {
        // A period that is not over yet would look like a fall.
        bool IsOver(DateOnly start) => source.Grain.Add(start, 1) <= today;
        var now = source.Grain.In(current).Where(IsOver).ToList();
        var before = source.Grain.In(baseline).Where(IsOver).ToList();
        var periods = before.Concat(now).Distinct().Order().ToList();
        var weekdays = now.Select(static day => day.DayOfWeek).ToHashSet();
        var matched = before.Where(day => source.Grain != Grain.Day || !match || weekdays.Contains(day.DayOfWeek)).ToHashSet();
        var compared = matched.Count > 0 ? matched : [.. before];
        return new ChangePlan
        {
            Measure = source.Measure,
            Grain = source.Grain,
            Periods = periods,
            Current = [.. periods.Select(now.Contains)],
            Base = [.. periods.Select(compared.Contains)],
            Usual = [.. periods.Select(before.Contains)],
            Dimensions = dimensions,
        };
    }
}
