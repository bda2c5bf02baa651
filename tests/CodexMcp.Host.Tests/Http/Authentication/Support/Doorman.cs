using System.Collections.Concurrent;
using CodexMcp.Core.Access;
using CodexMcp.Host.Http.Authentication;
using CodexMcp.Host.Http.Authentication.Issuers;
using CodexMcp.Host.Tests.Http.Transport;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Host.Tests.Http.Authentication.Support;

/// <summary>The real authenticator with a clock that a test moves, and all that it logs.</summary>
internal sealed class Doorman : ILogger, IDisposable
{
    private readonly RequestAuthenticator authenticator;

    public Doorman(TestIssuer? issuer, Func<IssuerOptions, IssuerOptions>? change = null, Func<AuthenticationOptions, AuthenticationOptions>? changeAll = null)
    {
        var options = new AuthenticationOptions { PublicUrl = new("https://mcp.example.com"), AllowLoopbackHttp = true };
        if (issuer is not null)
        {
            var one = new IssuerOptions { Alias = "corp", Issuer = issuer.Issuer, Algorithms = ["RS256", "PS256", "ES256"] };
            options = options with { Issuers = [change?.Invoke(one) ?? one] };
        }

        Options = changeAll?.Invoke(options) ?? options;
        Assert.Empty(AuthenticationOptionsValidator.Validate(Options));
        Store = new();
        Keys = new(Store, Time);
        authenticator = new(Options, Keys, Time, this);
    }

    public AuthenticationOptions Options { get; }

    public ManualTime Time { get; } = new();

    public MemoryKeyStore Store { get; }

    public ApiKeys Keys { get; }

    public ConcurrentQueue<string> Logged { get; } = [];

    public RequestAuthenticator Authenticator => authenticator;

    /// <summary>Sends a request with that token.</summary>
    public Task<AuthenticationResult> AskAsync(string? token, string path = "/mcp/sales", Action<HttpContext>? change = null)
    {
        var context = new DefaultHttpContext();
        context.Request.Path = path;
        if (token is not null)
        {
            context.Request.Headers.Authorization = "Bearer " + token;
        }

        change?.Invoke(context);
        return authenticator.AuthenticateAsync(context, path, TestContext.Current.CancellationToken).AsTask();
    }

    /// <summary>Sends a request that must come in.</summary>
    public async Task<Caller> EnterAsync(string token, string path = "/mcp/sales")
    {
        var result = await AskAsync(token, path);
        return Assert.IsType<AuthenticationResult.Success>(result).Caller;
    }

    /// <summary>Sends a request that must be refused with 401 and a challenge.</summary>
    public async Task<AuthenticationResult.Refused> RefuseAsync(string? token, string path = "/mcp/sales")
    {
        var refused = Assert.IsType<AuthenticationResult.Refused>(await AskAsync(token, path));
        Assert.Equal(401, refused.Status);
        Assert.StartsWith("Bearer", refused.Challenge, StringComparison.Ordinal);
        return refused;
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Logged.Enqueue(formatter(state, exception) + exception);

    public void Dispose() => authenticator.Dispose();
}
