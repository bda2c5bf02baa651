using System.Globalization;
using CodexMcp.Abstractions;

namespace CodexMcp.Core.Costs;

/// <summary>Amounts in words, for people and agents.</summary>
internal static class CostWords
{
    private static readonly string[] Units = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"];

    /// <summary>An estimate: dollars first, then what is read, then how far it can be trusted.</summary>
    public static string Of(CostEstimate estimate, CostAmount amount)
    {
        var parts = new List<string>(3);
        if (amount.Bytes is { } bytes)
        {
            parts.Add(Bytes(bytes));
        }

        if (estimate.Partitions is { } partitions)
        {
            parts.Add(estimate.PartitionsTotal is { } total ? Invariant($"{partitions} of {total} partitions") : Invariant($"{partitions} partitions"));
        }

        var read = string.Join(", ", parts);
        var money = amount.Dollars is { } dollars ? Dollars(dollars) : null;
        var how = estimate.Confidence switch
        {
            CostConfidence.UpperBound => "at most ",
            CostConfidence.Guess => "about ",
            _ => "",
        };
        return money is null && read.Length == 0 ? $"unknown ({estimate.Basis})"
            : money is null ? $"{how}{read} (by {estimate.Basis})"
            : $"{how}{money} ({(read.Length == 0 ? "" : read + ", ")}by {estimate.Basis})";
    }

    /// <summary>A limit or a sum.</summary>
    public static string Of(CostLimit limit) => (limit.Dollars, limit.Bytes) switch
    {
        ({ } dollars, { } bytes) => $"{Dollars(dollars)} or {Bytes(bytes)}",
        ({ } dollars, null) => Dollars(dollars),
        (null, { } bytes) => Bytes(bytes),
        _ => "nothing",
    };

    /// <summary>What was spent, in the units that the budget has.</summary>
    public static string Of(CostSum sum, CostLimit budget) =>
        Of(new CostLimit(budget.Dollars is null ? null : sum.Dollars / CostSum.Micros, budget.Bytes is null ? null : sum.Bytes)).Replace(" or ", " and ", StringComparison.Ordinal);

    public static string Dollars(decimal dollars) => dollars switch
    {
        0 => "$0",
        < 0.01m => Invariant($"${decimal.Round(dollars, 6):0.######}"),
        _ => Invariant($"${dollars:0.00}"),
    };

    public static string Bytes(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        while (value >= 999.5 && unit < Units.Length - 1)
        {
            (value, unit) = (value / 1000, unit + 1);
        }

        return unit == 0 ? Invariant($"{bytes} bytes") : Invariant($"{value:0.##} {Units[unit]}");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
