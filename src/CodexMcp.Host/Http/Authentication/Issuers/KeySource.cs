using CodexMcp.Host.Http.Authentication.Jwt;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Host.Http.Authentication.Issuers;

/// <summary>
/// An issuer's keys, fetched when they are first needed and again when they are old or a name is not among them: one fetch at a time,
/// misses seldom, and old keys only for a while when the issuer can't be reached.
/// </summary>
internal sealed class KeySource(IssuerOptions issuer, Func<Task<KeySet>> fetch, TimeProvider time, ILogger logger)
{
    /// <summary>How long keys are taken as they are.</summary>
    internal static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    /// <summary>How much longer, when the issuer can't be reached.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    /// <summary>The least time between two fetches because of an unknown name: anyone can invent names.</summary>
    internal static readonly TimeSpan BetweenMisses = TimeSpan.FromSeconds(30);

    /// <summary>The least time between two fetches when one failed.</summary>
    internal static readonly TimeSpan BetweenFailures = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private volatile State state = new(null, 0, null, false);
    private Task<State>? running;

    /// <summary>Finds the key that a header names.</summary>
    /// <returns>The key; or null, and whether that is because the issuer can't be reached.</returns>
    public async ValueTask<(VerificationKey? Key, bool Unreachable)> FindAsync(JwtHeader header, CancellationToken cancellationToken)
    {
        var now = state;
        if (Age(now) >= Fresh)
        {
            now = await RefreshAsync(BetweenFailures).WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        if (now.Keys is null || Age(now) >= Fresh + Grace)
        {
            return (null, true);
        }

        if (now.Keys.Find(header.Kid, header.Algorithm) is { } key)
        {
            return (key, false);
        }

        now = await RefreshAsync(BetweenMisses).WaitAsync(cancellationToken).ConfigureAwait(false);
        key = now.Keys?.Find(header.Kid, header.Algorithm);
        return (key, key is null && now.Failed);
    }

    // By the monotonic clock: a clock that is set back must not make old keys young.
    private TimeSpan Age(State of) => of.Keys is null ? TimeSpan.MaxValue : time.GetElapsedTime(of.Fetched);

    private Task<State> RefreshAsync(TimeSpan interval)
    {
        lock (gate)
        {
            if (running is { IsCompleted: false })
            {
                return running;
            }

            var now = state;
            if (now.Tried is { } tried && time.GetElapsedTime(tried) < interval)
            {
                return Task.FromResult(now);
            }

            // Not on the caller's token: others wait for it too.
            return running = Task.Run(FetchAsync, CancellationToken.None);
        }
    }

    private async Task<State> FetchAsync()
    {
        var before = state;
        try
        {
            var keys = await fetch().ConfigureAwait(false);
            var at = time.GetTimestamp();
            return state = new(keys, at, at, false);
        }
        catch (Exception exception)
        {
            // Every failure fails closed here; only one of ours says why without repeating anything.
            var reason = exception is IssuerException ? exception.Message : exception.GetType().Name;
            logger.Notice($"The keys of the issuer '{issuer.Alias}' can't be had: {reason}. Tokens of it are refused when the keys that are known get too old. Check its address, and that this machine reaches it.");
            return state = before with { Tried = time.GetTimestamp(), Failed = true };
        }
    }

    private sealed record State(KeySet? Keys, long Fetched, long? Tried, bool Failed);
}
