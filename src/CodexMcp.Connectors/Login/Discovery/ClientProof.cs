namespace CodexMcp.Connectors.Login.Discovery;

/// <summary>How a client proves itself where tokens are given, in OAuth's words.</summary>
internal static class ClientProof
{
    /// <summary>It does not: PKCE is what protects the code.</summary>
    public const string None = "none";

    /// <summary>With a header.</summary>
    public const string Header = "client_secret_basic";

    /// <summary>With fields of the form.</summary>
    public const string Form = "client_secret_post";

    /// <summary>The first that both know, or null. A program on a person's machine keeps no secret, so it rather has none.</summary>
    public static string? Choose(IReadOnlyList<string> offered, bool hasSecret) =>
        Array.Find<string>(hasSecret ? [Header, Form] : [None, Header, Form], offered.Contains);
}
