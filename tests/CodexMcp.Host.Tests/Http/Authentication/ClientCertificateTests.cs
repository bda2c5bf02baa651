using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CodexMcp.Host.Http.Authentication;
using CodexMcp.Host.Http.Authentication.Certificates;
using CodexMcp.Host.Tests.Http.Authentication.Support;

namespace CodexMcp.Host.Tests.Http.Authentication;

/// <summary>Client certificates: only those of the configured authority, for clients, in their time, and mapped.</summary>
public sealed class ClientCertificateTests : IDisposable
{
    private const string ForClients = "1.3.6.1.5.5.7.3.2";
    private const string ForServers = "1.3.6.1.5.5.7.3.1";
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string file = Path.GetTempFileName();
    private readonly X509Certificate2 authority = Authority("CN=Clients of Example");

    public ClientCertificateTests() => File.WriteAllText(file, authority.ExportCertificatePem());

    [Theory]
    [InlineData("CN=alice, O=Example", null, "alice")]
    [InlineData("CN=x", "uri:spiffe://example.com/agent", "agent")]
    [InlineData("CN=x", "dns:host.example.com", "host")]
    [InlineData("CN=x", "email:carol@example.com", "carol")]
    public async Task Authenticate_MappedName_IsThePrincipal(string subject, string? name, string principal)
    {
        using var doorman = Create();
        using var certificate = Issue(authority, subject, name);

        var caller = Assert.IsType<AuthenticationResult.Success>(await AskAsync(doorman, certificate)).Caller;

        Assert.Equal(principal, caller.Principal);
        Assert.Equal("mtls", caller.Scheme);
        Assert.Equal(["sales"], caller.Roles ?? new HashSet<string> { "sales" });
    }

    [Fact]
    public async Task Authenticate_OtherCertificates_AreRefused()
    {
        using var doorman = Create();
        using var stranger = Authority("CN=Clients of Example");
        X509Certificate2[] others =
        [
            Issue(authority, "CN=mallory, O=Example"),
            Issue(authority, "CN=alice, O=Example, OU=x"),
            Issue(authority, "O=Example, CN=alice"),
            Issue(authority, "CN=alice"),
            Issue(stranger, "CN=alice, O=Example"),
            Issue(authority, "CN=alice, O=Example", usage: ForServers),
            Issue(authority, "CN=alice, O=Example", usage: null),
            Issue(authority, "CN=alice, O=Example", end: Begin.AddDays(1)),
            Issue(authority, "CN=alice, O=Example", begin: End.AddDays(-1)),
            Issue(authority, "CN=alice, O=Example", "dns:host.example.com"),
            SelfSigned("CN=alice, O=Example"),
            authority,
        ];
        foreach (var other in others)
        {
            var refused = Assert.IsType<AuthenticationResult.Refused>(await AskAsync(doorman, other));
            Assert.Equal(401, refused.Status);
        }
    }

    [Fact]
    public async Task Authenticate_CertificateAndToken_AreRefused()
    {
        using var doorman = Create();
        using var certificate = Issue(authority, "CN=alice, O=Example");
        var key = await doorman.Keys.CreateAsync(new() { Principal = "alice", Roles = ["sales"] }, TestContext.Current.CancellationToken);

        var result = await doorman.AskAsync(key.Text, change: context => context.Connection.ClientCertificate = certificate);

        Assert.Equal(400, Assert.IsType<AuthenticationResult.Refused>(result).Status);
    }

    [Fact]
    public async Task Authenticate_CertificatesNotConfigured_DontCount()
    {
        using var doorman = new Doorman(null);
        using var certificate = Issue(authority, "CN=alice, O=Example");

        Assert.Equal(401, Assert.IsType<AuthenticationResult.Refused>(await AskAsync(doorman, certificate)).Status);
    }

    [Fact]
    public async Task Authenticate_RememberedCertificate_EndsInItsTime()
    {
        using var doorman = Create();
        using var certificate = Issue(authority, "CN=alice, O=Example", end: doorman.Time.GetUtcNow().AddSeconds(30));
        Assert.IsType<AuthenticationResult.Success>(await AskAsync(doorman, certificate));

        doorman.Time.Advance(TimeSpan.FromSeconds(31));

        Assert.IsType<AuthenticationResult.Refused>(await AskAsync(doorman, certificate));
    }

    public void Dispose()
    {
        authority.Dispose();
        File.Delete(file);
    }

    private static Task<AuthenticationResult> AskAsync(Doorman doorman, X509Certificate2 certificate) =>
        doorman.AskAsync(null, change: context => context.Connection.ClientCertificate = certificate);

    private Doorman Create() => new(null, changeAll: all => all with
    {
        MutualTls = new()
        {
            AuthorityFile = file,
            Mappings =
            [
                new() { Name = "subject:CN=alice, O=Example", Principal = "alice", Roles = ["sales"] },
                new() { Name = "uri:spiffe://example.com/agent", Principal = "agent" },
                new() { Name = "dns:host.example.com", Principal = "host" },
                new() { Name = "email:carol@example.com", Principal = "carol" },
            ],
        },
    });

    private static X509Certificate2 Authority(string subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(Begin.AddDays(-1), End.AddDays(1));
    }

    private static X509Certificate2 SelfSigned(string subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ForClients)], false));
        return request.CreateSelfSigned(Begin, End);
    }

    private static X509Certificate2 Issue(
        X509Certificate2 authority, string subject, string? name = null, string? usage = ForClients, DateTimeOffset? begin = null, DateTimeOffset? end = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        if (usage is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        }

        if (name is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            var value = name[(name.IndexOf(':') + 1)..];
            switch (name.Split(':')[0])
            {
                case "uri":
                    names.AddUri(new(value));
                    break;
                case "dns":
                    names.AddDnsName(value);
                    break;
                default:
                    names.AddEmailAddress(value);
                    break;
            }

            request.CertificateExtensions.Add(names.Build());
        }

        return request.Create(authority, begin ?? Begin, end ?? End, RandomNumberGenerator.GetBytes(8));
    }
}
