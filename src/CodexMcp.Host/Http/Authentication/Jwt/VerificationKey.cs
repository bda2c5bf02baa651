using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace CodexMcp.Host.Http.Authentication.Jwt;

/// <summary>A public key of an issuer, and what it may verify.</summary>
internal sealed class VerificationKey
{
    private const int Spare = 8;

    // An instance is used by one thread at a time; a few are kept, since importing costs more than verifying.
    private readonly ConcurrentBag<AsymmetricAlgorithm> instances = [];
    private readonly Func<AsymmetricAlgorithm> create;
    private readonly string type;
    private readonly string? curve;
    private readonly string? algorithm;

    /// <summary>Creates the key.</summary>
    /// <param name="kid">Its name, or null.</param>
    /// <param name="type"><c>RSA</c> or <c>EC</c>.</param>
    /// <param name="curve">The curve of an EC key.</param>
    /// <param name="algorithm">The one algorithm it is for, or null for every one that fits its type.</param>
    /// <param name="create">Imports it.</param>
    public VerificationKey(string? kid, string type, string? curve, string? algorithm, Func<AsymmetricAlgorithm> create)
    {
        Kid = kid;
        this.type = type;
        this.curve = curve;
        this.algorithm = algorithm;
        this.create = create;
        instances.Add(create());
    }

    /// <summary>Its name in the set, or null.</summary>
    public string? Kid { get; }

    /// <summary>Whether the key is for that algorithm: the type and curve must fit, and the key's own <c>alg</c> when it has one.</summary>
    public bool Fits(JwtAlgorithm wanted) =>
        type == wanted.KeyType && (wanted.Curve is null || wanted.Curve == curve) && (algorithm is null || algorithm == wanted.Name);

    /// <summary>Whether the signature is this key's over that data.</summary>
    public bool Verify(JwtAlgorithm wanted, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (!Fits(wanted))
        {
            return false;
        }

        var instance = instances.TryTake(out var kept) ? kept : create();
        try
        {
            return instance switch
            {
                RSA rsa => signature.Length == rsa.KeySize / 8 && rsa.VerifyData(data, signature, wanted.Hash, wanted.Padding!),
                ECDsa ec => ec.VerifyData(data, signature, wanted.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
                _ => false,
            };
        }
        catch (CryptographicException)
        {
            return false;
        }
        finally
        {
            if (instances.Count >= Spare)
            {
                instance.Dispose();
            }
            else
            {
                instances.Add(instance);
            }
        }
    }
}
