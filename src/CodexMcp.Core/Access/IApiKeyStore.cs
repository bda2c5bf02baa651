namespace CodexMcp.Core.Access;

/// <summary>Keeps API keys. What it answers is the state at this moment: a key that any process has revoked is found revoked by the next call.</summary>
/// <remarks>Every method throws <see cref="Stores.StoreUnavailableException"/> when the store can't be reached.</remarks>
public interface IApiKeyStore
{
    /// <summary>Adds a key; false when its prefix is taken.</summary>
    ValueTask<bool> AddAsync(StoredApiKey key, CancellationToken cancellationToken);

    /// <summary>Gives the key of that prefix (ordinal), valid or not; or null.</summary>
    ValueTask<StoredApiKey?> FindAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Gives all keys, oldest first.</summary>
    ValueTask<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Revokes a key for good; false when there is no such key, or it was revoked before.</summary>
    ValueTask<bool> RevokeAsync(string prefix, DateTimeOffset at, CancellationToken cancellationToken);
}
