using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Salesforce.Auth;

/// <summary>
/// Keeps the one token in use. However many calls need a new one at once, one request is made for all; and what fails is not tried again at once,
/// so that a wrong credential does not become a storm at the login server.
/// </summary>
internal sealed class TokenSource(TokenEndpoint endpoint, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private readonly Lock gate = new();
    private Task<AccessToken>? current;
    private ConnectorException? failure;
    private DateTimeOffset failedAt;

    /// <summary>Gives the token in use, or asks for one. A caller that leaves does not stop the others' request.</summary>
    public Task<AccessToken> GetAsync(CancellationToken cancellationToken)
    {
        Task<AccessToken> task;
        lock (gate)
        {
            if (failure is not null && (time.GetUtcNow() - failedAt).Duration() < Pause)
            {
                throw Again(failure);
            }

            task = current ??= Task.Run(MintAsync, CancellationToken.None);
        }

        return task.IsCompletedSuccessfully ? task : task.WaitAsync(cancellationToken);
    }

    /// <summary>Says that a token was refused, so that the next one is a new one. Late news about an older token change nothing.</summary>
    public void Refused(AccessToken token)
    {
        lock (gate)
        {
            if (current is { IsCompletedSuccessfully: true } task && ReferenceEquals(task.Result, token))
            {
                current = null;
            }
        }
    }

    /// <summary>Says that a token was refused that had just been made, or that never will do: nobody tries again for a while.</summary>
    public ConnectorException RefusedAgain(Exception cause)
    {
        var refused = new ConnectorException(
            ConnectorFailure.Configuration,
            "Salesforce gives the connector a session and then does not accept it.",
            "Ask an operator to check that the connector's user may use the API, and the session settings of the org.",
            "INVALID_SESSION_ID",
            inner: cause);
        lock (gate)
        {
            current = null;
            failure = refused;
            failedAt = time.GetUtcNow();
        }

        return refused;
    }

    private async Task<AccessToken> MintAsync()
    {
        try
        {
            var token = await endpoint.MintAsync(CancellationToken.None).ConfigureAwait(false);
            lock (gate)
            {
                failure = null;
            }

            return token;
        }
        catch (Exception exception)
        {
            lock (gate)
            {
                current = null;
                failure = exception is ConnectorException { Failure: ConnectorFailure.Configuration or ConnectorFailure.RateLimited } refused ? refused : null;
                failedAt = time.GetUtcNow();
            }

            throw;
        }
    }

    /// <summary>One exception object is not thrown twice: its trace would be the wrong one.</summary>
    private static ConnectorException Again(ConnectorException failure) => new(failure.Failure, failure.Message, failure.Next, failure.VendorCode, failure.RetryAfter, failure);
}
