using CodexMcp.Abstractions;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Pipeline;

namespace CodexMcp.Core.Costs;

/// <summary>
/// What a call may cost. Before the approval its connector estimates the call as it will be sent: it runs, a person is asked with the estimate in front of
/// them, or it is refused with what would make it cheaper. Before it is sent the amount is held in the day's budget, and after it put right.
/// </summary>
internal sealed class CostGate(Lazy<CallStores> stores, TimeProvider time)
{
    /// <summary>How much longer than a call may take its money is held: then nobody settles it any more.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    private readonly CostEstimates estimates = new(time);

    /// <summary>Judges the call's estimate; null when it may go on.</summary>
    public async ValueTask<Rejection?> CheckAsync(ToolCall call, CancellationToken cancellationToken)
    {
        if (call.Execution.Cost is not { } role || call.Connector!.Connector is not ICostEstimator estimator)
        {
            return null;
        }

        var (estimate, refused) = await estimates.AskAsync(estimator, call, cancellationToken).ConfigureAwait(false);
        if (estimate is null)
        {
            return refused;
        }

        var terms = call.Invocation!.Cost!;
        var amount = terms.Rates.Of(estimate.Bytes, estimate.Time, estimate.Dollars);
        var words = CostWords.Of(estimate, amount);
        call.Estimate = estimate;
        call.Note($"Estimated cost: {words}.");
        var verdict = terms.Judge(estimate);
        if (Unmeasured(role.Budgets, amount) && role.Unknown > verdict)
        {
            verdict = role.Unknown;
        }

        if (verdict == CostVerdict.Refuse)
        {
            return Refuse(call, role, estimate, words);
        }

        if (verdict == CostVerdict.Ask)
        {
            call.Mode = call.Mode < ApprovalMode.Prompt ? ApprovalMode.Prompt : call.Mode;
            call.Note(role.AskOver is { } limit ? $"A person is asked, since it may cost more than {CostWords.Of(limit)}." : "A person is asked, since nobody knows what it costs.");
        }

        if (!ApproveStage.Asks(call.Mode, call.Definition.Verb))
        {
            return null;
        }

        estimates.Remember(call, estimate);

        // Nobody is asked for what there is no money for.
        return role.Budgets.Any ? await LookAsync(call, role, Held(role, amount)).ConfigureAwait(false) : null;
    }

    /// <summary>Holds the amount for a call that is about to be sent; null when it is held, or when nothing has to be.</summary>
    public async ValueTask<Rejection?> HoldAsync(ToolCall call)
    {
        if (call.Estimate is not { } estimate || call.Execution.Cost is not { Budgets.Any: true } role)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var amount = Held(role, call.Invocation!.Cost!.Rates.Of(estimate.Bytes, estimate.Time, estimate.Dollars));
        var cost = new HeldCost(call.CallId, call.Profile.Role, call.Request.Principal, Day(now), amount, now + call.Tool!.Timeout + Grace);
        var (held, balance) = await stores.Value.Costs.HoldAsync(cost, role.Budgets, now, CancellationToken.None).ConfigureAwait(false);
        if (!held)
        {
            return Over(call, role.Budgets, balance, amount, now);
        }

        call.Held = cost;
        return null;
    }

    /// <summary>Puts right what was held, by what the call did cost; a call that was not sent costs nothing, and one whose cost nobody tells costs what was estimated.</summary>
    public async ValueTask SettleAsync(ToolCall call)
    {
        if (call.Execution.Cost is null || (call.Held is null && call.Result?.Cost is null))
        {
            return;
        }

        var rates = call.Invocation!.Cost!.Rates;
        if (call.Result?.Cost is { } actual)
        {
            var amount = rates.Of(actual.Bytes, actual.Time, actual.Dollars);
            var exact = new CostEstimate { Basis = actual.Basis, Confidence = CostConfidence.Unknown };
            call.Note($"{(actual.CallId is { } earlier ? $"Cost of call {earlier}" : "Cost")}: {CostWords.Of(exact, amount)}.");
            if (call.Execution.Cost.Budgets.Any && (amount.Dollars is not null || amount.Bytes is not null))
            {
                await PutAsync(call, actual.CallId ?? call.CallId, Merge(CostSum.Of(amount), amount, call.Held?.Amount ?? default)).ConfigureAwait(false);
                return;
            }
        }

        if (call.Held is { } held)
        {
            await PutAsync(call, call.CallId, call.Sent && !call.CostsNothing ? held.Amount : default).ConfigureAwait(false);
        }
    }

    private async ValueTask PutAsync(ToolCall call, string callId, CostSum amount)
    {
        try
        {
            await stores.Value.Costs.SettleAsync(callId, call.Profile.Role, call.Request.Principal, amount, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Stores.StoreUnavailableException)
        {
            call.Note("The day's ledger could not be put right: what was held for the call is free again after a time.");
        }
    }

    private async ValueTask<Rejection?> LookAsync(ToolCall call, RoleCost role, CostSum amount)
    {
        var now = time.GetUtcNow();
        var balance = await stores.Value.Costs.BalanceAsync(call.Profile.Role, call.Request.Principal, Day(now), now, CancellationToken.None).ConfigureAwait(false);
        return role.Budgets.Exceeded(balance, amount) is null ? null : Over(call, role.Budgets, balance, amount, now);
    }

    /// <summary>What the vendor does not tell stays as it was held.</summary>
    private static CostSum Merge(CostSum sum, CostAmount amount, CostSum held) =>
        new(amount.Dollars is null ? held.Dollars : sum.Dollars, amount.Bytes is null ? held.Bytes : sum.Bytes);

    /// <summary>An amount that is not known holds as much as one call may cost at all.</summary>
    private static CostSum Held(RoleCost role, CostAmount amount) => CostSum.Of(new CostAmount(
        amount.Dollars ?? role.RefuseOver?.Dollars ?? role.AskOver?.Dollars,
        amount.Bytes ?? role.RefuseOver?.Bytes ?? role.AskOver?.Bytes));

    private static bool Unmeasured(CostBudgets budgets, CostAmount amount) =>
        (amount.Dollars is null && (budgets.PerPrincipal?.Dollars ?? budgets.PerRole?.Dollars) is not null)
        || (amount.Bytes is null && (budgets.PerPrincipal?.Bytes ?? budgets.PerRole?.Bytes) is not null);

    private static DateOnly Day(DateTimeOffset now) => DateOnly.FromDateTime(now.UtcDateTime);

    private static Rejection Refuse(ToolCall call, RoleCost role, CostEstimate estimate, string words) => new(
        OutcomeCode.Denied,
        $"{call.Definition.Name} did not run: its cost is {words}, and the role {call.Profile.Role} {(role.RefuseOver is { } limit ? $"refuses what may cost more than {CostWords.Of(limit)}" : "refuses what nobody knows the cost of")}.",
        estimate.Advice.Count > 0 ? $"Make it cheaper: {string.Join(" ", estimate.Advice)}" : "Make it cheaper: bound the date or partition column of its tables, name only the columns that are needed, and join on keys.");

    private static Rejection Over(ToolCall call, CostBudgets budgets, CostBalance balance, CostSum amount, DateTimeOffset now)
    {
        var budget = budgets.Exceeded(balance, amount)!;
        var own = ReferenceEquals(budget, budgets.PerPrincipal);
        var wait = now.UtcDateTime.Date.AddDays(1) - now.UtcDateTime;
        return new Rejection(
            OutcomeCode.OverBudget,
            $"{call.Definition.Name} did not run: {CostWords.Of(own ? balance.Principal : balance.Role, budget)} of the day's budget of {CostWords.Of(budget)} {(own ? "for each principal" : "for the whole role")} is spent or held for calls that run, and this call may cost {CostWords.Of(amount, budget)}.",
            $"{(call.Estimate?.Advice.Count > 0 ? $"Make it cheaper: {string.Join(" ", call.Estimate.Advice)} " : "Ask for less, or use what you have read already. ")}A new day begins at 00:00 UTC; the role's owner ({call.Profile.Owner}) can raise execution.cost.budgets.")
        { RetryAfter = wait };
    }
}
