using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CodexMcp.Host.Http.Authentication.Certificates;

/// <summary>
/// Tells whose a client certificate is. Kestrel only has to ask for one and let it through: who signed it, when it ends and what it is for
/// is judged here, against the configured authorities alone. Revocation lists are not fetched: give certificates a short life.
/// </summary>
internal sealed class ClientCertificates : IDisposable
{
    private const string ForClients = "1.3.6.1.5.5.7.3.2";
    private const int Remembered = 1_000;
    private static readonly TimeSpan RememberFor = TimeSpan.FromMinutes(1);

    private readonly X509Certificate2Collection authorities = [];
    private readonly FrozenDictionary<string, CertificateMapping> mappings;
    private readonly BoundedCache<Caller> cache;
    private readonly TimeProvider time;

    /// <summary>Reads the authorities.</summary>
    /// <exception cref="CryptographicException">The file holds none.</exception>
    public ClientCertificates(MutualTlsOptions options, TimeProvider time)
    {
        this.time = time;
        cache = new(Remembered, time);
        authorities.ImportFromPemFile(options.AuthorityFile);
        if (authorities.Count == 0)
        {
            throw new CryptographicException($"{options.AuthorityFile} holds no certificate.");
        }

        mappings = options.Mappings.ToFrozenDictionary(mapping => mapping.Name, StringComparer.Ordinal);
    }

    /// <summary>Gives whose certificate it is; null when it opens nothing.</summary>
    public Caller? Find(X509Certificate2 certificate)
    {
        var hash = TokenHash.Of(certificate.RawDataMemory.Span);
        if (cache.Find(hash) is { } known)
        {
            return known;
        }

        if (!IsGood(certificate) || Mapping(certificate) is not { } mapping)
        {
            return null;
        }

        var ends = new DateTimeOffset(certificate.NotAfter);
        var caller = new Caller
        {
            Principal = mapping.Principal,
            Groups = mapping.Groups.ToFrozenSet(StringComparer.Ordinal),
            Roles = mapping.Roles?.ToFrozenSet(StringComparer.Ordinal),
            Scheme = "mtls",
            CredentialId = hash.Short,
            Expires = ends,
        };
        var until = time.GetUtcNow() + RememberFor;
        cache.Keep(hash, caller, ends < until ? ends : until);
        return caller;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var authority in authorities)
        {
            authority.Dispose();
        }
    }

    private bool IsGood(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(authorities);
        policy.ExtraStore.AddRange(authorities);
        policy.RevocationMode = X509RevocationMode.NoCheck;
        // A certificate names addresses to fetch its issuers from; a stranger's must not make us call anyone.
        policy.DisableCertificateDownloads = true;
        policy.VerificationTimeIgnored = false;
        policy.VerificationTime = time.GetUtcNow().LocalDateTime;
        policy.ApplicationPolicy.Add(new Oid(ForClients));
        try
        {
            return IsForClients(certificate) && chain.Build(certificate);
        }
        catch (CryptographicException)
        {
            return false;
        }
        finally
        {
            foreach (var element in chain.ChainElements)
            {
                element.Certificate.Dispose();
            }
        }
    }

    // The chain takes a certificate without the extension for every use; here it has to say that it is for clients.
    private static bool IsForClients(X509Certificate2 certificate)
    {
        foreach (var extension in certificate.Extensions)
        {
            if (extension is X509EnhancedKeyUsageExtension usage)
            {
                foreach (var oid in usage.EnhancedKeyUsages)
                {
                    if (oid.Value == ForClients)
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    /// <summary>The one mapping that fits; null for none, and for several principals at once.</summary>
    private CertificateMapping? Mapping(X509Certificate2 certificate)
    {
        CertificateMapping? found = null;
        foreach (var name in CertificateNames.Of(certificate))
        {
            if (mappings.TryGetValue(name, out var mapping))
            {
                if (found is not null && found != mapping)
                {
                    return null;
                }

                found = mapping;
            }
        }

        return found;
    }
}
