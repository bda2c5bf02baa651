namespace CodexMcp.Host.Composition;

/// <summary>The principal of calls from this machine: the operating system's user, never a variable that a client sets.</summary>
internal static class LocalPrincipal
{
    /// <summary>Gives <c>local:</c> and the user's name; characters that a groups file could not hold become underscores.</summary>
    public static string Current() => Of(Environment.UserName);

    /// <summary>As <see cref="Current"/>, for any name.</summary>
    internal static string Of(string user) =>
        "local:" + (user.Length == 0 ? "_" : string.Concat(user.Select(character => character is > ' ' and <= '~' and not '*' ? character : '_')));
}
