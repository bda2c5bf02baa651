namespace CodexMcp.Core.Roles;

/// <summary>The <c>tools.approvals</c> section: how reviews of this role go.</summary>
public sealed record RoleApprovals
{
    /// <summary>How long a call is held open for its reviewers before it ends with a ticket; zero for not at all.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>Whether a no ends a review only when more than half as many people say no as are asked for.</summary>
    public bool Majority { get; init; }

    /// <summary>After how long <see cref="EscalateTo"/> may decide too, or null.</summary>
    public TimeSpan? EscalateAfter { get; init; }

    /// <summary>The group that may stand in for every other when those were late, or null.</summary>
    public string? EscalateTo { get; init; }

    /// <summary>The group any one of whose members may override a review, or null.</summary>
    public string? Emergency { get; init; }
}
