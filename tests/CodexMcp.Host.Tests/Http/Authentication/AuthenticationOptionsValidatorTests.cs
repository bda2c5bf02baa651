using CodexMcp.Host.Http.Authentication;
using CodexMcp.Host.Http.Authentication.Issuers;

namespace CodexMcp.Host.Tests.Http.Authentication;

/// <summary>Settings that would open a hole, or nothing at all, stop the start.</summary>
public sealed class AuthenticationOptionsValidatorTests
{
    private static readonly IssuerOptions Issuer = new() { Alias = "corp", Issuer = "https://login.example.com/tenant" };
    private static readonly AuthenticationOptions Good = new() { PublicUrl = new("https://mcp.example.com"), Issuers = [Issuer] };
    private static readonly IntrospectionOptions Asking = new() { Endpoint = new("https://login.example.com/introspect"), ClientId = "host", ClientSecret = "secret" };

    private static readonly Dictionary<string, (string Setting, AuthenticationOptions Options)> Wrong = new(StringComparer.Ordinal)
    {
        ["path"] = ("PublicUrl", Good with { PublicUrl = new("https://mcp.example.com/base") }),
        ["clear text"] = ("PublicUrl", Good with { PublicUrl = new("http://mcp.example.com") }),
        ["nothing taken"] = ("ApiKeys", Good with { ApiKeys = false, Issuers = [] }),
        ["token length"] = ("MaxTokenLength", Good with { MaxTokenLength = 1_000_000 }),
        ["alias"] = ("Issuers:0:Alias", One(Issuer with { Alias = "a:b" })),
        ["issuer http"] = ("Issuers:0:Issuer", One(Issuer with { Issuer = "http://login.example.com" })),
        ["issuer by number"] = ("Issuers:0:Issuer", One(Issuer with { Issuer = "https://169.254.169.254" })),
        ["issuer by odd number"] = ("Issuers:0:Issuer", One(Issuer with { Issuer = "https://2852039166" })),
        ["issuer by mapped address"] = ("Issuers:0:Issuer", One(Issuer with { Issuer = "https://[::ffff:10.0.0.1]" })),
        ["issuer on this machine"] = ("Issuers:0:Issuer", One(Issuer with { Issuer = "http://127.0.0.1:4000" })),
        ["issuer on another port"] = ("Issuers:0:Issuer", One(Issuer with { Issuer = "https://login.example.com:8443" })),
        ["issuer with a user"] = ("Issuers:0:Issuer", One(Issuer with { Issuer = "https://user@login.example.com" })),
        ["issuer with a query"] = ("Issuers:0:Issuer", One(Issuer with { Issuer = "https://login.example.com?x=1" })),
        ["issuer that is none"] = ("Issuers:0:Issuer", One(Issuer with { Issuer = "login.example.com" })),
        ["no way to verify"] = ("Issuers:0", One(Issuer with { Jwt = false })),
        ["algorithm none"] = ("Issuers:0:Algorithms", One(Issuer with { Algorithms = ["none"] })),
        ["algorithm HMAC"] = ("Issuers:0:Algorithms", One(Issuer with { Algorithms = ["RS256", "HS256"] })),
        ["algorithm EdDSA"] = ("Issuers:0:Algorithms", One(Issuer with { Algorithms = ["EdDSA"] })),
        ["no algorithm"] = ("Issuers:0:Algorithms", One(Issuer with { Algorithms = [] })),
        ["skew"] = ("Issuers:0:ClockSkew", One(Issuer with { ClockSkew = TimeSpan.FromMinutes(6) })),
        ["lifetime"] = ("Issuers:0:MaxLifetime", One(Issuer with { MaxLifetime = TimeSpan.FromDays(8) })),
        ["host"] = ("Issuers:0:Hosts", One(Issuer with { Hosts = ["10.0.0.1"] })),
        ["every host"] = ("Issuers:0:Hosts", One(Issuer with { Hosts = ["*.com"] })),
        ["audience"] = ("Issuers:0:Audiences", One(Issuer with { Audiences = [""] })),
        ["scope"] = ("Issuers:0:RolesByScope", One(Issuer with { RolesByScope = new Dictionary<string, IReadOnlyList<string>> { ["a\"b"] = ["x"] } })),
        ["endpoint elsewhere"] = ("Issuers:0:Introspection:Endpoint", One(Issuer with { Introspection = Asking with { Endpoint = new("https://evil.example/introspect") } })),
        ["endpoint in the clear"] = ("Issuers:0:Introspection:Endpoint", One(Issuer with { Introspection = Asking with { Endpoint = new("http://login.example.com/introspect") } })),
        ["no secret"] = ("Issuers:0:Introspection", One(Issuer with { Introspection = Asking with { ClientSecret = "" } })),
        ["long memory"] = ("Issuers:0:Introspection:CacheFor", One(Issuer with { Introspection = Asking with { CacheFor = TimeSpan.FromHours(1) } })),
        ["alias twice"] = ("Issuers", Good with { Issuers = [Issuer, Issuer with { Issuer = "https://other.example.com" }] }),
        ["issuer twice"] = ("Issuers", Good with { Issuers = [Issuer, Issuer with { Alias = "other" }] }),
        ["two to ask"] = ("Issuers", Good with { Issuers = [Issuer with { Introspection = Asking }, Issuer with { Alias = "b", Issuer = "https://b.example.com", Introspection = Asking with { Endpoint = new("https://b.example.com/i") } }] }),
        ["no authority"] = ("MutualTls:AuthorityFile", Good with { MutualTls = new() { AuthorityFile = "/there/is/no/file.pem", Mappings = [new() { Name = "subject:CN=a", Principal = "a" }] } }),
        ["no mapping"] = ("MutualTls:Mappings", Good with { MutualTls = new() { AuthorityFile = "x", Mappings = [] } }),
        ["odd mapping"] = ("MutualTls:Mappings:0:Name", Good with { MutualTls = new() { AuthorityFile = "x", Mappings = [new() { Name = "CN=a", Principal = "a" }] } }),
        ["mapping to another's name"] = ("MutualTls:Mappings:0:Principal", Good with { MutualTls = new() { AuthorityFile = "x", Mappings = [new() { Name = "dns:a", Principal = "oidc:corp:alice" }] } }),
    };

    public static TheoryData<string> Names => [.. Wrong.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Validate_WrongSetting_IsNamed(string name)
    {
        var (setting, options) = Wrong[name];

        Assert.Contains(AuthenticationOptionsValidator.Validate(options), error => error.Contains(setting, StringComparison.Ordinal) && !error.Contains("secret\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Validate_GoodSettings_HaveNoErrors()
    {
        Assert.Empty(AuthenticationOptionsValidator.Validate(Good));
        Assert.Empty(AuthenticationOptionsValidator.Validate(One(Issuer with { Introspection = Asking })));
        Assert.Empty(AuthenticationOptionsValidator.Validate(Good with { AllowLoopbackHttp = true, PublicUrl = new("http://127.0.0.1:5100"), Issuers = [Issuer with { Issuer = "http://127.0.0.1:4000" }] }));
    }

    [Fact]
    public void Validate_ManyErrors_AreAllTold() => Assert.True(
        AuthenticationOptionsValidator.Validate(Good with { MaxTokenLength = 0, PublicUrl = new("http://a.example"), Issuers = [Issuer with { Alias = "", Algorithms = [] }] }).Count >= 4);

    private static AuthenticationOptions One(IssuerOptions issuer) => Good with { Issuers = [issuer] };
}
