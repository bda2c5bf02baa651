namespace CodexMcp.Connectors.Analytics.Change;

/// <summary>
/// Finds where a change sits: every dimension by itself, every two together, then one more inside the first cause. A segment ranks by how much more of the
/// change it carries than its size alone would; segments that only exchange with others of the same dimension (users who move to a new version) count less.
/// </summary>
internal sealed class ChangeAnalysis(ChangePlan plan, ISegments segments)
{
    private const int MostTold = 8;
    private const int MostNarrowed = 5;
    private const decimal NearlyAll = 0.9m;

    private readonly List<string> notes = [];

    public async ValueTask<ChangeReport> RunAsync()
    {
        var whole = await segments.ReadAsync([], []).ConfigureAwait(false);
        var math = new ChangeMath(plan, whole is [var only] ? only : new Segment([], new decimal[plan.Periods.Count], new decimal[plan.Periods.Count], new bool[plan.Periods.Count]));
        var singles = new List<DimensionReport>();
        var picker = new CausePicker(plan, segments, math);
        var usable = new List<int>();
        for (var dimension = 0; dimension < plan.Dimensions.Count; dimension++)
        {
            if (await segments.ReadAsync([dimension], []).ConfigureAwait(false) is { } read)
            {
                var effects = math.Effects([dimension], read);
                singles.Add(Report(dimension, effects, math.Change));
                picker.Add(effects);
                usable.Add(dimension);
            }
            else
            {
                notes.Add($"{plan.Dimensions[dimension]} has more values than the role may read, so it was left out. Group it in a view, or filter.");
            }
        }

        for (var i = 0; plan.Depth > 1 && i < usable.Count; i++)
        {
            for (var j = i + 1; j < usable.Count; j++)
            {
                if (await segments.ReadAsync([usable[i], usable[j]], []).ConfigureAwait(false) is { } read)
                {
                    picker.Add(math.Effects([usable[i], usable[j]], read));
                }
                else
                {
                    notes.Add($"{plan.Dimensions[usable[i]]} with {plan.Dimensions[usable[j]]} has more segments than the role may read, so the two were not crossed.");
                }
            }
        }

        var causes = await picker.PickAsync().ConfigureAwait(false);
        if (causes.Count == 0 && math.Change != 0)
        {
            notes.Add("The change is spread over all segments by their size: none of these dimensions explains it.");
        }

        Tell(math, singles);
        return new ChangeReport
        {
            Plan = plan,
            Before = math.Before,
            Now = math.Now,
            Z = math.Z,
            HalfWidth = math.HalfWidth,
            Causes = causes,
            Dimensions = singles,
            Within = causes.Count > 0 ? await WithinAsync(math, causes[0], usable).ConfigureAwait(false) : [],
            Missing = [.. math.Missing],
            Notes = notes,
        };
    }

    private async ValueTask<IReadOnlyList<WithinReport>> WithinAsync(ChangeMath math, Effect cause, List<int> usable)
    {
        var reports = new List<WithinReport>();
        var inside = cause.Dimensions.Zip(cause.Values, static (dimension, value) => (dimension, value)).ToList();
        foreach (var dimension in usable.Where(dimension => !cause.Dimensions.Contains(dimension)))
        {
            if (await segments.ReadAsync([dimension], inside).ConfigureAwait(false) is not { } read)
            {
                continue;
            }

            var effects = math.Effects([dimension], read).OrderByDescending(static effect => Math.Abs(effect.Contribution)).ToList();
            reports.Add(new WithinReport(
                dimension,
                [.. effects.Take(MostTold)],
                Narrowed(effects, cause.Contribution),
                [.. effects.Where(effect => !effect.Small && effect.ShareBefore == 0 && effect.ShareNow > 0).Select(static effect => effect.Values[0])],
                [.. effects.Where(effect => !effect.Small && effect.ShareBefore > 0 && effect.ShareNow == 0).Select(static effect => effect.Values[0])]));
        }

        return reports;
    }

    /// <summary>The fewest values that carry nearly all of the contribution, when the others don't move against them.</summary>
    private static List<string?> Narrowed(List<Effect> effects, decimal contribution)
    {
        var with = effects.Where(effect => Math.Sign(effect.Contribution) == Math.Sign(contribution)).OrderByDescending(static effect => Math.Abs(effect.Contribution)).ToList();
        var against = effects.Sum(static effect => Math.Abs(effect.Contribution)) - with.Sum(static effect => Math.Abs(effect.Contribution));
        if (contribution == 0 || against > Math.Abs(contribution) / 4)
        {
            return [];
        }

        var values = new List<string?>();
        var sum = 0m;
        foreach (var effect in with.Take(MostNarrowed))
        {
            values.Add(effect.Values[0]);
            sum += effect.Contribution;
            if (sum / contribution >= NearlyAll)
            {
                return values.Count < effects.Count ? values : [];
            }
        }

        return [];
    }

    private DimensionReport Report(int dimension, List<Effect> effects, decimal change)
    {
        var told = effects.Where(static effect => !effect.Small).OrderByDescending(static effect => Math.Abs(effect.Contribution)).Take(MostTold).ToList();
        var rest = effects.Except(told).ToList();
        var others = rest.Count == 0 ? null : new Effect
        {
            Dimensions = [dimension],
            Values = [],
            Before = plan.Measure.IsRatio ? null : rest.Sum(static effect => effect.Before),
            Now = plan.Measure.IsRatio ? null : rest.Sum(static effect => effect.Now),
            ShareBefore = rest.Sum(static effect => effect.ShareBefore),
            ShareNow = rest.Sum(static effect => effect.ShareNow),
            Contribution = rest.Sum(static effect => effect.Contribution),
            Rate = plan.Measure.IsRatio ? rest.Sum(static effect => effect.Rate) : null,
            Mix = plan.Measure.IsRatio ? rest.Sum(static effect => effect.Mix) : null,
        };
        var overlap = plan.Measure.Adds ? 0 : change - effects.Sum(static effect => effect.Contribution);
        return new DimensionReport(dimension, told, others, rest.Count, overlap);
    }

    private void Tell(ChangeMath math, List<DimensionReport> singles)
    {
        if (math.Z is { } z && Math.Abs(z) < 2)
        {
            notes.Add("The change is within what is usual from one period to the next: there may be nothing to explain.");
        }
        else if (math.Z is null)
        {
            notes.Add("The base window is too short or too even to tell how much the numbers vary anyway, so no confidence is given.");
        }

        foreach (var report in singles.Where(report => plan.Measure.IsRatio && math.Change != 0 && Math.Sign(report.Rate) == -Math.Sign(math.Change) && Math.Abs(report.Mix) > Math.Abs(report.Rate)))
        {
            notes.Add($"Inside the values of {plan.Dimensions[report.Dimension]} the ratio moved the other way; the whole moved because their shares changed (Simpson's paradox).");
        }
    }
}
