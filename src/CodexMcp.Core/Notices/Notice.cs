namespace CodexMcp.Core.Notices;

/// <summary>Something that people are told of: an approval, and what became of it. What it is about stands in the approval, never in the notice.</summary>
/// <param name="Approval">The approval's id.</param>
/// <param name="Event"><c>asked</c>, <c>escalated</c> or <c>overridden</c>.</param>
/// <param name="Tries">How often it was tried, this time included.</param>
public sealed record Notice(string Approval, string Event, int Tries);

/// <summary>Keeps what people are still to be told of, for all processes that share it: each notice is one process's at a time, until it was delivered.</summary>
/// <remarks>Every method throws <see cref="Stores.StoreUnavailableException"/> when the store can't be reached.</remarks>
public interface INoticeStore
{
    /// <summary>Notes what has come up since the last time, and takes what is due. Nobody else gets those before the lease is over.</summary>
    ValueTask<IReadOnlyList<Notice>> TakeDueAsync(DateTimeOffset now, TimeSpan lease, int most, CancellationToken cancellationToken);

    /// <summary>Ends a notice, or puts it off until that time when there is one.</summary>
    ValueTask SettleAsync(Notice notice, DateTimeOffset? again, CancellationToken cancellationToken);
}
