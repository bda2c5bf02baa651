using System.Security.Cryptography;

namespace CodexMcp.Core.Access;

/// <summary>Makes, verifies and revokes API keys. The store is asked each time, so what another process revoked is refused by the next request.</summary>
public sealed class ApiKeys(IApiKeyStore store, TimeProvider time)
{
    /// <summary>How far the clocks of two hosts may differ.</summary>
    internal static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    private const int SaltBytes = 16;

    // What an unknown prefix is compared with, so that it costs the same work.
    private static readonly byte[] Nobody = RandomNumberGenerator.GetBytes(SaltBytes + SHA256.HashSizeInBytes);

    /// <summary>Makes a key; its plain text is in the result and nowhere else.</summary>
    /// <exception cref="ArgumentException">The request can't be granted; the message says which part, and what to write instead.</exception>
    /// <exception cref="Stores.StoreUnavailableException">The store can't be reached.</exception>
    public async ValueTask<IssuedApiKey> CreateAsync(ApiKeyRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ApiKeyRules.Check(request);
        var now = time.GetUtcNow();
        while (true)
        {
            var text = ApiKeyText.Create();
            var key = new ApiKey
            {
                Prefix = ApiKeyText.Prefix(text)!,
                Kind = request.Kind,
                Principal = ApiKeyRules.Principal(request.Principal),
                Roles = [.. request.Roles.Distinct(StringComparer.Ordinal)],
                Note = request.Note,
                Created = now,
                Expires = now + request.Lifetime,
            };
            var salt = RandomNumberGenerator.GetBytes(SaltBytes);
            var hash = new byte[SHA256.HashSizeInBytes];
            ApiKeyText.Hash(salt, text, hash);
            if (await store.AddAsync(new StoredApiKey(key, salt, hash), cancellationToken).ConfigureAwait(false))
            {
                return new IssuedApiKey(text, key);
            }
        }
    }

    /// <summary>
    /// Gives the key that the text is, when it is of that kind and valid now; null for everything else: malformed, mistyped, unknown, of the
    /// other kind, expired, revoked. The secret is compared in constant time.
    /// </summary>
    /// <exception cref="Stores.StoreUnavailableException">The store can't be reached: that is never a yes.</exception>
    public async ValueTask<ApiKey?> VerifyAsync(string text, ApiKeyKind kind, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (ApiKeyText.Prefix(text) is not { } prefix)
        {
            return null;
        }

        var stored = await store.FindAsync(prefix, cancellationToken).ConfigureAwait(false);
        return Fits(stored, text) && stored!.Key.Kind == kind && stored.Key.IsValidAt(time.GetUtcNow()) ? stored.Key : null;
    }

    /// <summary>Gives all keys, oldest first; never a secret.</summary>
    /// <exception cref="Stores.StoreUnavailableException">The store can't be reached.</exception>
    public ValueTask<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancellationToken) => store.ListAsync(cancellationToken);

    /// <summary>Revokes the key of that prefix for good, from the next request on; false when there is none, or it was revoked before.</summary>
    /// <param name="prefix">The prefix, or the whole key as it was shown.</param>
    /// <param name="cancellationToken">The usual.</param>
    /// <exception cref="Stores.StoreUnavailableException">The store can't be reached.</exception>
    public ValueTask<bool> RevokeAsync(string prefix, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        var text = prefix.Trim();
        return store.RevokeAsync(ApiKeyText.Prefix(text) ?? Bare(text), time.GetUtcNow(), cancellationToken);
    }

    private static string Bare(string prefix) => ApiKeyText.IsMeant(prefix) ? prefix[ApiKeyText.Marker.Length..] : prefix;

    private static bool Fits(StoredApiKey? stored, string text)
    {
        var known = stored is { Salt.Length: SaltBytes };
        ReadOnlySpan<byte> salt = known ? stored!.Salt.Span : Nobody.AsSpan(0, SaltBytes);
        ReadOnlySpan<byte> expected = known ? stored!.Hash.Span : Nobody.AsSpan(SaltBytes);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        ApiKeyText.Hash(salt, text, hash);
        return CryptographicOperations.FixedTimeEquals(hash, expected) && known;
    }
}
