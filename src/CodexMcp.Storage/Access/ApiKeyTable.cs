using System.Data.Common;
using CodexMcp.Core.Access;

namespace CodexMcp.Storage.Access;

/// <summary>API keys in a database. Every question is asked of the database itself, at least whether anything has changed, so a revocation by any process counts at once.</summary>
internal sealed class ApiKeyTable(Database database) : IApiKeyStore
{
    private const string Public = "prefix, kind, principal, roles, note, created_at, expires_at, revoked_at";

    /// <inheritdoc/>
    public async ValueTask<bool> AddAsync(StoredApiKey key, CancellationToken cancellationToken)
    {
        var added = await database.WriteAsync(key, static (session, stored) => session.ExecuteAsync(
            $"INSERT INTO api_keys ({Public}, salt, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING",
            stored.Key.Prefix,
            stored.Key.Kind == ApiKeyKind.Approver ? "approver" : "agent",
            stored.Key.Principal,
            Columns.Lines(stored.Key.Roles),
            stored.Key.Note,
            Columns.Time(stored.Key.Created),
            Columns.Time(stored.Key.Expires),
            Columns.Time(stored.Key.Revoked),
            stored.Salt.ToArray(),
            stored.Hash.ToArray()), cancellationToken).ConfigureAwait(false);
        return added == 1;
    }

    /// <inheritdoc/>
    public ValueTask<StoredApiKey?> FindAsync(string prefix, CancellationToken cancellationToken) =>
        database.ReadAsync(prefix, static (session, prefix) => session.OneKnownAsync(
            $"SELECT {Public}, salt, hash FROM api_keys WHERE prefix = $1", Stored, prefix), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(0, static (session, _) => session.AllAsync(
            $"SELECT {Public} FROM api_keys ORDER BY created_at, prefix", Key), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<bool> RevokeAsync(string prefix, DateTimeOffset at, CancellationToken cancellationToken) =>
        await database.WriteAsync((prefix, at), static (session, args) => session.ExecuteAsync(
            "UPDATE api_keys SET revoked_at = $2 WHERE prefix = $1 AND revoked_at IS NULL",
            args.prefix,
            Columns.Time(args.at)), cancellationToken).ConfigureAwait(false) == 1;

    private static StoredApiKey Stored(DbDataReader row) => new(Key(row), row.Bytes(8), row.Bytes(9));

    private static ApiKey Key(DbDataReader row) => new()
    {
        Prefix = row.GetString(0),
        Kind = row.GetString(1) == "approver" ? ApiKeyKind.Approver : ApiKeyKind.Agent,
        Principal = row.GetString(2),
        Roles = row.Lines(3),
        Note = row.GetString(4),
        Created = row.Time(5),
        Expires = row.TimeOrNull(6),
        Revoked = row.TimeOrNull(7),
    };
}
