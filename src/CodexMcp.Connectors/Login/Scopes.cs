namespace CodexMcp.Connectors.Login;

/// <summary>Lists of scopes as OAuth writes them: names between blanks.</summary>
internal static class Scopes
{
    /// <summary>Asks for a refresh token, where the server knows the scope.</summary>
    public const string Offline = "offline_access";
    private const int Most = 100;
    private const int Longest = 2_000;

    /// <summary>A list that a server wrote, or null when it is none.</summary>
    public static string? Clean(string? text) => text is { Length: > 0 and <= Longest } && Split(text) is { Length: > 0 and <= Most } names && names.All(IsName) ? string.Join(' ', names) : null;

    /// <summary>The names of a list; none for null.</summary>
    public static string[] Split(string? text) => text?.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>All names of several lists, each once.</summary>
    public static string[] Union(params ReadOnlySpan<IEnumerable<string>> lists)
    {
        var all = new List<string>();
        foreach (var list in lists)
        {
            all.AddRange(list.Where(name => !all.Contains(name)));
        }

        return [.. all.Take(Most)];
    }

    /// <summary>Whether the first list holds every name of the second.</summary>
    public static bool Cover(string? list, string? wanted) => !Split(wanted).Except(Split(list)).Any();

    /// <summary>Whether it is a name as RFC 6749 has them.</summary>
    public static bool IsName(string name) => name is { Length: > 0 and <= 300 } && name.All(static c => c is '!' or (>= '#' and <= '[') or (>= ']' and <= '~'));
}
