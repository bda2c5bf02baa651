using CodexMcp.Abstractions;

namespace CodexMcp.Core.Costs;

/// <summary>The section <c>execution.cost</c>: what calls may cost in this role.</summary>
public sealed record RoleCost
{
    /// <summary>What each connector's work costs, by the connector's name.</summary>
    public IReadOnlyDictionary<string, CostRates> Rates { get; init; } = new Dictionary<string, CostRates>();

    /// <summary>Above this a person is asked, or null.</summary>
    public CostLimit? AskOver { get; init; }

    /// <summary>Above this a call is refused, or null.</summary>
    public CostLimit? RefuseOver { get; init; }

    /// <summary>What becomes of a call whose cost nobody knows.</summary>
    public CostVerdict Unknown { get; init; } = CostVerdict.Refuse;

    /// <summary>The most that one day may cost.</summary>
    public CostBudgets Budgets { get; init; } = new(null, null);

    /// <summary>What a connector and the pipeline go by.</summary>
    public CostTerms TermsOf(string connector) =>
        new() { Rates = Rates.GetValueOrDefault(connector) ?? new(), AskOver = AskOver, RefuseOver = RefuseOver, Unknown = Unknown };
}

/// <summary>The most that one day (of UTC) may cost.</summary>
/// <param name="PerPrincipal">For each principal in the role, or null.</param>
/// <param name="PerRole">For all principals of the role together, or null.</param>
public sealed record CostBudgets(CostLimit? PerPrincipal, CostLimit? PerRole)
{
    /// <summary>Whether there is any.</summary>
    public bool Any => PerPrincipal is not null || PerRole is not null;

    /// <summary>Gives the budget that the amount would not fit into, or null when it fits.</summary>
    public CostLimit? Exceeded(CostBalance balance, CostSum amount) =>
        Passed(PerPrincipal, balance.Principal, amount) ? PerPrincipal : Passed(PerRole, balance.Role, amount) ? PerRole : null;

    private static bool Passed(CostLimit? budget, CostSum spent, CostSum amount) => budget is not null
        && (budget.Dollars * CostSum.Micros < (decimal)spent.Dollars + amount.Dollars || budget.Bytes < (decimal)spent.Bytes + amount.Bytes);
}

/// <summary>What was spent, or is held for calls that run.</summary>
/// <param name="Dollars">In millionths of a dollar.</param>
/// <param name="Bytes">In bytes.</param>
public readonly record struct CostSum(long Dollars, long Bytes)
{
    /// <summary>How many are a dollar.</summary>
    public const decimal Micros = 1_000_000m;

    /// <summary>An amount as it is kept, rounded up; what is not known counts as nothing.</summary>
    public static CostSum Of(CostAmount amount) => new((long)Math.Ceiling(Math.Min((amount.Dollars ?? 0) * Micros, Most)), Math.Min(amount.Bytes ?? 0, (long)Most));

    /// <summary>So much that no sum of a day overflows.</summary>
    private const decimal Most = 1_000_000_000_000_000m;
}

/// <summary>How a day stands.</summary>
/// <param name="Role">Of all principals of the role.</param>
/// <param name="Principal">Of the one who calls.</param>
public readonly record struct CostBalance(CostSum Role, CostSum Principal);
