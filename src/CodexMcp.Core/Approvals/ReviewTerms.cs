namespace CodexMcp.Core.Approvals;

/// <summary>By which rules a review is decided, as its role had them when it was asked for.</summary>
public sealed record ReviewTerms
{
    /// <summary>One no ends it, nobody else is asked, nobody may override it.</summary>
    public static ReviewTerms Plain { get; } = new();

    /// <summary>Whether a no ends it only when more than half as many people say no as are asked for.</summary>
    public bool Majority { get; init; }

    /// <summary>From when on <see cref="EscalatesTo"/> may stand in for any group, or null.</summary>
    public DateTimeOffset? EscalatesAt { get; init; }

    /// <summary>The group that may decide it when the others were late, or null.</summary>
    public string? EscalatesTo { get; init; }

    /// <summary>The group any one of whose members may override it, loudly; or null.</summary>
    public string? Emergency { get; init; }
}
