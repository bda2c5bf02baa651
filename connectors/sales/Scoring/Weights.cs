using System.Text.Json;

namespace CodexMcp.Connectors.Sales;

/// <summary>What each part of the score counts for.</summary>
internal sealed record Weights(decimal Usage, decimal Arr, decimal Engagement, decimal Enrichment)
{
    public static Weights Default { get; } = new(0.4m, 0.3m, 0.2m, 0.1m);

    public decimal Sum => Usage + Arr + Engagement + Enrichment;

    /// <summary>The weights of the role's scope, or the default ones when it has none; false when they don't sum to 1.</summary>
    public static bool TryOfRole(JsonElement? scope, out Weights weights, out decimal sum)
    {
        var known = TryRead(scope ?? default, "weights", out var read, out sum);
        weights = read ?? Default;
        return known;
    }

    /// <summary>Reads weights that may be absent; false when they don't sum to 1. Exact: 0.1 and 0.2 are 0.3 here.</summary>
    public static bool TryRead(JsonElement parent, string name, out Weights? weights, out decimal sum)
    {
        weights = null;
        sum = 1;
        if (parent.ValueKind != JsonValueKind.Object || !parent.TryGetProperty(name, out var given))
        {
            return true;
        }

        weights = new(Of(given, "usage"), Of(given, "arr"), Of(given, "engagement"), Of(given, "enrichment"));
        sum = weights.Sum;
        return sum == 1;
    }

    private static decimal Of(JsonElement given, string name) => given.GetProperty(name).GetDecimal();
}
