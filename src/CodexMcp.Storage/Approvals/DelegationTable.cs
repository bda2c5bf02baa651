using CodexMcp.Core.Approvals;

namespace CodexMcp.Storage.Approvals;

/// <summary>Delegations in a database.</summary>
internal sealed class DelegationTable(Database database) : IDelegationStore
{
    /// <inheritdoc/>
    public async ValueTask SetAsync(Delegation delegation, CancellationToken cancellationToken) =>
        await database.WriteAsync(delegation, static (session, made) => session.ExecuteAsync(
            "INSERT INTO delegations (delegator, delegate, until_at, made_at) VALUES ($1, $2, $3, $4) ON CONFLICT (delegator) DO UPDATE SET delegate = excluded.delegate, until_at = excluded.until_at, made_at = excluded.made_at",
            made.From,
            made.To,
            Columns.Time(made.Until),
            Columns.Time(made.Made)), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<bool> RemoveAsync(string from, CancellationToken cancellationToken) =>
        await database.WriteAsync(from, static (session, from) => session.ExecuteAsync("DELETE FROM delegations WHERE delegator = $1", from), cancellationToken).ConfigureAwait(false) == 1;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Delegation>> ListAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(0, static (session, _) => session.AllAsync(
            "SELECT delegator, delegate, until_at, made_at FROM delegations ORDER BY made_at, delegator",
            static row => new Delegation { From = row.GetString(0), To = row.GetString(1), Until = row.Time(2), Made = row.Time(3) }), cancellationToken);
}
