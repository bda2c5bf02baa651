namespace CodexMcp.Host.Notices;

/// <summary>The section <c>CodexMcp:Notices</c>: who is told that a call waits. Only what has been checked is in it.</summary>
internal sealed record NoticeOptions
{
    /// <summary>Where notices are posted, or null for nowhere.</summary>
    public Uri? Url { get; init; }

    /// <summary>The file with the secret that signs them, readable by its owner only.</summary>
    public string? SecretFile { get; init; }

    /// <summary>The console's address as people reach it; the link of a notice begins with it.</summary>
    public Uri? ConsoleUrl { get; init; }

    /// <summary>Whether the URL's name may resolve to a private network.</summary>
    public bool AllowPrivateNetwork { get; init; }
}
