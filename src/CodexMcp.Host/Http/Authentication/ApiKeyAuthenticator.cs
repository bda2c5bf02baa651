using System.Collections.Frozen;
using CodexMcp.Core.Access;
using CodexMcp.Core.Stores;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Host.Http.Authentication;

/// <summary>Takes API keys as bearer tokens. Nothing is cached: a key that was revoked is refused from the next request on.</summary>
internal sealed class ApiKeyAuthenticator(ApiKeys keys) : IAuthenticator
{
    private const string Scheme = "Bearer ";

    private static readonly AuthenticationResult NoKey = new AuthenticationResult.Refused(
        StatusCodes.Status401Unauthorized,
        "Bearer",
        "This endpoint needs an API key: send 'Authorization: Bearer cmk_…'. An operator makes one with 'codex-mcp keys create'.");

    // The same words for every key that is not valid: they don't tell which part was wrong.
    private static readonly AuthenticationResult BadKey = new AuthenticationResult.Refused(
        StatusCodes.Status401Unauthorized,
        "Bearer error=\"invalid_token\"",
        "The API key is not valid: it is mistyped, unknown, expired or revoked. Ask an operator for a new one.");

    private static readonly AuthenticationResult Down = new AuthenticationResult.Unavailable(
        "API keys can't be checked now, so nobody is let in. Try again later; the host's log says why.");

    /// <inheritdoc/>
    public async ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context, string resourcePath, CancellationToken cancellationToken)
    {
        if (context.Request.Headers.Authorization is not [{ } value])
        {
            return NoKey;
        }

        if (!value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return NoKey;
        }

        try
        {
            return await keys.VerifyAsync(value[Scheme.Length..].Trim(' '), ApiKeyKind.Agent, cancellationToken).ConfigureAwait(false) is { } key
                ? new AuthenticationResult.Success(new()
                {
                    Principal = key.Principal,
                    Roles = key.Roles.ToFrozenSet(StringComparer.Ordinal),
                    Scheme = "api_key",
                    CredentialId = key.Prefix,
                    Expires = key.Expires,
                })
                : BadKey;
        }
        catch (StoreUnavailableException)
        {
            return Down;
        }
    }
}
