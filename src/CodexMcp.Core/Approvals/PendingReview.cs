using CodexMcp.Abstractions;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Stores;

namespace CodexMcp.Core.Approvals;

/// <summary>
/// A review that a call may be held open for. Nothing of the call is held meanwhile: when the wait is over it is made again, and judged as the role, its
/// caller and the switches are then.
/// </summary>
public sealed class PendingReview
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    /// <summary>So small that every report of a connector is more.</summary>
    private const double BeatStep = 0.001;

    private readonly Lazy<CallStores> stores;
    private readonly TimeProvider time;
    private readonly TimeSpan most;
    private Approval approval;

    internal PendingReview(Approval approval, TimeSpan most, Lazy<CallStores> stores, TimeProvider time)
    {
        this.approval = approval;
        this.most = most;
        this.stores = stores;
        this.time = time;
    }

    /// <summary>Ends when the review is decided or over, when the time to wait is, or when nobody can tell any more.</summary>
    /// <param name="progress">Hears every few seconds what is waited for; or null.</param>
    /// <param name="cancellationToken">The client takes the call back.</param>
    public async Task WaitAsync(IProgress<ToolProgress>? progress, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var beats = 0;
        while (time.GetElapsedTime(began) is var waited && waited < most)
        {
            if (waited >= beats * Beat)
            {
                beats++;
                progress?.Report(new(beats * BeatStep, null, Words(most - waited)));
            }

            var rest = most - waited;
            await Task.Delay(rest < Look ? rest : Look, time, cancellationToken).ConfigureAwait(false);
            try
            {
                if (await stores.Value.Approvals.FindAsync(approval.Id, cancellationToken).ConfigureAwait(false) is not { } found
                    || found.StateAt(time.GetUtcNow()) != ApprovalState.Waiting)
                {
                    return;
                }

                approval = found;
            }
            catch (StoreUnavailableException)
            {
                return; // the call that is made again says so
            }
        }
    }

    private string Words(TimeSpan rest) =>
        $"Waits for the yes of {ReviewCount.Words(approval)} (ticket {approval.Id}); the call ends with the ticket in {Math.Ceiling(rest.TotalSeconds):0} seconds.";
}
