using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Polly.CircuitBreaker;

namespace CodexMcp.Core.Telemetry;

/// <summary>The circuits of the connectors that run, for those who watch them. A connector that was replaced takes its circuit out of sight.</summary>
internal static class CircuitStates
{
    private static readonly ConcurrentDictionary<(string Role, string Connector, string Environment), WeakReference<CircuitBreakerStateProvider>> Known = new();

    /// <summary>A connector has a new circuit.</summary>
    public static void Add(string role, string connector, string environment, CircuitBreakerStateProvider state) =>
        Known[(role, connector, environment)] = new(state);

    /// <summary>Reads them all.</summary>
    public static IEnumerable<Measurement<int>> Observe()
    {
        foreach (var (key, reference) in Known)
        {
            if (!reference.TryGetTarget(out var state))
            {
                Known.TryRemove(new(key, reference));
                continue;
            }

            yield return new(
                state.CircuitState switch
                {
                    CircuitState.Closed => 0,
                    CircuitState.HalfOpen => 1,
                    _ => 2,
                },
                new KeyValuePair<string, object?>("role", key.Role),
                new KeyValuePair<string, object?>("connector", key.Connector),
                new KeyValuePair<string, object?>("environment", key.Environment));
        }
    }
}
