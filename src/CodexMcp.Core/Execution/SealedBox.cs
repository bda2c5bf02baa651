using System.Buffers.Text;
using System.Security.Cryptography;

namespace CodexMcp.Core.Execution;

/// <summary>AES-256-GCM with a random nonce, as base64url text. What is not exactly what was sealed, under the same context, does not open.</summary>
public static class SealedBox
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <summary>Longer texts are refused before anything is computed.</summary>
    private const int MaxText = 16 * 1024;

    /// <summary>Seals <paramref name="content"/> so that it opens under the same key and <paramref name="context"/> only.</summary>
    public static string Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> context, ReadOnlySpan<byte> content)
    {
        var box = new byte[NonceBytes + content.Length + TagBytes];
        var nonce = box.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, content, box.AsSpan(NonceBytes, content.Length), box.AsSpan(NonceBytes + content.Length), context);
        return Base64Url.EncodeToString(box);
    }

    /// <summary>Gives the content, or null for a text that was not sealed under this key and context.</summary>
    public static byte[]? Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> context, string text)
    {
        if (text.Length > MaxText || !Base64Url.IsValid(text))
        {
            return null;
        }

        var box = Base64Url.DecodeFromChars(text);
        var length = box.Length - NonceBytes - TagBytes;
        // One text per box: base64 leaves spare bits at the end, and two texts for one approval would be one too many.
        if (length < 0 || !string.Equals(Base64Url.EncodeToString(box), text, StringComparison.Ordinal))
        {
            return null;
        }

        var content = new byte[length];
        try
        {
            using var aes = new AesGcm(key, TagBytes);
            aes.Decrypt(box.AsSpan(0, NonceBytes), box.AsSpan(NonceBytes, length), box.AsSpan(NonceBytes + length), content, context);
            return content;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    /// <summary>Joins parts so that no two lists of parts give the same bytes.</summary>
    public static byte[] Context(params ReadOnlySpan<string> parts)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream))
        {
            foreach (var part in parts)
            {
                writer.Write(part); // length first
            }
        }

        return stream.ToArray();
    }
}
