namespace CodexMcp.Connectors.Salesforce.Auth;

/// <summary>A session of the org: the token and the address that takes it.</summary>
/// <param name="Value">The bearer token.</param>
/// <param name="Instance">The org's own address; it ends with a slash.</param>
/// <param name="MintedAt">When it was given.</param>
internal sealed record AccessToken(string Value, Uri Instance, DateTimeOffset MintedAt)
{
    /// <summary>A token is not printed.</summary>
    public override string ToString() => "AccessToken";
}
