using System.Text.Json;
using CodexMcp.Connectors.HttpKind;

namespace CodexMcp.Connectors.Login.Discovery;

/// <summary>What a server says of itself as the resource that tokens are for (RFC 9728).</summary>
/// <param name="Resource">Its identifier, letter by letter as it writes it.</param>
/// <param name="Issuers">The authorization servers it takes tokens of.</param>
/// <param name="Scopes">All scopes it knows, or null when it does not say.</param>
internal sealed record ProtectedResource(string Resource, IReadOnlyList<string> Issuers, string? Scopes)
{
    private const string WellKnown = "/.well-known/oauth-protected-resource";

    /// <summary>Finds the description: where the challenge says, else at the two well-known places, the one of the endpoint first.</summary>
    /// <exception cref="Abstractions.ConnectorException">There is none, or it is of another server.</exception>
    public static async Task<ProtectedResource> FindAsync(Uri server, Challenge challenge, MetadataReader reader, CancellationToken cancellationToken)
    {
        if (challenge.Metadata is { } told)
        {
            return await reader.ReadAsync(reader.Address(told, "the place of its description"), cancellationToken).ConfigureAwait(false) is { } there
                ? Read(server, there, reader)
                : throw reader.Wrong("has no description where it says that one is (resource_metadata)", Next);
        }

        var path = server.AbsolutePath.TrimEnd('/');
        foreach (var place in (string[])(path.Length == 0 ? [WellKnown] : [WellKnown + path, WellKnown]))
        {
            if (await reader.ReadAsync(new Uri(server, place), cancellationToken).ConfigureAwait(false) is { } found)
            {
                return Read(server, found, reader);
            }
        }

        throw reader.Wrong($"does not say how to log in: it has no {WellKnown}", Next);
    }

    private const string Next = "Ask its maker, or name authorize_url, token_url and client_id under auth in the connector's connector.yaml.";

    private static ProtectedResource Read(Uri server, JsonElement document, MetadataReader reader)
    {
        // A token for another resource would be a token that somebody else may use.
        if (Json.String(document, "resource") is not { Length: <= 2_000 } resource || !IsOf(resource, server))
        {
            throw reader.Wrong("describes itself as another server (resource)", "Check upstream.url in the connector's connector.yaml; do not log in before that is explained.");
        }

        string[] issuers = Json.Member(document, "authorization_servers") is { ValueKind: JsonValueKind.Array } servers
            ? [.. servers.EnumerateArray().Where(static one => one.ValueKind == JsonValueKind.String).Select(static one => one.GetString()!).Take(20)]
            : [];
        return issuers.Length > 0
            ? new(resource, issuers, ServerMetadata.List(document, "scopes_supported"))
            : throw reader.Wrong("names no authorization server", Next);
    }

    /// <summary>Whether an identifier stands for a server: its own address, or one above it.</summary>
    private static bool IsOf(string resource, Uri server)
    {
        if (!Uri.TryCreate(resource, UriKind.Absolute, out var given) || given.Fragment.Length > 0 || given.Query.Length > 0 || given.UserInfo.Length > 0
            || given.Scheme != server.Scheme || given.Authority != server.Authority)
        {
            return false;
        }

        var above = given.AbsolutePath.TrimEnd('/');
        var path = server.AbsolutePath.TrimEnd('/');
        return path == above || path.StartsWith(above + "/", StringComparison.Ordinal);
    }
}
