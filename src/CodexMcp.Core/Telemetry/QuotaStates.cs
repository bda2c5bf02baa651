using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CodexMcp.Abstractions;

namespace CodexMcp.Core.Telemetry;

/// <summary>What the connectors that run know of their vendors' allowances, for those who watch them. A connector that was replaced goes out of sight.</summary>
internal static class QuotaStates
{
    private static readonly ConcurrentDictionary<(string Role, string Connector, string Environment), WeakReference<IVendorQuota>> Known = new();

    /// <summary>A connector that knows its quota was called.</summary>
    public static void Add(string role, string connector, string environment, IVendorQuota source) => Known[(role, connector, environment)] = new(source);

    /// <summary>Reads how much of each is used.</summary>
    public static IEnumerable<Measurement<long>> ObserveUsed() => Observe(static quota => quota.Used);

    /// <summary>Reads how much there is of each.</summary>
    public static IEnumerable<Measurement<long>> ObserveLimit() => Observe(static quota => quota.Limit);

    private static IEnumerable<Measurement<long>> Observe(Func<VendorQuota, long> value)
    {
        foreach (var (key, reference) in Known)
        {
            if (!reference.TryGetTarget(out var source))
            {
                Known.TryRemove(new(key, reference));
            }
            else if (source.Quota is { } quota)
            {
                yield return new(
                    value(quota),
                    new KeyValuePair<string, object?>("role", key.Role),
                    new KeyValuePair<string, object?>("connector", key.Connector),
                    new KeyValuePair<string, object?>("environment", key.Environment));
            }
        }
    }
}
