using CodexMcp.Core.Notices;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Host.Notices;

/// <summary>Delivers what people are to be told of, again and again with longer pauses, for about a day. Many replicas share the work.</summary>
internal sealed class NoticeRounds(INoticeStore notices, NoticeSender sender, ILogger logger, TimeProvider time) : IDisposable
{
    private const int AtOnce = 20;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>The pauses after each failure; after the last one nobody is told.</summary>
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromHours(12),
    ];

    /// <summary>Delivers what is due now.</summary>
    /// <exception cref="Core.Stores.StoreUnavailableException">The store can't be reached.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var notice in await notices.TakeDueAsync(time.GetUtcNow(), Lease, AtOnce, cancellationToken).ConfigureAwait(false))
        {
            var why = await sender.SendAsync(notice, cancellationToken).ConfigureAwait(false);
            DateTimeOffset? again = why is null || notice.Tries > Pauses.Length ? null : time.GetUtcNow() + Pauses[notice.Tries - 1];
            await notices.SettleAsync(notice, again, CancellationToken.None).ConfigureAwait(false);
            if (why is not null)
            {
                logger.Notice($"The notice {notice.Event} of approval {notice.Approval} was not taken: {why}. {(again is null ? "It is given up." : $"It is tried again at {again:HH:mm:ss} UTC.")}");
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => sender.Dispose();
}
