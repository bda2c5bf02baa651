using CodexMcp.Core.Access;
using CodexMcp.Core.Stores;
using CodexMcp.Host.Http.Authentication.Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Host.Http.Authentication;

/// <summary>Tells who sends a request: an API key, an access token or a client certificate; exactly one of them.</summary>
internal sealed class RequestAuthenticator : IAuthenticator, IDisposable
{
    private readonly AuthenticationOptions options;
    private readonly ApiKeys? keys;
    private readonly BearerTokens tokens;
    private readonly ClientCertificates? certificates;
    private readonly Challenges challenges;
    private readonly ILogger logger;

    /// <summary>Creates it.</summary>
    /// <param name="options">What is taken; already validated.</param>
    /// <param name="keys">The API keys; needed when the options take them.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where troubles with issuers and stores go.</param>
    public RequestAuthenticator(AuthenticationOptions options, ApiKeys? keys, TimeProvider time, ILogger logger)
    {
        this.options = options;
        this.keys = options.ApiKeys ? keys ?? throw new ArgumentNullException(nameof(keys)) : null;
        this.logger = logger;
        tokens = new(options, time, logger);
        certificates = options.MutualTls is { } tls ? new(tls, time) : null;
        challenges = new(options);
    }

    /// <inheritdoc/>
    public async ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context, string resourcePath, CancellationToken cancellationToken)
    {
        var credential = Credential.Read(context.Request, options.MaxTokenLength);
        if (credential.Problem is { } problem)
        {
            return new AuthenticationResult.Refused(StatusCodes.Status400BadRequest, challenges.Malformed(resourcePath), problem);
        }

        // A certificate counts only where certificates are taken; then it is a credential like any other.
        var certificate = certificates is null ? null : context.Connection.ClientCertificate;
        if (certificate is not null)
        {
            return credential.Token is not null
                ? new AuthenticationResult.Refused(StatusCodes.Status400BadRequest, challenges.Malformed(resourcePath), "The request carries both a client certificate and a token. Send one.")
                : certificates!.Find(certificate) is { } holder
                ? new AuthenticationResult.Success(holder)
                : Refuse(resourcePath, "The client certificate is not one that is taken here: not signed by the configured authority, expired, not for clients, or not mapped to anyone. Ask an operator.");
        }

        if (credential.Token is not { } token)
        {
            return new AuthenticationResult.Refused(
                StatusCodes.Status401Unauthorized, challenges.Missing(resourcePath), "This server needs a credential. Send an access token or an API key as 'Authorization: Bearer TOKEN'.");
        }

        return ApiKeyText.IsMeant(token)
            ? await CheckKeyAsync(token, resourcePath, cancellationToken).ConfigureAwait(false)
            : await CheckTokenAsync(token, resourcePath, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public string? StepUp(string resourcePath, string scope) => challenges.Scope(resourcePath, scope);

    /// <inheritdoc/>
    public void Dispose()
    {
        tokens.Dispose();
        certificates?.Dispose();
    }

    private async ValueTask<AuthenticationResult> CheckKeyAsync(string text, string resourcePath, CancellationToken cancellationToken)
    {
        try
        {
            if (keys is null || await keys.VerifyAsync(text, ApiKeyKind.Agent, cancellationToken).ConfigureAwait(false) is not { } key)
            {
                return Refuse(resourcePath, "The API key is not valid: mistyped, unknown, expired or revoked. Ask an operator for a new one.");
            }

            return new AuthenticationResult.Success(new()
            {
                Principal = key.Principal,
                Roles = key.Roles.ToHashSet(StringComparer.Ordinal),
                Scheme = "api_key",
                CredentialId = key.Prefix,
                Expires = key.Expires,
            });
        }
        catch (StoreUnavailableException exception)
        {
            logger.Notice(exception.Message);
            return new AuthenticationResult.Unavailable("API keys can't be checked now, so nobody comes in. Try again shortly.");
        }
    }

    private async ValueTask<AuthenticationResult> CheckTokenAsync(string token, string resourcePath, CancellationToken cancellationToken)
    {
        var verdict = await tokens.VerifyAsync(token, resourcePath, cancellationToken).ConfigureAwait(false);
        return verdict switch
        {
            { Token: { } good } => new AuthenticationResult.Success(good.Caller),
            { Failure: { } failure } => new AuthenticationResult.Unavailable($"The access token can't be checked now, so nobody comes in. {failure} Try again shortly."),
            _ => Refuse(resourcePath, $"The access token was refused: {verdict.Rejection}. Get a new one from the authorization server."),
        };
    }

    private AuthenticationResult.Refused Refuse(string resourcePath, string message) => new(StatusCodes.Status401Unauthorized, challenges.Invalid(resourcePath), message);
}
