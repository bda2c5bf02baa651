using Microsoft.AspNetCore.Http;

namespace CodexMcp.Host.Http.Authentication;

/// <summary>Tells who sends a request, by the credential on it.</summary>
internal interface IAuthenticator
{
    /// <summary>Looks at the credential.</summary>
    /// <param name="context">The request.</param>
    /// <param name="resourcePath">The path that the credential must be meant for, such as <c>/mcp/sales</c>.</param>
    /// <param name="cancellationToken">The client has gone.</param>
    ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context, string resourcePath, CancellationToken cancellationToken);

    /// <summary>The <c>WWW-Authenticate</c> header of a 403 that asks for one more scope (step-up).</summary>
    /// <param name="resourcePath">The path that was asked for.</param>
    /// <param name="scope">The scope that would open it.</param>
    string? StepUp(string resourcePath, string scope) => null;
}
