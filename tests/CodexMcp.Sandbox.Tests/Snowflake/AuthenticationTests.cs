using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using CodexMcp.Sandbox.Snowflake;
using CodexMcp.Sandbox.Tests.Support;

namespace CodexMcp.Sandbox.Tests.Snowflake;

/// <summary>Tokens are checked for real: every claim, the signature, the kind.</summary>
public sealed class AuthenticationTests : IDisposable
{
    private const string Subject = "SANDBOX-ANALYTICS.CODEXMCP_SERVICE";
    private static readonly SandboxCredentials Account = new();
    private static readonly RSA Stranger = RSA.Create(2048);
    private readonly ManualTime _time = new();
    private readonly SnowflakeSimulator _simulator;
    private readonly RSA _key = RSA.Create();

    public AuthenticationTests()
    {
        _simulator = new SnowflakeSimulator(_time, new SnowflakeSimulatorOptions { Credentials = Account });
        _key.ImportFromPem(Account.PrivateKeyPem);
    }

    public void Dispose() => _key.Dispose();

    private string Jwt(
        string? subject = null, string? issuer = null, long issued = 0, long lifetime = 3000, RSA? key = null, string header = """{"alg":"RS256","typ":"JWT"}""", string extra = "")
    {
        var now = _time.GetUtcNow().ToUnixTimeSeconds() + issued;
        var claims = $$"""{"iss":"{{issuer ?? $"{Subject}.{Account.PublicKeyFingerprint}"}}","sub":"{{subject ?? Subject}}","iat":{{now}},"exp":{{now + lifetime}}{{extra}}}""";
        var data = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        return $"{data}.{Base64Url.EncodeToString((key ?? _key).SignData(Encoding.ASCII.GetBytes(data), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private async Task<Answer> Try(string token, string type = "KEYPAIR_JWT")
    {
        using var client = SqlClient.InProcess(_simulator, token, type);
        return await client.QueryAsync("SELECT CURRENT_USER()");
    }

    [Fact]
    public async Task Tokens_OfEveryKind_Accepted()
    {
        Assert.Equal("CODEXMCP_SERVICE", (await Try(Jwt())).Text);
        Assert.Equal("CODEXMCP_SERVICE", (await Try(Account.OAuthToken, "OAUTH")).Text);
        Assert.Equal("CODEXMCP_SERVICE", (await Try(Account.ProgrammaticAccessToken, "PROGRAMMATIC_ACCESS_TOKEN")).Text);
        Assert.Equal("CODEXMCP_SERVICE", (await Try(Jwt(lifetime: 3600, extra: ",\"nbf\":1444478400"))).Text);
    }

    [Fact]
    public async Task Jwt_Wrong_401()
    {
        var good = Jwt();
        var parts = good.Split('.');
        var cases = new Dictionary<string, string>
        {
            ["signed by another key"] = Jwt(key: Stranger),
            ["signature cut"] = $"{parts[0]}.{parts[1]}.",
            ["signature of other claims"] = $"{parts[0]}.{Jwt(lifetime: 2000).Split('.')[1]}.{parts[2]}",
            ["algorithm none"] = Jwt(header: """{"alg":"none"}"""),
            ["algorithm HS256"] = Jwt(header: """{"alg":"HS256"}"""),
            ["lower-case subject"] = Jwt(subject: Subject.ToLowerInvariant()),
            ["another user"] = Jwt(subject: "SANDBOX-ANALYTICS.ADMIN"),
            ["issuer without fingerprint"] = Jwt(issuer: Subject),
            ["another fingerprint"] = Jwt(issuer: $"{Subject}.SHA256:{Convert.ToBase64String(new byte[32])}"),
            ["longer than an hour"] = Jwt(lifetime: 3601),
            ["expired"] = Jwt(issued: -3000, lifetime: 2999),
            ["from the future"] = Jwt(issued: 600),
            ["not before"] = Jwt(extra: ",\"nbf\":99999999999"),
            ["huge numbers"] = Jwt(extra: ",\"exp\":1e300"),
            ["no parts"] = "token",
            ["empty parts"] = "..",
            ["not base64"] = "%.%.%",
            ["not JSON"] = $"{Base64Url.EncodeToString("x"u8)}.{parts[1]}.{parts[2]}",
            ["oversized"] = new string('a', 100_000) + "..",
        };
        foreach (var (name, token) in cases)
        {
            var answer = await Try(token);
            Assert.True(answer.Status == HttpStatusCode.Unauthorized, name);
            Assert.True(answer.Code == "390144", name);
            Assert.DoesNotContain("sqlState", answer.Json.GetRawText());
        }

        Assert.Equal(0, _simulator.Activity.StatementsExecuted);
    }

    [Fact]
    public async Task Tokens_OfAnotherKindOrNone_401()
    {
        Assert.Equal("390303", (await Try(Jwt(), "OAUTH")).Code);
        Assert.Equal("390303", (await Try(Account.ProgrammaticAccessToken, "OAUTH")).Code);
        Assert.Equal("390144", (await Try(Account.OAuthToken)).Code);
        Assert.Equal("394400", (await Try(Account.OAuthToken, "PROGRAMMATIC_ACCESS_TOKEN")).Code);
        Assert.Equal(HttpStatusCode.BadRequest, (await Try(Account.OAuthToken, "SOMETHING")).Status);
        using var client = SqlClient.InProcess(_simulator);
        client.Http.DefaultRequestHeaders.Authorization = null;
        Assert.Equal("390103", (await client.QueryAsync("SELECT 1")).Code);
    }

    [Fact]
    public async Task Token_WithoutItsTypeHeader_IsRecognised()
    {
        foreach (var token in (string[])[Jwt(), Account.OAuthToken, Account.ProgrammaticAccessToken])
        {
            using var client = SqlClient.InProcess(_simulator, token);
            client.Http.DefaultRequestHeaders.Remove("X-Snowflake-Authorization-Token-Type");
            Assert.Equal("1", (await client.QueryAsync("SELECT 1")).Text);
        }
    }

    [Fact]
    public async Task Statements_OfAnotherUser_AreUnknown()
    {
        using var other = new SandboxCredentials { User = "SOMEBODY_ELSE" };
        await using var simulator = new SnowflakeSimulator(_time, new SnowflakeSimulatorOptions { Credentials = Account, OtherUsers = [other] });
        using var mine = SqlClient.InProcess(simulator);
        using var theirs = SqlClient.InProcess(simulator, other.OAuthToken);
        var id = Guid.NewGuid();
        var finished = await mine.QueryAsync("SELECT CURRENT_USER()", query: $"?requestId={id}");
        var running = await mine.QueryAsync("SELECT SYSTEM$WAIT(60)", query: "?async=true");

        Assert.Equal("000709", (await theirs.GetAsync($"/api/v2/statements/{finished.Handle}")).Code);
        Assert.Equal("000709", (await theirs.PostAsync("{}", path: $"/api/v2/statements/{running.Handle}/cancel")).Code);
        Assert.Equal("SOMEBODY_ELSE", (await theirs.QueryAsync("SELECT CURRENT_USER()", query: $"?requestId={id}&retry=true")).Text);
        Assert.Equal(HttpStatusCode.Accepted, (await mine.GetAsync($"/api/v2/statements/{running.Handle}")).Status);
        Assert.Equal("CODEXMCP_SERVICE", (await mine.GetAsync($"/api/v2/statements/{finished.Handle}")).Text);
    }

    [Fact]
    public void Credentials_AsText_ShowNoSecret()
    {
        var text = Account.ToString();

        Assert.DoesNotContain(Account.OAuthToken, text);
        Assert.DoesNotContain(Account.ProgrammaticAccessToken, text);
        Assert.DoesNotContain("PRIVATE", text);
        Assert.Contains("PRIVATE KEY", Account.PrivateKeyPem);
        Assert.NotEqual(Account.OAuthToken, new SandboxCredentials().OAuthToken);
    }
}
