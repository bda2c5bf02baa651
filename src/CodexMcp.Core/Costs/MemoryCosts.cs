namespace CodexMcp.Core.Costs;

/// <summary>What calls cost, remembered as long as the process lives: of today and yesterday.</summary>
public sealed class MemoryCosts : ICostStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, (HeldCost Cost, bool Settled)> calls = new(StringComparer.Ordinal);
    private DateOnly pruned;

    /// <inheritdoc/>
    public ValueTask<(bool Held, CostBalance Balance)> HoldAsync(HeldCost cost, CostBudgets budgets, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            Prune(cost.Day);
            var balance = Balance(cost.Role, cost.Principal, cost.Day, now);
            var held = budgets.Exceeded(balance, cost.Amount) is null;
            if (held)
            {
                calls[cost.CallId] = (cost, false);
            }

            return new((held, balance));
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> SettleAsync(string callId, string role, string principal, CostSum actual, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (!calls.TryGetValue(callId, out var call) || call.Cost.Role != role || call.Cost.Principal != principal)
            {
                return new(false);
            }

            calls[callId] = (call.Cost with { Amount = actual }, true);
            return new(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask<CostBalance> BalanceAsync(string role, string principal, DateOnly day, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return new(Balance(role, principal, day, now));
        }
    }

    private CostBalance Balance(string role, string principal, DateOnly day, DateTimeOffset now)
    {
        var (all, own) = (default(CostSum), default(CostSum));
        foreach (var (cost, settled) in calls.Values)
        {
            if (cost.Role == role && cost.Day == day && (settled || cost.Until > now))
            {
                all = new(all.Dollars + cost.Amount.Dollars, all.Bytes + cost.Amount.Bytes);
                own = cost.Principal == principal ? new(own.Dollars + cost.Amount.Dollars, own.Bytes + cost.Amount.Bytes) : own;
            }
        }

        return new(all, own);
    }

    private void Prune(DateOnly today)
    {
        if (pruned == today)
        {
            return;
        }

        pruned = today;
        foreach (var old in calls.Where(call => call.Value.Cost.Day < today.AddDays(-1)).Select(call => call.Key).ToList())
        {
            calls.Remove(old);
        }
    }
}
