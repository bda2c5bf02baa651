namespace CodexMcp.Host.Console;

/// <summary>The parts of a path below <c>/console</c>.</summary>
internal static class ConsolePath
{
    /// <summary>Gives them; null for a path that none of our pages has.</summary>
    public static string[]? Parse(string? path)
    {
        if (path is null || !path.StartsWith(ConsoleEndpoint.Root, StringComparison.Ordinal) || path.Length > 300)
        {
            return null;
        }

        var rest = path[ConsoleEndpoint.Root.Length..];
        return rest.Length == 0 ? [] : rest[0] == '/' && rest.Length > 1 && !rest.Contains("//", StringComparison.Ordinal) ? rest[1..].Split('/') : null;
    }

    /// <summary>Whether it is an id of ours: 32 small hex digits.</summary>
    public static bool IsId(string text) => text.Length == 32 && !text.AsSpan().ContainsAnyExcept("0123456789abcdef");
}
