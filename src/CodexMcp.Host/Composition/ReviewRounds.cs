using CodexMcp.Core.Audit;
using CodexMcp.Core.Roles;
using CodexMcp.Core.Stores;
using CodexMcp.Host.Notices;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Host.Composition;

/// <summary>
/// Looks after open reviews while the host runs: every few seconds for those that are late and for people to be told, and after each change of a role for those that it voids.
/// Whoever may decide follows from the clock and the groups alone; what is done here tells people, it decides nothing.
/// </summary>
internal sealed class ReviewRounds(HostServices services, NoticeRounds? notices, ILogger logger, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource stop = new();
    private Task rounds = Task.CompletedTask;

    /// <summary>Begins the rounds.</summary>
    public void Start() => rounds = RunAsync();

    /// <summary>Ends what a change of a role voids. A store that was never made holds nothing.</summary>
    public static async Task VoidAsync(HostServices services, RoleProfile now, Groups groups, ILogger logger)
    {
        try
        {
            if (services.State.MayHold)
            {
                await services.Desks.Upkeep.VoidAsync(now, groups, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is StoreUnavailableException or AuditUnavailableException)
        {
            logger.Notice(exception.Message);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await rounds.ConfigureAwait(false);
        notices?.Dispose();
        stop.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop.Token).ConfigureAwait(false))
            {
                try
                {
                    await services.Desks.Upkeep.EscalateAsync(stop.Token).ConfigureAwait(false);
                    if (notices is not null)
                    {
                        await notices.RunAsync(stop.Token).ConfigureAwait(false);
                    }
                }
                catch (Exception exception) when (exception is StoreUnavailableException or AuditUnavailableException)
                {
                    logger.Notice(exception.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }
}
