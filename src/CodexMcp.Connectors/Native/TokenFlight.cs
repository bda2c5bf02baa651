using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Native;

/// <summary>
/// Keeps the one token in use. However many calls need a new one at once, one request is made for all; and what fails is not tried again at once,
/// so that a wrong credential does not become a storm at the login server.
/// </summary>
/// <param name="mint">Asks for a token.</param>
/// <param name="time">The clock.</param>
/// <param name="isFresh">Whether a token may still be used; null when only a refusal tells.</param>
public sealed class TokenFlight<T>(Func<Task<T>> mint, TimeProvider time, Func<T, bool>? isFresh = null)
    where T : class
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private readonly Lock gate = new();
    private Task<T>? current;
    private ConnectorException? failure;
    private DateTimeOffset failedAt;

    /// <summary>Gives the token in use, or asks for one. A caller that leaves does not stop the others' request.</summary>
    public Task<T> GetAsync(CancellationToken cancellationToken)
    {
        Task<T> task;
        lock (gate)
        {
            if (failure is not null && (time.GetUtcNow() - failedAt).Duration() < Pause)
            {
                // One exception object is not thrown twice: its trace would be the wrong one.
                throw new ConnectorException(failure.Failure, failure.Message, failure.Next, failure.VendorCode, failure.RetryAfter, failure);
            }

            if (current is { IsCompletedSuccessfully: true } made && isFresh?.Invoke(made.Result) == false)
            {
                current = null;
            }

            task = current ??= Task.Run(MintAsync, CancellationToken.None);
        }

        return task.IsCompletedSuccessfully ? task : task.WaitAsync(cancellationToken);
    }

    /// <summary>Says that a token was refused, so that the next one is a new one. Late news about an older token change nothing.</summary>
    public void Refused(T token)
    {
        lock (gate)
        {
            if (current is { IsCompletedSuccessfully: true } task && ReferenceEquals(task.Result, token))
            {
                current = null;
            }
        }
    }

    /// <summary>Says that no token will do: nobody tries again for a while.</summary>
    public void Fail(ConnectorException refused)
    {
        lock (gate)
        {
            current = null;
            failure = refused;
            failedAt = time.GetUtcNow();
        }
    }

    private async Task<T> MintAsync()
    {
        try
        {
            var token = await mint().ConfigureAwait(false);
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
}
