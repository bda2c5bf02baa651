using CodexMcp.Core.Access;
using CodexMcp.Core.Stores;

namespace CodexMcp.Host.Tests.Http.Authentication.Support;

/// <summary>A store of keys that can go away. The real ones have their own tests.</summary>
internal sealed class MemoryKeyStore : IApiKeyStore
{
    private readonly Dictionary<string, StoredApiKey> keys = new(StringComparer.Ordinal);

    public bool IsAway { get; set; }

    public ValueTask<bool> AddAsync(StoredApiKey key, CancellationToken cancellationToken) => new(keys.TryAdd(key.Key.Prefix, key));

    public ValueTask<StoredApiKey?> FindAsync(string prefix, CancellationToken cancellationToken) =>
        IsAway ? throw new StoreUnavailableException("The store is away.") : new(keys.GetValueOrDefault(prefix));

    public ValueTask<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancellationToken) => new([.. keys.Values.Select(key => key.Key)]);

    public ValueTask<bool> RevokeAsync(string prefix, DateTimeOffset at, CancellationToken cancellationToken)
    {
        keys[prefix] = keys[prefix] with { Key = keys[prefix].Key with { Revoked = at } };
        return new(true);
    }
}
