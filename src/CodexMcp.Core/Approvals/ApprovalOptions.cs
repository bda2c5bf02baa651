using CodexMcp.Core.Roles;

namespace CodexMcp.Core.Approvals;

/// <summary>Bounds on asking people.</summary>
public sealed record ApprovalOptions
{
    /// <summary>How long a question may be answered. The default is 10 minutes.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long reviewers have for a decision, and the agent then for the call. The default is 24 hours.</summary>
    public TimeSpan ReviewLifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long a no is remembered: the same call is not asked for again. The default is 10 minutes.</summary>
    public TimeSpan DeclineMemory { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Questions that one principal may cause; a person who is asked too often stops reading. The default is 20 in 10 minutes.</summary>
    public RateLimit Questions { get; init; } = new(20, TimeSpan.FromMinutes(10));

    /// <summary>The most characters of one question. A call that can't be shown whole is not asked for. The default is 8,000.</summary>
    public int MaxPreview { get; init; } = 8_000;

    /// <summary>The most characters of what reviewers are shown; they can look through it at leisure, and must have before they say yes. The default is 100,000.</summary>
    public int MaxReview { get; init; } = 100_000;

    /// <summary>The most answered questions, and the most refusals, remembered at once. The default is 10,000.</summary>
    public int MaxRemembered { get; init; } = 10_000;
}
