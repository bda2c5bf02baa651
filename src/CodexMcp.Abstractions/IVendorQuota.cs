namespace CodexMcp.Abstractions;

/// <summary>A connector that knows how much of the vendor's own allowance is used, from what the vendor's answers said. Optional; asked before each call, so it answers from memory.</summary>
public interface IVendorQuota
{
    /// <summary>What was last seen; null while nothing is known.</summary>
    VendorQuota? Quota { get; }
}

/// <summary>How much of a vendor's allowance is used. No call goes out when only the reserve is left: other programs of the same organisation need it too.</summary>
public sealed record VendorQuota
{
    /// <summary>What is counted, in words: <c>daily API requests</c>.</summary>
    public required string What { get; init; }

    /// <summary>How much is used.</summary>
    public required long Used { get; init; }

    /// <summary>How much there is.</summary>
    public required long Limit { get; init; }

    /// <summary>When the vendor said so.</summary>
    public required DateTimeOffset SeenAt { get; init; }

    /// <summary>When the count starts anew, or null when the vendor does not say.</summary>
    public DateTimeOffset? ResetsAt { get; init; }

    /// <summary>The share of the limit that the host leaves untouched: 0 to 1. The default is 0.05.</summary>
    public double Reserve { get; init; } = 0.05;
}
