using System.Text.RegularExpressions;

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>Reads a path. The date-versioned paths mean the same as the numbered ones, with the version in another place.</summary>
internal static partial class HubSpotPath
{
    /// <summary>The path's parts, unescaped, in the numbered form: <c>/crm/objects/2026-03/contacts</c> gives crm, v3, objects, contacts.</summary>
    public static string[] Parse(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToArray();
        if (parts.Length > 1 && Dated().IsMatch(parts[1]))
        {
            parts[1] = parts[0] == "oauth" ? "v3" : "v4";
            return parts;
        }

        if (parts.Length < 3 || !Dated().IsMatch(parts[2]))
        {
            return parts;
        }

        var four = parts[1] is "associations" or "sequences" || (parts[1] == "objects" && parts.Contains("associations"));
        return [parts[0], four ? "v4" : "v3", parts[1], .. parts[3..]];
    }

    [GeneratedRegex(@"^20\d\d-(03|09)(-beta)?$")]
    private static partial Regex Dated();
}
