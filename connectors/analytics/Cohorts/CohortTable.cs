using CodexMcp.Connectors.Analytics.Reading;

namespace CodexMcp.Connectors.Analytics.Cohorts;

/// <summary>One cell: how many of a cohort were still there so many periods later.</summary>
/// <param name="Retained">How many.</param>
/// <param name="Complete">Whether the period is over.</param>
internal readonly record struct CohortCell(long Retained, bool Complete);

/// <summary>Those who began in the same period.</summary>
/// <param name="Start">The period's first day.</param>
/// <param name="Size">How many they are.</param>
/// <param name="Complete">Whether the period is over, so that no more join.</param>
/// <param name="Cells">By how many periods later, from 0 on.</param>
internal sealed record Cohort(DateOnly Start, long Size, bool Complete, IReadOnlyList<CohortCell> Cells);

/// <summary>Makes retention tables of counts that the warehouse made.</summary>
/// <param name="grain">How long a period is.</param>
/// <param name="to">The last day with data.</param>
/// <param name="periods">How many periods later at most.</param>
internal sealed class CohortTable(Grain grain, DateOnly to, int periods)
{
    /// <summary>From who was active when: one count for each start and each period of activity.</summary>
    public IReadOnlyList<Cohort> FromActivity(IReadOnlyList<(DateOnly Start, DateOnly Active, long Count)> counts) => Build(counts.Select(static count => count.Start), (start, later) =>
    {
        var at = grain.Add(start, later);
        return counts.Where(count => count.Start == start && count.Active == at).Sum(static count => count.Count);
    });

    /// <summary>From who ended when: null has not ended. Somebody who ends in a period was still there in it.</summary>
    public IReadOnlyList<Cohort> FromLifetimes(IReadOnlyList<(DateOnly Start, DateOnly? End, long Count)> counts) => Build(counts.Select(static count => count.Start), (start, later) =>
        counts.Where(count => count.Start == start && (count.End is not { } end || grain.Between(start, end) >= later)).Sum(static count => count.Count));

    /// <summary>The share that is retained so many periods later, over all cohorts whose period is over; null when there is none.</summary>
    public static decimal? Average(IReadOnlyList<Cohort> cohorts, int later)
    {
        var whole = cohorts.Where(cohort => cohort.Complete && later < cohort.Cells.Count && cohort.Cells[later].Complete).ToList();
        var size = whole.Sum(static cohort => cohort.Size);
        return size == 0 ? null : (decimal)whole.Sum(cohort => cohort.Cells[later].Retained) / size;
    }

    private List<Cohort> Build(IEnumerable<DateOnly> starts, Func<DateOnly, int, long> retained)
    {
        var cohorts = new List<Cohort>();
        foreach (var start in starts.Distinct().Order())
        {
            var cells = new List<CohortCell>();
            for (var later = 0; later <= periods && grain.Add(start, later) <= to; later++)
            {
                cells.Add(new CohortCell(retained(start, later), grain.Add(start, later + 1).AddDays(-1) <= to));
            }

            if (cells.Count > 0)
            {
                cohorts.Add(new Cohort(start, cells[0].Retained, cells[0].Complete, cells));
            }
        }

        return cohorts;
    }
}
