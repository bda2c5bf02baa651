namespace CodexMcp.Core.Configuration;

/// <summary>Which names files and folders may give: plain ASCII only, so that no two names can look alike.</summary>
public static class ConfigurationName
{
    /// <summary>Whether the name is a role's or group's slug: <c>^[a-z0-9][a-z0-9-]{0,62}$</c>.</summary>
    public static bool IsSlug(string name) => Fits(name, 63, '-') && name[0] != '-';

    /// <summary>Whether the name is a connector's or a tool's: <c>^[a-z][a-z0-9_]{0,47}$</c>. A dash is not allowed, because clients turn it into <c>_</c>.</summary>
    public static bool IsIdentifier(string name) => Fits(name, 48, '_') && name[0] is >= 'a' and <= 'z';

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
