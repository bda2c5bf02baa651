namespace CodexMcp.Core.Approvals;

/// <summary>Whether two principals may be one person. Where that is open, they are: a vote too few is mended, a vote for oneself is not.</summary>
public static class Person
{
    /// <summary>Whether both names end alike: <c>local:alice</c> is who holds a key as <c>alice</c>.</summary>
    public static bool MayBeSame(string one, string other) => Name(one).Equals(Name(other), StringComparison.OrdinalIgnoreCase);

    /// <summary>The name without what says how it was authenticated, in lower case.</summary>
    public static string Key(string principal) => Name(principal).ToString().ToLowerInvariant();

    private static ReadOnlySpan<char> Name(string principal)
    {
        ArgumentNullException.ThrowIfNull(principal);
        return principal.AsSpan(principal.LastIndexOf(':') + 1);
    }
}
