namespace CodexMcp.Host.Commands;

/// <summary>Enum values as the files and the wire write them.</summary>
internal static class Words
{
    /// <summary>The snake_case name.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum
    {
        var name = value.ToString();
        return string.Concat(name.Select((character, index) =>
            char.IsUpper(character) ? (index == 0 ? "" : "_") + char.ToLowerInvariant(character) : character.ToString()));
    }
}
