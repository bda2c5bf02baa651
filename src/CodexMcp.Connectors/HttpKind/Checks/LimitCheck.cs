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

        Duration(limits["per"], errors);
        Duration(limits["quota"]?["per"], errors);
    }

    private static void Duration(ConfigNode? node, ConfigurationErrors errors)
    {
        if (node is { Text: { } text } at && !Core.Configuration.Duration.TryParse(text, out _))
        {
            errors.Add(at.Location, $"'{at.Shown}' is not a duration.", "Write a whole number with its unit ms, s, m or h; 1ms to 24h.");
        }
    }
}
