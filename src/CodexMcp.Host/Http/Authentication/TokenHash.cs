using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace CodexMcp.Host.Http.Authentication;

/// <summary>SHA-256 of a credential: what caches go by, so that none of them holds one.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct TokenHash(ulong First, ulong Second, ulong Third, ulong Fourth)
{
    private const int StackBytes = 4096;

    /// <summary>Hashes the text.</summary>
    public static TokenHash Of(string text)
    {
        var size = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> bytes = size <= StackBytes ? stackalloc byte[size] : new byte[size];
        return Of(bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }

    /// <summary>Hashes the bytes.</summary>
    public static TokenHash Of(ReadOnlySpan<byte> bytes)
    {
        Span<ulong> hash = stackalloc ulong[4];
        SHA256.HashData(bytes, MemoryMarshal.AsBytes(hash));
        return new(hash[0], hash[1], hash[2], hash[3]);
    }

    /// <summary>The first 16 hex digits: enough to recognise one credential in the audit trail, and nothing to use it with.</summary>
    public string Short => Convert.ToHexStringLower(BitConverter.GetBytes(First));
}
