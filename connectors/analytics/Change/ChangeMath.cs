using CodexMcp.Connectors.Analytics.Reading;
using CodexMcp.Connectors.Analytics.Statistics;

namespace CodexMcp.Connectors.Analytics.Change;

/// <summary>
/// Splits a change over segments. A number that adds up: each segment's own change of the mean per period. A ratio R = N / D: with w the segment's share of D
/// and r its own ratio, and a bar for the mean of before and now, rate = w̄ Δr and mix = Δw (r̄ − R̄); all of them sum to ΔR exactly. Money and counts are
/// decimal; only the spread is not.
/// </summary>
internal sealed class ChangeMath
{
    private const int LeastFreedom = 3;
    private const int WeekdayModelFrom = 14;

    private readonly ChangePlan plan;
    private readonly Segment whole;
    private readonly int baseCount;
    private readonly int currentCount;
    private readonly decimal denominatorBefore;
    private readonly decimal denominatorNow;

    public ChangeMath(ChangePlan plan, Segment whole)
    {
        this.plan = plan;
        this.whole = whole;
        baseCount = Count(plan.Base);
        currentCount = Count(plan.Current);
        if (baseCount == 0 || currentCount == 0)
        {
            throw AnalyticsCall.Refused(
                $"There is no data in the {(baseCount == 0 ? "base" : "current")} window.",
                "Choose another window, look at the filters, or check whether the data of those days has arrived.");
        }

        if (plan.Measure.IsRatio)
        {
            denominatorBefore = Sum(whole.Denominator, plan.Base);
            denominatorNow = Sum(whole.Denominator, plan.Current);
            if (denominatorBefore == 0 || denominatorNow == 0)
            {
                throw AnalyticsCall.Refused($"The denominator ({plan.Measure.Denominator}) is 0 in the {(denominatorBefore == 0 ? "base" : "current")} window, so there is no ratio.", "Choose another window or measure.");
            }
        }

        Before = Value(Sum(whole.Numerator, plan.Base), denominatorBefore, baseCount);
        Now = Value(Sum(whole.Numerator, plan.Current), denominatorNow, currentCount);
        (Z, HalfWidth) = Spread(whole, Change);
    }

    public decimal Before { get; }

    public decimal Now { get; }

    public decimal Change => Now - Before;

    public double? Z { get; }

    public double? HalfWidth { get; }

    /// <summary>Periods of the windows for which there is no row at all.</summary>
    public IEnumerable<DateOnly> Missing => plan.Periods.Where((_, index) => !whole.Seen[index]);

    /// <summary>What each segment did; shares are of what all of them are together.</summary>
    public List<Effect> Effects(IReadOnlyList<int> dimensions, IReadOnlyList<Segment> segments)
    {
        var before = plan.Measure.IsRatio ? denominatorBefore : segments.Sum(segment => Math.Abs(Mean(segment.Numerator, plan.Base, baseCount)));
        var now = plan.Measure.IsRatio ? denominatorNow : segments.Sum(segment => Math.Abs(Mean(segment.Numerator, plan.Current, currentCount)));
        return [.. segments.Select(segment => plan.Measure.IsRatio ? Ratio(dimensions, segment) : Additive(dimensions, segment, before, now))];
    }

    private Effect Additive(IReadOnlyList<int> dimensions, Segment segment, decimal allBefore, decimal allNow)
    {
        var before = Mean(segment.Numerator, plan.Base, baseCount);
        var now = Mean(segment.Numerator, plan.Current, currentCount);
        var (z, half) = Spread(segment, now - before);
        var (shareBefore, shareNow) = (Share(Math.Abs(before), allBefore), Share(Math.Abs(now), allNow));
        return new Effect
        {
            Dimensions = dimensions,
            Values = segment.Values,
            Before = before,
            Now = now,
            ShareBefore = shareBefore,
            ShareNow = shareNow,
            Contribution = now - before,
            Z = z,
            HalfWidth = half,
            Small = shareBefore < plan.MinShare && shareNow < plan.MinShare,
        };
    }

    private Effect Ratio(IReadOnlyList<int> dimensions, Segment segment)
    {
        var (n0, d0) = (Sum(segment.Numerator, plan.Base), Sum(segment.Denominator, plan.Base));
        var (n1, d1) = (Sum(segment.Numerator, plan.Current), Sum(segment.Denominator, plan.Current));
        var (w0, w1) = (d0 / denominatorBefore, d1 / denominatorNow);
        var middle = (Before + Now) / 2;
        var contribution = (n1 / denominatorNow) - (n0 / denominatorBefore) - (middle * (w1 - w0));

        // A segment that is new or gone has one ratio only: then all it did is to change the mix.
        decimal? before = d0 == 0 ? null : n0 / d0;
        decimal? now = d1 == 0 ? null : n1 / d1;
        var own = (before, now) is ({ } b, { } a) ? (b + a) / 2 : before ?? now ?? middle;
        var mix = (w1 - w0) * (own - middle);
        var (z, half) = Spread(segment, contribution);
        return new Effect
        {
            Dimensions = dimensions,
            Values = segment.Values,
            Before = before,
            Now = now,
            ShareBefore = w0,
            ShareNow = w1,
            Contribution = contribution,
            Rate = contribution - mix,
            Mix = mix,
            Z = z,
            HalfWidth = half,
            Small = Math.Abs(w0) < plan.MinShare && Math.Abs(w1) < plan.MinShare,
        };
    }

    /// <summary>
    /// How usual the change is: the base window's own variation from period to period, around each weekday's mean when there are enough weeks. For a ratio it
    /// is that of what the segment adds beyond the ratio of the whole.
    /// </summary>
    private (double? Z, double? HalfWidth) Spread(Segment segment, decimal change)
    {
        var middle = (double)((Before + Now) / 2);
        var values = new List<(DayOfWeek Day, double Value)>();
        for (var i = 0; i < plan.Periods.Count; i++)
        {
            if (plan.Usual[i] && !plan.Current[i] && whole.Seen[i] && !(plan.Measure.IsRatio && whole.Denominator[i] == 0))
            {
                var value = (double)segment.Numerator[i];
                values.Add((plan.Periods[i].DayOfWeek, plan.Measure.IsRatio
                    ? ReferenceEquals(segment, whole) ? value / (double)whole.Denominator[i] : (value - (middle * (double)segment.Denominator[i])) / (double)whole.Denominator[i]
                    : value));
            }
        }

        var groups = plan.Grain == Grain.Day && values.Count >= WeekdayModelFrom ? values.GroupBy(static value => value.Day).ToList() : [.. values.GroupBy(static _ => DayOfWeek.Monday)];
        var freedom = values.Count - groups.Count;
        if (freedom < LeastFreedom)
        {
            return (null, null);
        }

        var variance = groups.Sum(static group => group.Average(static value => value.Value) is var mean ? group.Sum(value => (value.Value - mean) * (value.Value - mean)) : 0) / freedom;
        if (!plan.Measure.IsRatio && plan.Measure.Numerator.Kind != PartKind.Sum)
        {
            // Counts vary at least by chance, however calm the base looks.
            variance = Math.Max(variance, Math.Abs(values.Average(static value => value.Value)));
        }

        var error = Math.Sqrt(variance * ((1.0 / currentCount) + (1.0 / baseCount)));
        return error > 0 && double.IsFinite(error) ? ((double)change / error, error * Students.HalfWidth(freedom)) : (null, null);
    }

    private decimal Value(decimal numerator, decimal denominator, int periods) => plan.Measure.IsRatio ? numerator / denominator : numerator / periods;

    private decimal Mean(decimal[] values, bool[] among, int count) => Sum(values, among) / count;

    private decimal Sum(decimal[] values, bool[] among)
    {
        var sum = 0m;
        for (var i = 0; i < values.Length; i++)
        {
            sum += among[i] ? values[i] : 0;
        }

        return sum;
    }

    private int Count(bool[] among) => among.Where((is_, index) => is_ && whole.Seen[index]).Count();

    private static decimal Share(decimal part, decimal all) => all == 0 ? 0 : part / all;
}
