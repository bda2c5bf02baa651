using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind.Requests;
using CodexMcp.Connectors.HttpKind.Responses;

namespace CodexMcp.Connectors.HttpKind.Auth;

/// <summary>Sessions of systems that are signed in to with a request of their own, and signed out of when the host stops.</summary>
internal sealed class SignInAuth(SignIn plan, HttpClient http, TimeProvider time) : MintedAuth(time)
{
    private static readonly TimeSpan SignOutTimeout = TimeSpan.FromSeconds(2);
    private readonly TimeProvider time = time;

    public override async ValueTask EndAsync()
    {
        if (plan.SignOut is not { } request || Current is not { } credential)
        {
            return;
        }

        using var timer = new CancellationTokenSource(SignOutTimeout, time);
        try
        {
            using var message = HttpCaller.Make(request, plan.Scope with { Session = credential.Session }, PageEdit.None, credential, null);
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, timer.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException or ConnectorException)
        {
            // The session ends by itself in a while.
        }
    }

    protected override async Task<Minted> MintAsync(CancellationToken cancellationToken)
    {
        using var message = HttpCaller.Make(plan.Request, plan.Scope, PageEdit.None, null, null);
        using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        var answer = await AnswerReader.ReadAsync(response, plan.System, null, cancellationToken).ConfigureAwait(false);
        if (answer.IsGood)
        {
            return new(plan.Read(answer.Json ?? default), plan.Life);
        }

        throw answer.Status == 429
            ? new ConnectorException(ConnectorFailure.RateLimited, $"{plan.System} asks for patience before it is signed in to again.", "Wait as long as it says and send the same call again.", retryAfter: response.Headers.RetryAfter?.Delta)
            : answer.Status >= 500
            ? new ConnectorException(ConnectorFailure.Unavailable, $"{plan.System} can't be signed in to at the moment (HTTP {answer.Status}).", "Wait a moment and send the same call again.")
            : Wrong($"{plan.System} refuses the connector's sign-in (HTTP {answer.Status}).");
    }
}
