using System.Globalization;
using CodexMcp.Abstractions;
using CodexMcp.Core.Configuration;
using CodexMcp.Core.Costs;

namespace CodexMcp.Core.Roles;

/// <summary>Binds <c>execution.cost</c>. A limit that could never be measured, or never be reached, is an error: its author believes in it.</summary>
internal static class RoleCostBinder
{
    private static readonly string[] Sizes = ["xsmall", "small", "medium", "large", "xlarge", "2xlarge", "3xlarge", "4xlarge", "5xlarge", "6xlarge"];

    internal static RoleCost? Bind(ConfigNode? section, IReadOnlyCollection<string> connectors, ConfigurationErrors errors)
    {
        if (section is not { } node)
        {
            return null;
        }

        var (ask, refuse) = (Limit(node["ask_over"], errors), Limit(node["refuse_over"], errors));
        var budgets = node["budgets"];
        var cost = new RoleCost
        {
            Rates = Rates(node["rates"], connectors, errors),
            AskOver = ask,
            RefuseOver = refuse,
            Budgets = new(Limit(budgets?["per_principal"], errors), Limit(budgets?["per_role"], errors)),
        };
        if (ask?.Dollars >= refuse?.Dollars || ask?.Bytes >= refuse?.Bytes)
        {
            errors.Add(node["ask_over"]!.Value.Location, "ask_over is not below refuse_over, so nobody would ever be asked.", "Set it lower, or leave one of them out.");
        }

        foreach (var key in (ReadOnlySpan<string>)["/ask_over/dollars", "/refuse_over/dollars", "/budgets/per_principal/dollars", "/budgets/per_role/dollars"])
        {
            if (cost.Rates.Count == 0 && node.At(key) is { Json.ValueKind: System.Text.Json.JsonValueKind.Number } dollars)
            {
                errors.Add(dollars.Location, "There is a limit in dollars, but no rates that make dollars of what is read.", "Add rates for the connector, such as rates: { snowflake: { per_credit: 3, warehouse_size: small } }, or write the limit in bytes.");
                break;
            }
        }

        return cost with
        {
            Unknown = node.String("unknown") switch
            {
                "run" => CostVerdict.Run,
                "ask" => CostVerdict.Ask,
                "refuse" => CostVerdict.Refuse,
                _ => refuse is not null || cost.Budgets.Any ? CostVerdict.Refuse : CostVerdict.Ask,
            },
        };
    }

    private static Dictionary<string, CostRates> Rates(ConfigNode? section, IReadOnlyCollection<string> connectors, ConfigurationErrors errors)
    {
        var rates = new Dictionary<string, CostRates>(StringComparer.Ordinal);
        foreach (var (connector, at, node) in section?.Entries ?? [])
        {
            if (!connectors.Contains(connector))
            {
                errors.Add(at, $"There are rates for '{ShownText.Escape(connector)}', but the role has no such connector.", NameSuggestion.For(connector, connectors, "Its connectors", "It has no connectors."));
            }

            var (terabyte, hour, credit) = (Money(node, "per_tb"), Money(node, "per_hour"), Money(node, "per_credit"));
            var size = Array.IndexOf(Sizes, node.String("warehouse_size"));
            if (new[] { terabyte, hour, credit }.Count(static rate => rate is not null) != 1 || (credit is not null) != (size >= 0))
            {
                errors.Add(node.Location, $"The rates of '{ShownText.Escape(connector)}' don't say what its work costs.", "Give exactly one of per_tb, per_hour, or per_credit together with warehouse_size.");
            }

            // Each size takes twice the credits of the one before: 1, 2, 4 … in an hour.
            rates[connector] = new()
            {
                PerTerabyte = terabyte,
                PerHour = hour ?? (credit is { } price && size >= 0 ? price * (1 << size) : null),
                BytesPerSecond = (long)(Math.Clamp(node.Number("gb_per_second") ?? 1, 0.001, 1_000_000) * 1_000_000_000),
            };
        }

        return rates;
    }

    private static CostLimit? Limit(ConfigNode? section, ConfigurationErrors errors)
    {
        if (section is not { } node)
        {
            return null;
        }

        var limit = new CostLimit(Money(node, "dollars"), Bytes(node["bytes"], errors));
        if (limit is { Dollars: null, Bytes: null } && node["bytes"] is null)
        {
            errors.Add(node.Location, "This limit has no amount.", "Give dollars, bytes, or both.");
        }

        return limit;
    }

    private static decimal? Money(ConfigNode node, string key) =>
        node[key] is { Json.ValueKind: System.Text.Json.JsonValueKind.Number } value && value.Json.TryGetDecimal(out var amount) && amount is >= 0 and <= 1_000_000_000 ? amount : null;

    /// <summary>Reads <c>250GB</c> and the like: a number with its unit B, kB, MB, GB or TB, each a thousand of the one before.</summary>
    private static long? Bytes(ConfigNode? node, ConfigurationErrors errors)
    {
        if (node is not { Text: { } text } value)
        {
            return null;
        }

        var digits = text.AsSpan().TrimEnd("kMGTB");
        long factor = text.AsSpan(digits.Length) switch
        {
            "B" => 1,
            "kB" => 1_000,
            "MB" => 1_000_000,
            "GB" => 1_000_000_000,
            "TB" => 1_000_000_000_000,
            _ => 0,
        };
        if (factor > 0 && decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) && count is >= 0 and <= 1_000_000)
        {
            return (long)(count * factor);
        }

        errors.Add(value.Location, $"'{value.Shown}' is not an amount of bytes.", "Write a number with its unit B, kB, MB, GB or TB, such as 250GB; at most 1,000,000TB.");
        return null;
    }
}
