using CodexMcp.Core.Catalog;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.Manifests;

/// <summary>Binds <c>resilience</c>; what is missing gets its default.</summary>
internal static class ManifestResilience
{
    // The circuit breaker that stands behind this knows nothing shorter.
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(500);

    internal static ConnectorResilience Bind(ConfigNode? section, ConfigurationErrors errors)
    {
        var defaults = new ConnectorResilience();
        var breaker = section?["breaker"];
        return new()
        {
            Retries = section?.Int("retries") ?? defaults.Retries,
            AttemptTimeout = ManifestTool.Duration(section, "attempt_timeout", errors) ?? defaults.AttemptTimeout,
            MaxConcurrency = section?.Int("max_concurrency") ?? defaults.MaxConcurrency,
            BreakerFailureRatio = breaker?.Number("failure_ratio") ?? defaults.BreakerFailureRatio,
            BreakerMinimumCalls = breaker?.Int("minimum_calls") ?? defaults.BreakerMinimumCalls,
            BreakerWindow = AtLeast(breaker, "window", errors) ?? defaults.BreakerWindow,
            BreakerPause = AtLeast(breaker, "pause", errors) ?? defaults.BreakerPause,
        };
    }

    private static TimeSpan? AtLeast(ConfigNode? section, string key, ConfigurationErrors errors)
    {
        var duration = ManifestTool.Duration(section, key, errors);
        if (duration < Shortest)
        {
            errors.Add(section!.Value[key]!.Value.Location, $"'{key}' is shorter than 500ms.", "Write at least 500ms.");
        }

        return duration;
    }
}
