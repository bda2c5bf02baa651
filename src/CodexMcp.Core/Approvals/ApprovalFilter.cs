namespace CodexMcp.Core.Approvals;

/// <summary>Which approvals to give, newest first, a page at a time.</summary>
public sealed record ApprovalFilter
{
    /// <summary>The time at which <see cref="State"/> is meant: one that ran out is expired whatever the store still calls it.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Only these; null for both.</summary>
    public ApprovalWay? Way { get; init; }

    /// <summary>Only those that have come so far; null for all.</summary>
    public ApprovalState? State { get; init; }

    /// <summary>Only those in whose id, tool, role, principal or shown message this text stands, whatever its case; null for all.</summary>
    public string? Text { get; init; }

    /// <summary>Only those asked at that time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only those asked before that time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Only those after this one in the order of the list: the last one of the page before.</summary>
    public ApprovalPlace? After { get; init; }

    /// <summary>The most to give: 1 to 1,000.</summary>
    public int Most { get; init; } = 100;

    /// <summary>The pattern of <see cref="Text"/> for SQL's LIKE with a backslash as escape, in lower case; or null.</summary>
    public string? Pattern => string.IsNullOrEmpty(Text)
        ? null
        : $"%{Text.ToLowerInvariant().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";

    /// <summary>Whether an approval is one of those, as a store in memory asks it.</summary>
    public bool Matches(Approval approval)
    {
        ArgumentNullException.ThrowIfNull(approval);
        return (Way is null || approval.Way == Way)
            && (State is null || approval.StateAt(Now) == State)
            && (From is null || approval.Asked >= From)
            && (Until is null || approval.Asked < Until)
            && (After is null || After.IsBefore(approval))
            && (string.IsNullOrEmpty(Text) || Holds(approval.Id) || Holds(approval.Tool) || Holds(approval.Role) || Holds(approval.Principal) || Holds(approval.Message));
    }

    private bool Holds(string value) => value.Contains(Text!, StringComparison.OrdinalIgnoreCase);
}

/// <summary>A place in the list: it stays right when others are added.</summary>
/// <param name="Asked">When the approval was asked for.</param>
/// <param name="Id">Its id.</param>
public sealed record ApprovalPlace(DateTimeOffset Asked, string Id)
{
    internal bool IsBefore(Approval approval) => approval.Asked < Asked || (approval.Asked == Asked && string.CompareOrdinal(approval.Id, Id) < 0);
}

/// <summary>A page of approvals.</summary>
/// <param name="Items">The approvals, newest first, with their votes.</param>
/// <param name="Next">Where the next page begins, or null on the last.</param>
public sealed record ApprovalPage(IReadOnlyList<Approval> Items, ApprovalPlace? Next);
