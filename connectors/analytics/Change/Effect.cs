namespace CodexMcp.Connectors.Analytics.Change;

/// <summary>What one segment did to the whole.</summary>
internal sealed record Effect
{
    /// <summary>Places of its dimensions.</summary>
    public required IReadOnlyList<int> Dimensions { get; init; }

    /// <summary>Its value in each of them.</summary>
    public required IReadOnlyList<string?> Values { get; init; }

    /// <summary>Its own value before: a mean for each period, or a ratio; null for a ratio without a denominator.</summary>
    public decimal? Before { get; init; }

    /// <summary>Its own value now.</summary>
    public decimal? Now { get; init; }

    /// <summary>Its share of the whole before: of the sum, or of the denominator.</summary>
    public decimal ShareBefore { get; init; }

    /// <summary>Its share of the whole now.</summary>
    public decimal ShareNow { get; init; }

    /// <summary>By how much it moved the whole. Those of all segments of a dimension add up to the change.</summary>
    public required decimal Contribution { get; init; }

    /// <summary>The part of it that comes from the segment's own ratio; null where there is no ratio.</summary>
    public decimal? Rate { get; init; }

    /// <summary>The part of it that comes from the segment's share of the whole.</summary>
    public decimal? Mix { get; init; }

    /// <summary>How far the contribution is outside of what is usual, in standard errors; null when the base can't tell.</summary>
    public double? Z { get; init; }

    /// <summary>Half the width of the 95% interval of the contribution.</summary>
    public double? HalfWidth { get; init; }

    /// <summary>Whether it is too small a part of the whole to be told from chance.</summary>
    public bool Small { get; init; }

    /// <summary>How much more of the change it carries than its size alone would; set when ranked.</summary>
    public decimal Score { get; init; }

    /// <summary>
    /// Whether chance is an unlikely reason. Three standard errors, not two: hundreds of segments are looked at, and some are always two away. A base that
    /// never varied makes any change unusual.
    /// </summary>
    public bool IsUnusual => Z is null ? Contribution != 0 : Math.Abs(Z.Value) >= 3;

    /// <summary>In a word.</summary>
    public string Confidence => Z is not { } z ? "unknown" : Math.Abs(z) switch
    {
        >= 4 => "high",
        >= 3 => "medium",
        _ => "low",
    };
}
