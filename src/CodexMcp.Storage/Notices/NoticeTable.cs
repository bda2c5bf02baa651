using System.Globalization;
using CodexMcp.Core.Notices;

namespace CodexMcp.Storage.Notices;

/// <summary>What people are still to be told of, in a database. It follows from the approvals, whichever process asked for them.</summary>
internal sealed class NoticeTable(Database database) : INoticeStore
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Notice>> TakeDueAsync(DateTimeOffset now, TimeSpan lease, int most, CancellationToken cancellationToken)
    {
        // Looked at first without a lock: nearly always there is nothing.
        var open = await database.ReadAsync(now, static async (session, now) => Convert.ToInt64(await session.ScalarAsync(
            """
            SELECT (SELECT COUNT(*) FROM approvals a WHERE a.way = 'review' AND a.state = 'waiting' AND a.expires_at > $1
                    AND (NOT EXISTS (SELECT 1 FROM notices n WHERE n.approval = a.id AND n.event = 'asked')
                         OR (a.escalated_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM notices n WHERE n.approval = a.id AND n.event = 'escalated'))))
                 + (SELECT COUNT(*) FROM votes v WHERE v.overrides = 1 AND NOT EXISTS (SELECT 1 FROM notices n WHERE n.approval = v.approval AND n.event = 'overridden'))
                 + (SELECT COUNT(*) FROM notices n WHERE n.done = 0 AND n.due_at <= $1)
            """,
            Columns.Time(now)).ConfigureAwait(false), CultureInfo.InvariantCulture), cancellationToken).ConfigureAwait(false);
        return open == 0 ? [] : await database.WriteAsync((now, lease, most), static async (session, args) =>
        {
            var now = Columns.Time(args.now);
            await session.ExecuteAsync("INSERT INTO notices (approval, event, due_at, tries, done) SELECT id, 'asked', $1, 0, 0 FROM approvals WHERE way = 'review' AND state = 'waiting' AND expires_at > $1 ON CONFLICT DO NOTHING", now).ConfigureAwait(false);
            await session.ExecuteAsync("INSERT INTO notices (approval, event, due_at, tries, done) SELECT id, 'escalated', $1, 0, 0 FROM approvals WHERE way = 'review' AND state = 'waiting' AND expires_at > $1 AND escalated_at IS NOT NULL ON CONFLICT DO NOTHING", now).ConfigureAwait(false);
            await session.ExecuteAsync("INSERT INTO notices (approval, event, due_at, tries, done) SELECT approval, 'overridden', $1, 0, 0 FROM votes WHERE overrides = 1 ON CONFLICT DO NOTHING", now).ConfigureAwait(false);
            var due = await session.AllAsync(
                "SELECT approval, event, tries FROM notices WHERE done = 0 AND due_at <= $1 ORDER BY due_at, approval, event LIMIT $2",
                static row => new Notice(row.GetString(0), row.GetString(1), (int)row.GetInt64(2) + 1), now, (long)args.most).ConfigureAwait(false);
            var taken = new List<Notice>();
            foreach (var notice in due)
            {
                // The condition once more: another process may have been quicker.
                if (await session.ExecuteAsync(
                    "UPDATE notices SET due_at = $3, tries = tries + 1 WHERE approval = $1 AND event = $2 AND done = 0 AND due_at <= $4",
                    notice.Approval, notice.Event, now + args.lease.Ticks, now).ConfigureAwait(false) == 1)
                {
                    taken.Add(notice);
                }
            }

            return taken;
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask SettleAsync(Notice notice, DateTimeOffset? again, CancellationToken cancellationToken) =>
        await database.WriteAsync((notice, again), static (session, args) => session.ExecuteAsync(
            "UPDATE notices SET done = $3, due_at = $4 WHERE approval = $1 AND event = $2",
            args.notice.Approval, args.notice.Event, args.again is null ? 1L : 0L, args.again is { } at ? Columns.Time(at) : 0L), cancellationToken).ConfigureAwait(false);
}
