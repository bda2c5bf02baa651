namespace CodexMcp.Host.Http.Authentication;

/// <summary>What a look at a request's credential gave.</summary>
internal abstract record AuthenticationResult
{
    private AuthenticationResult()
    {
    }

    /// <summary>The caller is known.</summary>
    public sealed record Success(Caller Caller) : AuthenticationResult;

    /// <summary>The credential is missing or not good.</summary>
    /// <param name="Status">The HTTP status.</param>
    /// <param name="Challenge">The <c>WWW-Authenticate</c> header.</param>
    /// <param name="Message">What is wrong, for the client.</param>
    public sealed record Refused(int Status, string Challenge, string Message) : AuthenticationResult;

    /// <summary>A store or an issuer can't be reached: nobody comes in.</summary>
    /// <param name="Message">What is wrong, for the client.</param>
    public sealed record Unavailable(string Message) : AuthenticationResult;
}
