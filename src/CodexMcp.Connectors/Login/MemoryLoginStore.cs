using System.Collections.Concurrent;

namespace CodexMcp.Connectors.Login;

/// <summary>Keeps logins for the life of the process: what a simulator gives.</summary>
public sealed class MemoryLoginStore : ILoginStore
{
    private readonly ConcurrentDictionary<LoginKey, LoginTokens> kept = new();
    private readonly SemaphoreSlim gate = new(1, 1);

    /// <summary>Begins without a login.</summary>
    public MemoryLoginStore()
    {
    }

    /// <summary>Begins with one login.</summary>
    public MemoryLoginStore(LoginKey key, LoginTokens tokens) => kept[key] = tokens;

    /// <inheritdoc/>
    public ValueTask<LoginTokens?> ReadAsync(LoginKey key, CancellationToken cancellationToken) => new(kept.GetValueOrDefault(key));

    /// <inheritdoc/>
    public async ValueTask<LoginTokens> ChangeAsync(LoginKey key, Func<LoginTokens?, Task<LoginTokens>> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return kept[key] = await change(kept.GetValueOrDefault(key)).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> KeepAsync(LoginKey key, LoginTokens? tokens, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        var was = kept.TryRemove(key, out _);
        if (tokens is not null)
        {
            kept[key] = tokens;
        }

        gate.Release();
        return was;
    }
}
