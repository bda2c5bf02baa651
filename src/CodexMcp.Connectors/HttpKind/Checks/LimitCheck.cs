using CodexMcp.Connectors.Manifests;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.HttpKind.Checks;

/// <summary>Checks <c>limits</c>: a key that would do nothing is an error.</summary>
internal static class LimitCheck
{
    public static void Check(ConfigNode? section, ConfigurationErrors errors)
    {
        if (section is not { } limits)
        {
            return;
        }

        foreach (var (key, needed) in (ReadOnlySpan<(string, string)>)[("per", "requests"), ("limit_header", "remaining_header"), ("reset_format", "reset_header")])
        {
            if (limits[key] is not null && limits[needed] is null)
            {
                errors.Add(limits.KeyLocation(key), $"'{key}' needs '{needed}'.", "Add it, or remove this key.");
            }
        }

        if (limits["reserve"] is not null && limits["limit_header"] is null && limits["quota"] is null)
        {
            errors.Add(limits.KeyLocation("reserve"), "'reserve' needs 'limit_header' or 'quota'.", "Add one, or remove this key.");
        }

        ManifestTool.Duration(limits, "per", errors);
        ManifestTool.Duration(limits["quota"], "per", errors);
    }
}
