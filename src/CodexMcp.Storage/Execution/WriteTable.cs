using System.Data.Common;
using CodexMcp.Core.Execution;

namespace CodexMcp.Storage.Execution;

/// <summary>Writes whose end matters, in a database.</summary>
internal sealed class WriteTable(Database database) : IWriteStore
{
    private const string All = "call_id, same, role, principal, environment, tool, sent_at, state, settled_by, settled_at";

    /// <inheritdoc/>
    public bool MayHold => database.MayHold;

    /// <inheritdoc/>
    public ValueTask<SentWrite?> FindBlockingAsync(string key, string callId, DateTimeOffset happenedSince, CancellationToken cancellationToken) =>
        database.ReadAsync((key, callId, happenedSince), static (session, args) => session.OneAsync(
            $"SELECT {All} FROM writes WHERE same = $1 AND call_id <> $3 AND state IN ('sent', 'ambiguous', 'happened') AND (state <> 'happened' OR settled_at > $2) ORDER BY sent_at LIMIT 1",
            Write,
            args.key,
            Columns.Time(args.happenedSince),
            args.callId), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask AddAsync(SentWrite write, CancellationToken cancellationToken) =>
        await database.WriteAsync(write, static (session, write) => AddAsync(session, write), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<bool> EndAsync(string callId, WriteState state, CancellationToken cancellationToken) =>
        await database.WriteAsync((callId, state), static (session, args) => session.ExecuteAsync(
            "UPDATE writes SET state = $2 WHERE call_id = $1 AND state = 'sent'",
            args.callId,
            State(args.state)), cancellationToken).ConfigureAwait(false) == 1;

    /// <inheritdoc/>
    public async ValueTask<bool> SettleAsync(string callId, bool happened, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        await database.WriteAsync((callId, happened, by, at), static (session, args) => session.ExecuteAsync(
            "UPDATE writes SET state = $2, settled_by = $3, settled_at = $4 WHERE call_id = $1 AND state IN ('sent', 'ambiguous')",
            args.callId,
            State(args.happened ? WriteState.Happened : WriteState.DidNotHappen),
            args.by,
            Columns.Time(args.at)), cancellationToken).ConfigureAwait(false) == 1;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SentWrite>> UnsettledAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(0, static (session, _) => session.AllAsync(
            $"SELECT {All} FROM writes WHERE state IN ('sent', 'ambiguous') ORDER BY sent_at, call_id", Write), cancellationToken);

    /// <summary>Adds a write inside a transaction.</summary>
    public static ValueTask<int> AddAsync(Session session, SentWrite write) => session.ExecuteAsync(
        $"INSERT INTO writes ({All}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (call_id) DO UPDATE SET state = excluded.state WHERE writes.state = 'sent'",
        write.CallId,
        write.Key,
        write.Role,
        write.Principal,
        write.Environment,
        write.Tool,
        Columns.Time(write.At),
        State(write.State),
        write.SettledBy,
        Columns.Time(write.Settled));

    private static SentWrite Write(DbDataReader row) => new()
    {
        CallId = row.GetString(0),
        Key = row.GetString(1),
        Role = row.GetString(2),
        Principal = row.GetString(3),
        Environment = row.GetString(4),
        Tool = row.GetString(5),
        At = row.Time(6),
        State = row.GetString(7) switch
        {
            "sent" => WriteState.Sent,
            "ended" => WriteState.Ended,
            "ambiguous" => WriteState.Ambiguous,
            "happened" => WriteState.Happened,
            "did_not_happen" => WriteState.DidNotHappen,
            var state => throw new FormatException($"the value '{state}' is not one that this program writes"),
        },
        SettledBy = row.TextOrNull(8),
        Settled = row.TimeOrNull(9),
    };

    private static string State(WriteState state) => state switch
    {
        WriteState.Sent => "sent",
        WriteState.Ended => "ended",
        WriteState.Ambiguous => "ambiguous",
        WriteState.Happened => "happened",
        _ => "did_not_happen",
    };
}
