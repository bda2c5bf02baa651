using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using CodexMcp.Core.Execution;

namespace CodexMcp.Host.Console.SignIn;

/// <summary>
/// The keys of the console, all from one file: one seals cookies, the other signs what a form must bring back. Neither can be used in
/// place of the other.
/// </summary>
internal sealed class ConsoleKeys(IKeySource source)
{
    private readonly Lazy<byte[]> seal = new(() => Derive(source, "console-seal-1"));
    private readonly Lazy<byte[]> forms = new(() => Derive(source, "console-forms-1"));

    /// <summary>Seals a cookie's content for one purpose.</summary>
    public string Seal(string purpose, ReadOnlySpan<byte> content) => SealedBox.Seal(seal.Value, SealedBox.Context("console", purpose), content);

    /// <summary>Opens what was sealed for that purpose; null for everything else.</summary>
    public byte[]? Open(string purpose, string text) => SealedBox.Open(seal.Value, SealedBox.Context("console", purpose), text);

    /// <summary>Signs facts: the form that comes back with this was made for exactly them.</summary>
    public string Sign(params ReadOnlySpan<string> facts) => Base64Url.EncodeToString(HMACSHA256.HashData(forms.Value, SealedBox.Context(facts)));

    /// <summary>Whether the text is the signature of those facts, compared in constant time.</summary>
    public bool IsSigned(string? text, params ReadOnlySpan<string> facts) =>
        text is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(Sign(facts)));

    private static byte[] Derive(IKeySource source, string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, source.GetKey().ToArray(), 32, info: Encoding.ASCII.GetBytes(purpose));
}
