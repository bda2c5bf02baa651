using System.Data.Common;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Stores;

namespace CodexMcp.Storage.Execution;

/// <summary>What was done under idempotency keys, in a database.</summary>
internal sealed class KeptCallTable(Database database) : IKeptCallStore
{
    /// <summary>Now and then a claim first removes what nobody asks for any more.</summary>
    private const int PurgeEvery = 64;

    private const string All = "slot, arguments_hash, call_id, done, structured, words, lease_until, expires_at";

    /// <summary>Of a write that is still open, or whose effect is known and whose result is not, the key stays taken.</summary>
    private const string Unsettled = "EXISTS (SELECT 1 FROM writes WHERE writes.call_id = kept_calls.call_id AND writes.state IN ('sent', 'ambiguous', 'happened'))";

    private int claims;

    /// <inheritdoc/>
    public bool MayHold => database.MayHold;

    /// <inheritdoc/>
    public ValueTask<KeptCall?> FindAsync(string slot, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadAsync((slot, now), static (session, args) => session.OneAsync(
            $"SELECT {All} FROM kept_calls WHERE slot = $1 AND (expires_at > $2 OR (done = 0 AND {Unsettled}))", Row, args.slot, Columns.Time(args.now)), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<bool> ClaimAsync(KeptCall claim, SentWrite? write, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref claims) % PurgeEvery == 0)
        {
            await PurgeAsync(now, cancellationToken).ConfigureAwait(false);
        }

        return await database.WriteAsync((claim, write, now), static async (session, args) =>
        {
            var (claim, write, now) = args;
            var won = await session.ExecuteAsync(
                $"""
                UPDATE kept_calls SET arguments_hash = $2, call_id = $3, done = 0, structured = NULL, words = NULL, lease_until = $4, expires_at = $5
                WHERE slot = $1 AND ((done = 1 AND expires_at <= $6) OR (done = 0 AND NOT {Unsettled} AND (expires_at <= $6 OR (arguments_hash = $2 AND lease_until <= $6))))
                """,
                claim.Slot,
                claim.ArgumentsHash,
                claim.CallId,
                Columns.Time(claim.Lease),
                Columns.Time(claim.Expires),
                Columns.Time(now)).ConfigureAwait(false);
            if (won == 0)
            {
                won = await session.ExecuteAsync(
                    $"INSERT INTO kept_calls ({All}) VALUES ($1, $2, $3, 0, NULL, NULL, $4, $5) ON CONFLICT DO NOTHING",
                    claim.Slot,
                    claim.ArgumentsHash,
                    claim.CallId,
                    Columns.Time(claim.Lease),
                    Columns.Time(claim.Expires)).ConfigureAwait(false);
            }

            if (won == 1 && write is not null)
            {
                await WriteTable.AddAsync(session, write).ConfigureAwait(false);
            }

            return won == 1;
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<bool> FinishAsync(KeptCall done, CancellationToken cancellationToken) =>
        database.WriteAsync(done, static async (session, done) =>
        {
            var held = await session.ExecuteAsync(
                "UPDATE kept_calls SET done = 1, structured = $3, words = $4, expires_at = $5 WHERE slot = $1 AND call_id = $2 AND done = 0",
                done.Slot,
                done.CallId,
                done.Structured,
                done.Text,
                Columns.Time(done.Expires)).ConfigureAwait(false) == 1;
            return held && await EndAsync(session, done.CallId).ConfigureAwait(false);
        }, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(string slot, string callId, CancellationToken cancellationToken) =>
        await database.WriteAsync((slot, callId), static async (session, args) =>
            await session.ExecuteAsync("DELETE FROM kept_calls WHERE slot = $1 AND call_id = $2 AND done = 0", args.slot, args.callId).ConfigureAwait(false) == 1
            && await EndAsync(session, args.callId).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    private static async ValueTask<bool> EndAsync(Session session, string callId)
    {
        await session.ExecuteAsync("UPDATE writes SET state = 'ended' WHERE call_id = $1 AND state = 'sent'", callId).ConfigureAwait(false);
        return true;
    }

    /// <summary>In a step of its own: when it fails, the next one does it, and no call waits for it.</summary>
    private async ValueTask PurgeAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            await database.WriteAsync(now, static (session, now) => session.ExecuteAsync(
                $"DELETE FROM kept_calls WHERE expires_at <= $1 AND (done = 1 OR NOT {Unsettled})", Columns.Time(now)), cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException)
        {
            // The claim that follows says so if the store is gone.
        }
    }

    private static KeptCall Row(DbDataReader row) => new()
    {
        Slot = row.GetString(0),
        ArgumentsHash = row.GetString(1),
        CallId = row.GetString(2),
        IsDone = row.GetInt64(3) == 1,
        Structured = row.TextOrNull(4),
        Text = row.TextOrNull(5),
        Lease = row.Time(6),
        Expires = row.Time(7),
    };
}
