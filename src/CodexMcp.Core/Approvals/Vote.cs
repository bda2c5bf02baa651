namespace CodexMcp.Core.Approvals;

/// <summary>One person's decision on one approval.</summary>
public sealed record Vote
{
    /// <summary>Who decided, as the approver's credential says.</summary>
    public required string Approver { get; init; }

    /// <summary>The credential, recognisable and not secret: a key's prefix.</summary>
    public required string Credential { get; init; }

    /// <summary>Yes or no.</summary>
    public required bool Approves { get; init; }

    /// <summary>The groups, of those that are asked, that the person belonged to.</summary>
    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>Whose place the person took, or null.</summary>
    public string? OnBehalfOf { get; init; }

    /// <summary>Whether it is an emergency override: it decides alone.</summary>
    public bool Overrides { get; init; }

    /// <summary>Why, or null.</summary>
    public string? Comment { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>How a vote was taken.</summary>
public enum VoteOutcome
{
    /// <summary>It counts.</summary>
    Taken,

    /// <summary>There is no such approval.</summary>
    Unknown,

    /// <summary>It was decided, spent or ran out before.</summary>
    Closed,

    /// <summary>This person has voted before.</summary>
    Repeated,
}

/// <summary>What came of a vote.</summary>
/// <param name="Outcome">How it was taken.</param>
/// <param name="Approval">The approval as it stands now, or null when there is none.</param>
public sealed record VoteResult(VoteOutcome Outcome, Approval? Approval);
