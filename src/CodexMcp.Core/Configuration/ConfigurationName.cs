namespace CodexMcp.Core.Configuration;

/// <summary>Which names files and folders may give: plain ASCII only, so that no two names can look alike.</summary>
public static class ConfigurationName
{
    /// <summary>Whether the name is a role's or group's slug: <c>^[a-z0-9][a-z0-9-]{0,62}$</c>.</summary>
    public static bool IsSlug(string name) => Fits(name, 63, '-') && name[0] != '-';

    /// <summary>Whether the name is a connector's or a tool's: <c>^[a-z][a-z0-9_]{0,47}$</c>. A dash is not allowed, because clients turn it into <c>_</c>.</summary>
    public static bool IsIdentifier(string name) => Fits(name, 48, '_') && name[0] is >= 'a' and <= 'z';

    /// <summary>Whether the text is three numbers of at most six digits, e.g. <c>1.0.0</c>.</summary>
    public static bool IsVersion(string text)
    {
        var parts = text.Split('.');
        if (parts.Length != 3)
        {
            return false;
        }

        foreach (var part in parts)
        {
            if (part.Length is 0 or > 6 || part.AsSpan().ContainsAnyExceptInRange('0', '9'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Notes a version that is none.</summary>
    public static void CheckVersion(ConfigNode? version, ConfigurationErrors errors)
    {
        if (version is { Text: { } text } node && !IsVersion(text))
        {
            errors.Add(node.Location, $"'{node.Shown}' is not a version.", "Write three numbers, e.g. 1.0.0.");
        }
    }

    private static bool Fits(string name, int longest, char joiner)
    {
        if (name.Length == 0 || name.Length > longest)
        {
            return false;
        }

        foreach (var character in name)
        {
            if (character is not ((>= 'a' and <= 'z') or (>= '0' and <= '9')) && character != joiner)
            {
                return false;
            }
        }

        return true;
    }
}
