using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind;

namespace CodexMcp.Connectors.Login.Discovery;

/// <summary>A login that a server's own words led to: made for a person who logs in, kept with the tokens, and read again for a refresh.</summary>
internal static class DiscoveredLogin
{
    private const string Server = "server", Issuer = "issuer", TokenUrl = "token_url", RevocationUrl = "revocation_url", Resource = "resource";
    private const string Client = "client_id", Secret = "client_secret", Proof = "client_proof", Asked = "asked", Wanted = "wanted";

    /// <summary>Finds out how a person logs in for a server.</summary>
    /// <param name="server">The server's address.</param>
    /// <param name="challenge">What it said to a request without a credential.</param>
    /// <param name="own">What the manifest says of the client.</param>
    /// <param name="issuer">The only authorization server that the manifest allows, or null for the server's own choice.</param>
    /// <param name="scopes">What the manifest asks for; empty for what the server wants.</param>
    /// <param name="before">The login that there is, or null: what was asked for then, and found too little since.</param>
    /// <param name="redirect">Where the person comes back to.</param>
    /// <param name="reader">The way to the servers.</param>
    /// <param name="cancellationToken">The usual.</param>
    /// <exception cref="ConnectorException">The servers do not say how, or say what is not safe.</exception>
    public static async Task<OAuthLogin> FindAsync(
        Uri server, Challenge challenge, OwnClient own, string? issuer, IReadOnlyList<string> scopes, LoginTokens? before, Uri redirect, MetadataReader reader, CancellationToken cancellationToken)
    {
        var resource = await ProtectedResource.FindAsync(server, challenge, reader, cancellationToken).ConfigureAwait(false);
        if (issuer is not null && !resource.Issuers.Contains(issuer))
        {
            throw reader.Wrong("takes no tokens of the authorization server that auth.issuer names", "Correct or remove auth.issuer in the connector's connector.yaml, once you know which one it should be.");
        }

        var chosen = issuer ?? resource.Issuers.FirstOrDefault(name => reader.Optional(name) is not null) ?? resource.Issuers[0];
        var metadata = await ServerMetadata.FindAsync(chosen, reader, cancellationToken).ConfigureAwait(false);
        var client = await LoginClient.ChooseAsync(own, metadata, redirect, reader, cancellationToken).ConfigureAwait(false);
        var asked = Scopes.Union(scopes.Count > 0 ? scopes : Scopes.Split(challenge.Scope ?? resource.Scopes), More(before));
        if (scopes.Count == 0 && Scopes.Split(metadata.Scopes).Contains(Scopes.Offline))
        {
            asked = Scopes.Union(asked, [Scopes.Offline]);
        }

        var details = new Dictionary<string, string>
        {
            [Server] = server.AbsoluteUri,
            [Issuer] = metadata.Issuer,
            [TokenUrl] = metadata.TokenUrl.AbsoluteUri,
            [Resource] = resource.Resource,
            [Proof] = client.Proof,
            [Asked] = string.Join(' ', asked),
        };
        if (metadata.RevocationUrl is { } revocation)
        {
            details[RevocationUrl] = revocation.AbsoluteUri;
        }

        if (own.Id is null)
        {
            details[Client] = client.Id;
            if (client.Secret is { } secret)
            {
                details[Secret] = secret;
            }
        }

        return Make(reader.System, details, client.Id, client.Secret, metadata.AuthorizeUrl) with { Scopes = asked, IssuerMayBeMissing = !metadata.NamesItself };
    }

    /// <summary>Reads the login that tokens were given by.</summary>
    /// <exception cref="ConnectorException">They were given for another server, or by a login that the manifest described.</exception>
    public static OAuthLogin Read(string system, Uri server, OwnClient own, LoginTokens tokens, LoginKey key)
    {
        var details = tokens.Details;

        // What one server gave must not reach another that stands in its place in the manifest now.
        return details.GetValueOrDefault(Server) == server.AbsoluteUri && (own.Id ?? details.GetValueOrDefault(Client)) is { } id && details.ContainsKey(TokenUrl)
            ? Make(system, details, id, own.Id is null ? details.GetValueOrDefault(Secret) : own.Secret, null)
            : throw new ConnectorException(ConnectorFailure.Configuration, $"The login to {system} was made for another address or client.", key.Next);
    }

    /// <summary>Whether a scope was already asked for when the person logged in.</summary>
    public static bool WasAsked(LoginTokens tokens, string scope) => Scopes.Cover($"{tokens.Details.GetValueOrDefault(Asked)} {tokens.Scope}", scope);

    /// <summary>The login with a scope that it was found to lack: the next login asks for it too.</summary>
    public static LoginTokens Want(LoginTokens tokens, string scope) => tokens with
    {
        Details = new Dictionary<string, string>(tokens.Details) { [Wanted] = string.Join(' ', Scopes.Union(Scopes.Split(tokens.Details.GetValueOrDefault(Wanted)), Scopes.Split(scope))) },
    };

    private static IEnumerable<string> More(LoginTokens? before) => before?.Details.GetValueOrDefault(Wanted) is { } wanted
        ? Scopes.Union(Scopes.Split(before.Details.GetValueOrDefault(Asked)), Scopes.Split(wanted))
        : [];

    private static OAuthLogin Make(string system, IReadOnlyDictionary<string, string> details, string id, string? secret, Uri? authorize) => new()
    {
        System = system,
        AuthorizeUrl = authorize ?? new Uri(details[TokenUrl]),
        TokenUrl = new Uri(details[TokenUrl]),
        ClientId = id,
        ClientSecret = details.GetValueOrDefault(Proof) == ClientProof.None ? null : secret,
        SendBasic = details.GetValueOrDefault(Proof) == ClientProof.Header,
        Issuer = details.GetValueOrDefault(Issuer),
        RevocationUrl = details.TryGetValue(RevocationUrl, out var revocation) ? new Uri(revocation) : null,
        AuthorizeParameters = [new("resource", details[Resource])],
        TokenParameters = [new("resource", details[Resource])],
        Details = details,
    };
}
