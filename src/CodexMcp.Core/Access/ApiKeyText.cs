using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace CodexMcp.Core.Access;

/// <summary>
/// The form of a key: <c>cmk_</c>, 12 characters of public prefix, <c>_</c>, 43 characters of secret (256 random bits), 6 characters of
/// checksum, all base62. So secret scanners recognise one, and a typing error never reaches the store.
/// </summary>
public static class ApiKeyText
{
    /// <summary>What every key begins with.</summary>
    public const string Marker = "cmk_";

    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int PrefixLength = 12;
    private const int SecretLength = 43;
    private const int ChecksumLength = 6;
    private const int Signed = 4 + PrefixLength + 1 + SecretLength;
    private const int Length = Signed + ChecksumLength;

    /// <summary>Makes a new key.</summary>
    public static string Create()
    {
        var signed = $"{Marker}{RandomNumberGenerator.GetString(Digits, PrefixLength)}_{RandomNumberGenerator.GetString(Digits, SecretLength)}";
        Span<char> checksum = stackalloc char[ChecksumLength];
        Checksum(signed, checksum);
        return string.Concat(signed, checksum);
    }

    /// <summary>Whether the text is meant to be a key of ours, well-formed or not.</summary>
    public static bool IsMeant(ReadOnlySpan<char> text) => text.StartsWith(Marker, StringComparison.Ordinal);

    /// <summary>Gives the prefix of a well-formed key whose checksum is right; else null.</summary>
    public static string? Prefix(ReadOnlySpan<char> text)
    {
        if (text.Length != Length || !IsMeant(text) || text[4 + PrefixLength] != '_')
        {
            return null;
        }

        var prefix = text.Slice(4, PrefixLength);
        if (prefix.ContainsAnyExcept(Digits) || text[(4 + PrefixLength + 1)..].ContainsAnyExcept(Digits))
        {
            return null;
        }

        Span<char> checksum = stackalloc char[ChecksumLength];
        Checksum(text[..Signed], checksum);
        return text[Signed..].SequenceEqual(checksum) ? prefix.ToString() : null;
    }

    /// <summary>SHA-256 over the salt and the whole key.</summary>
    internal static void Hash(ReadOnlySpan<byte> salt, ReadOnlySpan<char> text, Span<byte> hash)
    {
        Span<byte> bytes = stackalloc byte[salt.Length + Length];
        salt.CopyTo(bytes);
        Encoding.ASCII.GetBytes(text, bytes[salt.Length..]);
        SHA256.HashData(bytes, hash);
        CryptographicOperations.ZeroMemory(bytes);
    }

    private static void Checksum(ReadOnlySpan<char> signed, Span<char> checksum)
    {
        Span<byte> bytes = stackalloc byte[Signed];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Encoding.ASCII.GetBytes(signed, bytes);
        SHA256.HashData(bytes, hash);
        var value = BinaryPrimitives.ReadUInt32BigEndian(hash);
        for (var index = checksum.Length - 1; index >= 0; index--)
        {
            checksum[index] = Digits[(int)(value % 62)];
            value /= 62;
        }
    }
}
