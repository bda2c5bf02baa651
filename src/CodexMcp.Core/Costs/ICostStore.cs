namespace CodexMcp.Core.Costs;

/// <summary>Keeps what calls cost, by role, principal and day, for all processes that share it.</summary>
/// <remarks>Every method throws <see cref="Stores.StoreUnavailableException"/> when the store can't be reached: nothing is sent then.</remarks>
public interface ICostStore
{
    /// <summary>
    /// Holds an amount for a call that is about to be sent, when it fits into the budgets: no two calls of any processes ever hold the same money.
    /// Gives how the day stood before.
    /// </summary>
    /// <returns>Whether it is held, and the balance without it.</returns>
    ValueTask<(bool Held, CostBalance Balance)> HoldAsync(HeldCost cost, CostBudgets budgets, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Puts what a call did cost in the place of what was held for it, or was believed before; false when nothing is known of that call.</summary>
    ValueTask<bool> SettleAsync(string callId, string role, string principal, CostSum actual, CancellationToken cancellationToken);

    /// <summary>Says how a day stands.</summary>
    ValueTask<CostBalance> BalanceAsync(string role, string principal, DateOnly day, DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>An amount that is held for a call. Of a call that died nothing is known any more, so what was held for it is free again after a time.</summary>
/// <param name="CallId">The call.</param>
/// <param name="Role">Its role.</param>
/// <param name="Principal">Who made it.</param>
/// <param name="Day">The day, of UTC, that pays for it.</param>
/// <param name="Amount">How much.</param>
/// <param name="Until">When it is free again, unless the call was settled.</param>
public sealed record HeldCost(string CallId, string Role, string Principal, DateOnly Day, CostSum Amount, DateTimeOffset Until);
