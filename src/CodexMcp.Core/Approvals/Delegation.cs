namespace CodexMcp.Core.Approvals;

/// <summary>A reviewer's wish that another person decides for them for a while. It is not passed on further.</summary>
public sealed record Delegation
{
    /// <summary>Who is stood in for. There is one delegation of a person at a time.</summary>
    public required string From { get; init; }

    /// <summary>Who stands in.</summary>
    public required string To { get; init; }

    /// <summary>When it ends.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Made { get; init; }

    /// <summary>Whether it holds at that time. Before it was made it does not: such a clock is wrong.</summary>
    public bool HoldsAt(DateTimeOffset now) => now < Until && now >= Made - Approval.ClockSkew;
}

/// <summary>Keeps delegations for all processes that share it.</summary>
/// <remarks>Every method throws <see cref="Stores.StoreUnavailableException"/> when the store can't be reached: nobody stands in then.</remarks>
public interface IDelegationStore
{
    /// <summary>Keeps a delegation, in place of an earlier one of the same person.</summary>
    ValueTask SetAsync(Delegation delegation, CancellationToken cancellationToken);

    /// <summary>Ends a person's delegation; false when there is none.</summary>
    ValueTask<bool> RemoveAsync(string from, CancellationToken cancellationToken);

    /// <summary>Gives all, also those that ran out, oldest first.</summary>
    ValueTask<IReadOnlyList<Delegation>> ListAsync(CancellationToken cancellationToken);
}
