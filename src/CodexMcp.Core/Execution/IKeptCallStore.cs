namespace CodexMcp.Core.Execution;

/// <summary>Keeps what was done under idempotency keys, for all processes that share it.</summary>
/// <remarks>Every method throws <see cref="Stores.StoreUnavailableException"/> when the store can't be reached: nothing is sent then.</remarks>
public interface IKeptCallStore
{
    /// <summary>Whether anything could be in the store. False without opening it when nothing was ever kept.</summary>
    bool MayHold { get; }

    /// <summary>Gives what holds the slot, or null when nothing does, or did too long ago.</summary>
    ValueTask<KeptCall?> FindAsync(string slot, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// Takes a slot for a call that is about to be sent: true for exactly one caller among all processes. A slot that was left behind is taken over when its
    /// lease is over and its write is not of unknown end. In the same step the write is recorded as sent.
    /// </summary>
    ValueTask<bool> ClaimAsync(KeptCall claim, SentWrite? write, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Keeps the result of the call that holds the slot, and records its write as ended in the same step; false when it no longer holds it.</summary>
    ValueTask<bool> FinishAsync(KeptCall done, CancellationToken cancellationToken);

    /// <summary>Gives the slot back, since the call changed nothing or can be repeated without harm, and records its write as ended in the same step.</summary>
    ValueTask ReleaseAsync(string slot, string callId, CancellationToken cancellationToken);
}
