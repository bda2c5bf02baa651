using System.Text.Json;
using CodexMcp.Connectors.HttpKind;

namespace CodexMcp.Connectors.Login.Discovery;

/// <summary>What an authorization server says of itself (RFC 8414, OpenID Connect Discovery), as far as a login needs it.</summary>
internal sealed record ServerMetadata
{
    /// <summary>Its name, letter by letter.</summary>
    public required string Issuer { get; init; }

    /// <summary>Where a person logs in.</summary>
    public required Uri AuthorizeUrl { get; init; }

    /// <summary>Where tokens are given.</summary>
    public required Uri TokenUrl { get; init; }

    /// <summary>Where clients register themselves, as it writes it; or null.</summary>
    public string? RegistrationUrl { get; init; }

    /// <summary>Where tokens are taken back, or null.</summary>
    public Uri? RevocationUrl { get; init; }

    /// <summary>The scopes it knows, or null.</summary>
    public string? Scopes { get; init; }

    /// <summary>How clients may prove themselves. One that does not say takes a header (RFC 8414).</summary>
    public required IReadOnlyList<string> ClientProofs { get; init; }

    /// <summary>Whether a client may be the address of a document about it.</summary>
    public bool TakesDocuments { get; init; }

    /// <summary>Whether its answers always carry its name (RFC 9207).</summary>
    public bool NamesItself { get; init; }

    /// <summary>Fetches the description of a server.</summary>
    /// <exception cref="Abstractions.ConnectorException">There is none, it is another server's, or the server is not safe to log in to.</exception>
    public static async Task<ServerMetadata> FindAsync(string issuer, MetadataReader reader, CancellationToken cancellationToken)
    {
        var server = reader.Address(issuer, "its authorization server");
        if (server.Query.Length > 0)
        {
            throw reader.Wrong("names an authorization server with a query in its name", Next);
        }

        var path = server.AbsolutePath.TrimEnd('/');
        string[] places = path.Length == 0
            ? ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"]
            : [$"/.well-known/oauth-authorization-server{path}", $"/.well-known/openid-configuration{path}", $"{path}/.well-known/openid-configuration"];
        foreach (var place in places)
        {
            if (await reader.ReadAsync(new Uri(server, place), cancellationToken).ConfigureAwait(false) is { } found)
            {
                return Read(issuer, found, reader);
            }
        }

        throw reader.Wrong($"names an authorization server that does not describe itself ({VendorText.Clean(server.Authority)})", Next);
    }

    private const string Next = "Ask its maker, or name authorize_url, token_url and client_id under auth in the connector's connector.yaml.";

    /// <summary>A list of texts as one text with blanks, or null.</summary>
    public static string? List(JsonElement document, string name) => Json.Member(document, name) is { ValueKind: JsonValueKind.Array } list
        ? Login.Scopes.Clean(string.Join(' ', Texts(list).Where(Login.Scopes.IsName)))
        : null;

    private static ServerMetadata Read(string issuer, JsonElement document, MetadataReader reader)
    {
        // Letter by letter: a description under another name could send the person, and then the code, elsewhere.
        if (Json.String(document, "issuer") != issuer)
        {
            throw reader.Wrong("names an authorization server whose description bears another name (issuer)", "Do not log in before that is explained.");
        }

        if (!Has(document, "code_challenge_methods_supported", "S256"))
        {
            throw reader.Wrong("names an authorization server without PKCE (S256): a stolen code would be enough there", "Use another way to sign in, such as a token of its own (auth of kind bearer).");
        }

        return new()
        {
            Issuer = issuer,
            AuthorizeUrl = reader.Address(Json.String(document, "authorization_endpoint"), "the place where a person logs in"),
            TokenUrl = reader.Address(Json.String(document, "token_endpoint"), "the place where tokens are given"),
            RegistrationUrl = Json.String(document, "registration_endpoint"),
            RevocationUrl = reader.Optional(Json.String(document, "revocation_endpoint")),
            Scopes = List(document, "scopes_supported"),
            ClientProofs = Json.Member(document, "token_endpoint_auth_methods_supported") is { ValueKind: JsonValueKind.Array } proofs ? [.. Texts(proofs)] : [ClientProof.Header],
            TakesDocuments = Json.Member(document, "client_id_metadata_document_supported")?.ValueKind == JsonValueKind.True,
            NamesItself = Json.Member(document, "authorization_response_iss_parameter_supported")?.ValueKind == JsonValueKind.True,
        };
    }

    private static bool Has(JsonElement document, string name, string value) => Json.Member(document, name) is { ValueKind: JsonValueKind.Array } list && Texts(list).Contains(value);

    private static IEnumerable<string> Texts(JsonElement list) => list.EnumerateArray().Where(static one => one.ValueKind == JsonValueKind.String).Select(static one => one.GetString()!).Take(200);
}
