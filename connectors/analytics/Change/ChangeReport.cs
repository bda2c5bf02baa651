namespace CodexMcp.Connectors.Analytics.Change;

/// <summary>The segments of one dimension, largest contribution first.</summary>
/// <param name="Dimension">Its place.</param>
/// <param name="Effects">The segments that are told.</param>
/// <param name="Others">The rest together, small ones too; null when there is none.</param>
/// <param name="OthersCount">How many the rest are.</param>
/// <param name="Overlap">What is left of the change: of distinct counts only, whose segments overlap.</param>
internal sealed record DimensionReport(int Dimension, IReadOnlyList<Effect> Effects, Effect? Others, int OthersCount, decimal Overlap)
{
    public IEnumerable<Effect> All => Others is null ? Effects : Effects.Append(Others);

    /// <summary>What all ratios inside the segments did together.</summary>
    public decimal Rate => All.Sum(static effect => effect.Rate ?? 0);

    /// <summary>What the shares of the segments did together.</summary>
    public decimal Mix => All.Sum(static effect => effect.Mix ?? 0);
}

/// <summary>One more dimension inside the first cause.</summary>
/// <param name="Dimension">Its place.</param>
/// <param name="Effects">Its segments there, largest contribution first.</param>
/// <param name="NarrowedTo">The few values that carry nearly all of it; none when it is spread.</param>
/// <param name="Appeared">Values that were not there before.</param>
/// <param name="Vanished">Values that are not there any more.</param>
internal sealed record WithinReport(int Dimension, IReadOnlyList<Effect> Effects, IReadOnlyList<string?> NarrowedTo, IReadOnlyList<string?> Appeared, IReadOnlyList<string?> Vanished);

/// <summary>Everything that was found.</summary>
internal sealed record ChangeReport
{
    public required ChangePlan Plan { get; init; }

    public required decimal Before { get; init; }

    public required decimal Now { get; init; }

    public decimal Change => Now - Before;

    public double? Z { get; init; }

    public double? HalfWidth { get; init; }

    public required IReadOnlyList<Effect> Causes { get; init; }

    public required IReadOnlyList<DimensionReport> Dimensions { get; init; }

    public required IReadOnlyList<WithinReport> Within { get; init; }

    public required IReadOnlyList<DateOnly> Missing { get; init; }

    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Whether the change is more than what is usual; null when the base can't tell.</summary>
    public bool? IsUnusual => Z is { } z ? Math.Abs(z) >= 2 : null;
}
