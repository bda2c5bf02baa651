namespace CodexMcp.Core.Access;

/// <summary>
/// A key as a store keeps it: a salt, and SHA-256 over salt and key. A fast hash is right here: the secret is 256 random bits, so
/// there is no dictionary that a slow hash would protect it from, and every request pays for the check.
/// </summary>
/// <param name="Key">What is known of the key.</param>
/// <param name="Salt">16 random bytes.</param>
/// <param name="Hash">32 bytes.</param>
public sealed record StoredApiKey(ApiKey Key, ReadOnlyMemory<byte> Salt, ReadOnlyMemory<byte> Hash)
{
    /// <summary>The prefix only: a record's own text would show salt and hash wherever it is logged.</summary>
    public override string ToString() => $"API key {Key.Prefix}";
}
