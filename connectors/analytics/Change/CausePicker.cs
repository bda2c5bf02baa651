namespace CodexMcp.Connectors.Analytics.Change;

/// <summary>
/// Ranks segments by how much more of the change they carry than their size alone would. Those that only exchange with others of the same dimensions (users
/// who move to a new version) count less, and the same users seen from another side are no second cause.
/// </summary>
internal sealed class CausePicker(ChangePlan plan, ISegments segments, ChangeMath math)
{
    private const double Opposes = 3;

    /// <summary>A segment that carries hardly more of the change than its size alone would is no cause.</summary>
    private const decimal LeastScore = 0.02m;

    /// <summary>How many candidates are looked at for causes of their own.</summary>
    private const int MostLookedAt = 60;

    private readonly List<Effect> candidates = [];
    private readonly Dictionary<string, List<Effect>?> crossed = new(StringComparer.Ordinal);

    /// <summary>Takes all segments of one or two dimensions.</summary>
    public void Add(List<Effect> effects) => candidates.AddRange(Scored(effects));

    /// <summary>The best of them. What lies inside a better one, or around it, or is mostly the same users seen from another side, says nothing new.</summary>
    public async ValueTask<IReadOnlyList<Effect>> PickAsync()
    {
        var picked = new List<Effect>();
        var ordered = candidates
            .Where(effect => math.Change == 0 || effect.Score >= LeastScore)
            .OrderByDescending(static effect => effect.IsUnusual)
            .ThenByDescending(static effect => effect.Score)
            .ThenByDescending(static effect => Math.Abs(effect.Contribution))
            .ThenBy(Key, StringComparer.Ordinal)
            .Take(MostLookedAt);
        foreach (var candidate in ordered)
        {
            if (picked.Count == plan.Top)
            {
                break;
            }

            if (!picked.Exists(better => Holds(better, candidate) || Holds(candidate, better)) && await IsOwnAsync(candidate, picked).ConfigureAwait(false))
            {
                picked.Add(candidate);
            }
        }

        return picked;
    }

    /// <summary>Whether at least half of what the segment did happened outside of the better causes.</summary>
    private async ValueTask<bool> IsOwnAsync(Effect candidate, List<Effect> picked)
    {
        var own = candidate.Contribution;
        foreach (var better in picked)
        {
            own -= await SharedAsync(candidate, better).ConfigureAwait(false);
        }

        return Math.Abs(own) * 2 >= Math.Abs(candidate.Contribution) && Math.Sign(own) == Math.Sign(candidate.Contribution);
    }

    /// <summary>What those did who are in both segments; nothing when nobody can be.</summary>
    private async ValueTask<decimal> SharedAsync(Effect one, Effect other)
    {
        var both = new SortedDictionary<int, string?>();
        foreach (var (dimension, value) in one.Dimensions.Zip(one.Values).Concat(other.Dimensions.Zip(other.Values)))
        {
            if (!both.TryAdd(dimension, value) && both[dimension] != value)
            {
                return 0;
            }
        }

        if (!crossed.TryGetValue(string.Join(',', both.Keys), out var effects))
        {
            effects = await segments.ReadAsync([.. both.Keys], []).ConfigureAwait(false) is { } read ? math.Effects([.. both.Keys], read) : null;
            crossed.Add(string.Join(',', both.Keys), effects);
        }

        // What can't be read is not held against it.
        return effects?.Find(effect => effect.Values.SequenceEqual(both.Values))?.Contribution ?? 0;
    }

    /// <summary>Those that moved with the whole, each with its score.</summary>
    private IEnumerable<Effect> Scored(List<Effect> effects)
    {
        var change = math.Change;
        if (change == 0)
        {
            return effects.Where(static effect => effect is { Small: false, IsUnusual: true }).Select(static effect => effect with { Score = 0 });
        }

        var opposing = effects.Where(effect => !effect.Small && Math.Sign(effect.Contribution) == -Math.Sign(change) && Math.Abs(effect.Z ?? double.MaxValue) >= Opposes)
            .Sum(static effect => Math.Abs(effect.Contribution));
        var together = Math.Abs(change) / (Math.Abs(change) + opposing);
        return effects
            .Where(effect => !effect.Small && Math.Sign(effect.Contribution) == Math.Sign(change))
            .Select(effect => effect with { Score = (Math.Min(1, effect.Contribution / change) * together) - effect.ShareBefore });
    }

    /// <summary>Whether every part of the inner segment's description but its own is the outer's: the inner lies inside the outer.</summary>
    private static bool Holds(Effect outer, Effect inner)
    {
        for (var i = 0; i < outer.Dimensions.Count; i++)
        {
            var at = inner.Dimensions.ToList().IndexOf(outer.Dimensions[i]);
            if (at < 0 || inner.Values[at] != outer.Values[i])
            {
                return false;
            }
        }

        return true;
    }

    private static string Key(Effect effect) => string.Join('|', effect.Dimensions.Zip(effect.Values, static (dimension, value) => $"{dimension}={value}"));
}
