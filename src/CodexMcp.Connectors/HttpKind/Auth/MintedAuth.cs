namespace CodexMcp.Connectors.HttpKind.Auth;

/// <summary>Credentials that a system gives for a while: one request for all that wait, used until a minute before the end, made anew once after a refusal.</summary>
internal abstract class MintedAuth(TimeProvider time) : HttpAuth
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    /// <summary>Less than a call's attempt has: what is given up here was certainly not sent.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);
    private readonly SemaphoreSlim gate = new(1, 1);
    private volatile Token? current;

    /// <summary>A new credential and how long it holds.</summary>
    protected readonly record struct Minted(Credential Credential, TimeSpan Life);

    private sealed record Token(Credential Credential, DateTimeOffset MadeAt, DateTimeOffset EndsAt);

    /// <summary>The credential that is in use, or null.</summary>
    protected Credential? Current => current?.Credential;

    public sealed override async ValueTask<Credential?> GetAsync(CancellationToken cancellationToken)
    {
        if (Fresh() is { } there)
        {
            return there;
        }

        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Fresh() is { } made)
            {
                return made;
            }

            var (credential, life) = await MintAsync(cancellationToken).ConfigureAwait(false);
            var now = time.GetUtcNow();
            current = new(credential, now, now + (life > Margin * 2 ? life - Margin : life / 2));
            return credential;
        }
        finally
        {
            gate.Release();
        }
    }

    public sealed override bool Refused(Credential credential)
    {
        // Only the credential that was refused is thrown away: another call may have a newer one by now.
        if (current is { } token && ReferenceEquals(token.Credential, credential))
        {
            Interlocked.CompareExchange(ref current, null, token);
        }

        return true;
    }

    public sealed override void Dispose() => gate.Dispose();

    // Who leaves does not end the wait: a refresh that may have used up its token is seen to its end.
    protected sealed override Task<Credential?> PatientlyAsync(Task<Credential?> getting) => getting.WaitAsync(LongestWait, time);

    /// <summary>Asks the system for a new credential.</summary>
    protected abstract Task<Minted> MintAsync(CancellationToken cancellationToken);

    private Credential? Fresh()
    {
        var now = time.GetUtcNow();
        // A clock that was set back would otherwise keep a token from the future alive.
        return current is { } token && now >= token.MadeAt && now < token.EndsAt ? token.Credential : null;
    }
}
