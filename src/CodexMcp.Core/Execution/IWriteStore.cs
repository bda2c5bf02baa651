namespace CodexMcp.Core.Execution;

/// <summary>Keeps the writes whose end matters, for all processes that share it.</summary>
/// <remarks>Every method throws <see cref="Stores.StoreUnavailableException"/> when the store can't be reached: nothing is sent then.</remarks>
public interface IWriteStore
{
    /// <summary>Whether anything could be in the store. False without opening it when nothing was ever kept, so that a first write pays for no database.</summary>
    bool MayHold { get; }

    /// <summary>Gives the write, of another call, that forbids an identical one: sent or ambiguous, or found to have happened since that time; or null.</summary>
    ValueTask<SentWrite?> FindBlockingAsync(string key, string callId, DateTimeOffset happenedSince, CancellationToken cancellationToken);

    /// <summary>Keeps a write; one that is known already keeps its state, unless that was only that it was sent.</summary>
    ValueTask AddAsync(SentWrite write, CancellationToken cancellationToken);

    /// <summary>Records the end of a write that was sent; false when it is not there or has moved on.</summary>
    ValueTask<bool> EndAsync(string callId, WriteState state, CancellationToken cancellationToken);

    /// <summary>Takes a person's word, or a read-back's, for what became of a write; false when there is none to settle.</summary>
    ValueTask<bool> SettleAsync(string callId, bool happened, string by, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Gives the writes that nobody knows the end of, oldest first.</summary>
    ValueTask<IReadOnlyList<SentWrite>> UnsettledAsync(CancellationToken cancellationToken);
}
