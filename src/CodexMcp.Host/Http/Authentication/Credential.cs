using Microsoft.AspNetCore.Http;

namespace CodexMcp.Host.Http.Authentication;

/// <summary>
/// Finds the one credential of a request: a bearer token in <c>Authorization</c>, and nowhere else. Queries, cookies and headers that say who
/// somebody is (<c>X-Forwarded-User</c>, <c>X-Role</c>) are never read.
/// </summary>
/// <param name="Token">The token; null when there is none.</param>
/// <param name="Problem">What is wrong with the request, and what to do; null when nothing is.</param>
internal readonly record struct Credential(string? Token, string? Problem)
{
    private const string Scheme = "Bearer ";
    private const string TokenCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=";
    private static readonly System.Buffers.SearchValues<char> Allowed = System.Buffers.SearchValues.Create(TokenCharacters);

    /// <summary>Reads the headers.</summary>
    public static Credential Read(HttpRequest request, int longest)
    {
        // A token in an address ends up in logs and histories. Whoever sends one shall learn of it.
        if (request.QueryString.HasValue && request.Query.ContainsKey("access_token"))
        {
            return new(null, "A token in the address is not taken, and may now stand in logs: have it revoked. Send a credential in the Authorization header only.");
        }

        var values = request.Headers.Authorization;
        if (values.Count == 0)
        {
            return default;
        }

        if (values is not [{ } value])
        {
            return new(null, "The request carries several credentials. Send one.");
        }

        if (!value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return new(null, "The Authorization header is not of the form 'Bearer TOKEN'.");
        }

        var token = value.AsSpan(Scheme.Length).Trim(' ');
        if (token.Length == 0 || token.Length > longest || token.ContainsAnyExcept(Allowed))
        {
            return new(null, $"The Authorization header does not carry one token of at most {longest} characters.");
        }

        return new(token.ToString(), null);
    }

    /// <summary>Nothing of the token.</summary>
    public override string ToString() => Token is null ? "no credential" : "a credential";
}
