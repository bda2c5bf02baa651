namespace CodexMcp.Abstractions;

/// <summary>
/// A connector that can tell before a call what it would cost. Optional; asked after every guard, so with the arguments as they would be sent, and only
/// where the role counts cost (<see cref="ToolInvocation.Cost"/>). It reads plans, never the data.
/// </summary>
public interface ICostEstimator
{
    /// <summary>
    /// Estimates one call. Null for a call that costs nothing worth counting: a look at the catalogue, a later page of rows that are there already, another
    /// tool. An estimate without figures stands for a cost that nobody knows, which counts as over every limit.
    /// </summary>
    /// <exception cref="ConnectorException">It can't be estimated: the cost is unknown. A refusal (<see cref="ConnectorFailure.Refused"/>) ends the call with its words.</exception>
    ValueTask<CostEstimate?> EstimateAsync(ToolInvocation invocation, CancellationToken cancellationToken);
}

/// <summary>How far an estimate can be trusted.</summary>
public enum CostConfidence
{
    /// <summary>Nobody knows.</summary>
    Unknown,

    /// <summary>The vendor's guess: it may be less or more.</summary>
    Guess,

    /// <summary>It may be less, never more.</summary>
    UpperBound,
}

/// <summary>What a call would cost, as far as its vendor can tell.</summary>
public sealed record CostEstimate
{
    /// <summary>How much it would read, in bytes; null when the vendor does not say.</summary>
    public long? Bytes { get; init; }

    /// <summary>How long it would keep the vendor's machines busy; null when the vendor does not say. It goes before <see cref="Bytes"/> where the rate is by time.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>What the vendor itself says that it costs, in dollars; null leaves that to the role's rates.</summary>
    public decimal? Dollars { get; init; }

    /// <summary>How many partitions or files it would read; null when the vendor does not say.</summary>
    public long? Partitions { get; init; }

    /// <summary>How many there are in what it reads from.</summary>
    public long? PartitionsTotal { get; init; }

    /// <summary>Where the figures come from, in words without a full stop: <c>Snowflake's plan</c>.</summary>
    public required string Basis { get; init; }

    /// <summary>How far they can be trusted.</summary>
    public CostConfidence Confidence { get; init; } = CostConfidence.Guess;

    /// <summary>What would make it cheaper, one sentence each, the cheapest way first; told with a refusal.</summary>
    public IReadOnlyList<string> Advice { get; init; } = [];

    /// <summary>A cost that nobody knows.</summary>
    /// <param name="basis">Why, in words without a full stop.</param>
    public static CostEstimate Unknown(string basis) => new() { Basis = basis, Confidence = CostConfidence.Unknown };
}

/// <summary>What a call did cost, from the vendor's own statistics.</summary>
public sealed record CostActual
{
    /// <summary>How much it read, in bytes; null when the vendor does not say.</summary>
    public long? Bytes { get; init; }

    /// <summary>How long it kept the vendor's machines busy; null when the vendor does not say.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>What the vendor itself says that it cost, in dollars; null leaves that to the role's rates.</summary>
    public decimal? Dollars { get; init; }

    /// <summary>Where the figures come from, in words without a full stop.</summary>
    public required string Basis { get; init; }

    /// <summary>The call that started what cost this, when it was an earlier one of the same role and principal; null for this call.</summary>
    public string? CallId { get; init; }
}
