using System.Collections.Frozen;
using System.Security.Cryptography;

namespace CodexMcp.Host.Http.Authentication.Jwt;

/// <summary>One way to sign. What is not in <see cref="All"/> does not exist here: not <c>none</c>, and nothing with a shared secret.</summary>
/// <param name="Name">As the header writes it (RFC 7518, section 3.1).</param>
/// <param name="KeyType"><c>RSA</c> or <c>EC</c>.</param>
/// <param name="Hash">The hash.</param>
/// <param name="Curve">The curve, for <c>EC</c>.</param>
/// <param name="Padding">The padding, for <c>RSA</c>.</param>
internal sealed record JwtAlgorithm(string Name, string KeyType, HashAlgorithmName Hash, string? Curve = null, RSASignaturePadding? Padding = null)
{
    /// <summary>All of them, by name.</summary>
    public static FrozenDictionary<string, JwtAlgorithm> All { get; } = new JwtAlgorithm[]
    {
        new("RS256", "RSA", HashAlgorithmName.SHA256, Padding: RSASignaturePadding.Pkcs1),
        new("RS384", "RSA", HashAlgorithmName.SHA384, Padding: RSASignaturePadding.Pkcs1),
        new("RS512", "RSA", HashAlgorithmName.SHA512, Padding: RSASignaturePadding.Pkcs1),
        new("PS256", "RSA", HashAlgorithmName.SHA256, Padding: RSASignaturePadding.Pss),
        new("PS384", "RSA", HashAlgorithmName.SHA384, Padding: RSASignaturePadding.Pss),
        new("PS512", "RSA", HashAlgorithmName.SHA512, Padding: RSASignaturePadding.Pss),
        new("ES256", "EC", HashAlgorithmName.SHA256, Curve: "P-256"),
        new("ES384", "EC", HashAlgorithmName.SHA384, Curve: "P-384"),
        new("ES512", "EC", HashAlgorithmName.SHA512, Curve: "P-521"),
    }.ToFrozenDictionary(algorithm => algorithm.Name, StringComparer.Ordinal);
}
