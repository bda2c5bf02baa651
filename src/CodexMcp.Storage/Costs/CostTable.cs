using CodexMcp.Core.Costs;

namespace CodexMcp.Storage.Costs;

/// <summary>What calls cost, in a database.</summary>
internal sealed class CostTable(Database database) : ICostStore
{
    /// <summary>How long a day stays, for whoever wants to look.</summary>
    private const int KeptDays = 40;

    /// <inheritdoc/>
    public ValueTask<(bool Held, CostBalance Balance)> HoldAsync(HeldCost cost, CostBudgets budgets, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync((cost, budgets, now), static async (session, args) =>
        {
            var (cost, budgets, now) = args;

            // Whoever holds money of the same role and day waits here for the end of this transaction: what is read after it includes what they hold.
            await session.ExecuteAsync(
                "INSERT INTO cost_days (role, day, touched_at) VALUES ($1, $2, $3) ON CONFLICT (role, day) DO UPDATE SET touched_at = excluded.touched_at",
                cost.Role,
                (long)cost.Day.DayNumber,
                Columns.Time(now)).ConfigureAwait(false);
            var balance = await BalanceAsync(session, cost.Role, cost.Principal, cost.Day, now).ConfigureAwait(false);
            if (budgets.Exceeded(balance, cost.Amount) is not null)
            {
                return (false, balance);
            }

            await session.ExecuteAsync("DELETE FROM costs WHERE day < $1", (long)cost.Day.DayNumber - KeptDays).ConfigureAwait(false);
            await session.ExecuteAsync(
                "INSERT INTO costs (call_id, role, principal, day, dollars, bytes, settled, until_at) VALUES ($1, $2, $3, $4, $5, $6, 0, $7)",
                cost.CallId,
                cost.Role,
                cost.Principal,
                (long)cost.Day.DayNumber,
                cost.Amount.Dollars,
                cost.Amount.Bytes,
                Columns.Time(cost.Until)).ConfigureAwait(false);
            return (true, balance);
        }, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<bool> SettleAsync(string callId, string role, string principal, CostSum actual, CancellationToken cancellationToken) =>
        await database.WriteAsync((callId, role, principal, actual), static (session, args) => session.ExecuteAsync(
            "UPDATE costs SET dollars = $4, bytes = $5, settled = 1 WHERE call_id = $1 AND role = $2 AND principal = $3",
            args.callId,
            args.role,
            args.principal,
            args.actual.Dollars,
            args.actual.Bytes), cancellationToken).ConfigureAwait(false) == 1;

    /// <inheritdoc/>
    public ValueTask<CostBalance> BalanceAsync(string role, string principal, DateOnly day, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadAsync((role, principal, day, now), static (session, args) => BalanceAsync(session, args.role, args.principal, args.day, args.now), cancellationToken);

    private static async ValueTask<CostBalance> BalanceAsync(Session session, string role, string principal, DateOnly day, DateTimeOffset now)
    {
        var rows = await session.AllAsync(
            """
            SELECT CASE WHEN principal = $2 THEN 1 ELSE 0 END AS own, CAST(SUM(dollars) AS BIGINT), CAST(SUM(bytes) AS BIGINT) FROM costs
            WHERE role = $1 AND day = $3 AND (settled = 1 OR until_at > $4) GROUP BY 1
            """,
            static row => (Own: Convert.ToInt64(row.GetValue(0), System.Globalization.CultureInfo.InvariantCulture) == 1, Sum: new CostSum(row.GetInt64(1), row.GetInt64(2))),
            role,
            principal,
            (long)day.DayNumber,
            Columns.Time(now)).ConfigureAwait(false);
        var balance = default(CostBalance);
        foreach (var (own, sum) in rows)
        {
            balance = new(new(balance.Role.Dollars + sum.Dollars, balance.Role.Bytes + sum.Bytes), own ? sum : balance.Principal);
        }

        return balance;
    }
}
