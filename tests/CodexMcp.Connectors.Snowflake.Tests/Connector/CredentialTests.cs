using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Snowflake.Auth;
using CodexMcp.Connectors.Snowflake.Tests.Support;
using CodexMcp.Sandbox;
using CodexMcp.Sandbox.Snowflake;

namespace CodexMcp.Connectors.Snowflake.Tests.Connector;

public sealed class CredentialTests
{
    [Theory]
    [InlineData("key_pair")]
    [InlineData("oauth")]
    [InlineData("pat")]
    public async Task Query_EveryMethodFromAFile_IsAcceptedByTheSimulator(string method)
    {
        using var credentials = new SandboxCredentials();
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, (method switch { "key_pair" => credentials.PrivateKeyPem, "oauth" => credentials.OAuthToken, _ => credentials.ProgrammaticAccessToken }) + "\n",
                TestContext.Current.CancellationToken);
            await using var harness = new Harness(
                auth: $$"""{"method":"{{method}}","credential_file":{{JsonSerializer.SerializeToElement(file, Plain.Default.String).GetRawText()}}}""",
                options: new SnowflakeSimulatorOptions { Credentials = credentials });

            Assert.Equal(1, (await harness.QueryAsync("SELECT 1")).Structured.GetProperty("rows")[0][0].GetInt32());
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Query_WrongKey_IsAConfigurationFailureThatSaysNoSecret()
    {
        using var other = RSA.Create(2048);
        var pem = other.ExportPkcs8PrivateKeyPem();
        await using var harness = new Harness(auth: $$"""{"method":"key_pair","private_key":{{JsonSerializer.SerializeToElement(pem, Plain.Default.String).GetRawText()}}}""");

        var failure = await harness.FailAsync(harness.Call("run_query", ("statement", "SELECT 1")));

        Assert.Equal(ConnectorFailure.Configuration, failure.Failure);
        Assert.DoesNotContain("PRIVATE", failure.ToString());
    }

    [Theory]
    [InlineData("""{"method":"key_pair","private_key":"secret-but-no-key"}""")]
    [InlineData("""{"method":"pat","token":"secret with\u0007bell"}""")]
    [InlineData("""{"method":"pat","credential_file":"/no/such/secret"}""")]
    [InlineData("""{"method":"pat"}""")]
    [InlineData("""{"method":"password","token":"secret"}""")]
    [InlineData("""{"token":"secret"}""")]
    [InlineData("null")]
    public async Task Query_WrongSettings_AreAConfigurationFailureThatSaysNoSecret(string auth)
    {
        await using var harness = new Harness(auth: auth);

        var failure = await harness.FailAsync(harness.Call("run_query", ("statement", "SELECT 1")));

        Assert.Equal(ConnectorFailure.Configuration, failure.Failure);
        Assert.DoesNotContain("secret", failure.Message + failure.Next);
        Assert.Equal(0, harness.Activity.Requests(SnowflakeRequestKind.Submit));
    }

    [Fact]
    public async Task Query_TokenFileWasRenewed_IsReadAgainAfterTheRefusal()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "old", TestContext.Current.CancellationToken);
            var accepted = "old";
            var vendor = new Vendor((request, _) => request.Headers.Authorization!.Parameter == accepted
                ? Vendor.Json(200, Vendor.OneCell("fixed", "1"))
                : Vendor.Json(401, """{"code":"390318","message":"expired"}"""));
            await using var harness = new Harness(vendor,
                $$"""{"method":"oauth","credential_file":{{JsonSerializer.SerializeToElement(file, Plain.Default.String).GetRawText()}}}""");
            await harness.QueryAsync("SELECT 1");

            await File.WriteAllTextAsync(file, "new", TestContext.Current.CancellationToken);
            accepted = "new";
            await harness.QueryAsync("SELECT 1");

            Assert.Equal(["old", "old", "old", "new"], vendor.Requests.Select(static request => request.Token));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void KeyPair_Token_IsWhatSnowflakeAsksForAndKeptUntilItIsOld()
    {
        using var key = RSA.Create(2048);
        var time = new ManualTime();
        using var credential = SnowflakeCredential.Create(Settings(key.ExportPkcs8PrivateKeyPem()), time);

        var first = credential.Get();
        time.Advance(TimeSpan.FromMinutes(49));
        var same = credential.Get();
        time.Advance(TimeSpan.FromMinutes(2));
        var next = credential.Get();

        Assert.Equal(first, same);
        Assert.NotEqual(first, next);
        Assert.Equal("KEYPAIR_JWT", first.Kind);
        var parts = first.Value.Split('.');
        Assert.Equal("""{"alg":"RS256","typ":"JWT"}""", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0])));
        var claims = Some.Json(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])));
        var print = "SHA256:" + Convert.ToBase64String(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
        Assert.Equal("MYORG-ACME.SVC.USER", claims.GetProperty("sub").GetString());
        Assert.Equal($"MYORG-ACME.SVC.USER.{print}", claims.GetProperty("iss").GetString());
        Assert.InRange(claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64(), 60, 3600);
        Assert.True(key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    [Fact]
    public void KeyPair_ClockSetBackOrTokenRefused_MakesAnother()
    {
        using var key = RSA.Create(2048);
        var time = new ManualTime();
        using var credential = SnowflakeCredential.Create(Settings(key.ExportPkcs8PrivateKeyPem()), time);
        var first = credential.Get();

        time.Advance(TimeSpan.FromHours(-2));
        var back = credential.Get();
        time.Advance(TimeSpan.FromSeconds(1));
        credential.Refused(back);
        credential.Refused(first);
        var again = credential.Get();

        Assert.NotEqual(first, back);
        Assert.NotEqual(back, again);
        Assert.Equal(again, credential.Get());
    }

    [Fact]
    public void KeyPair_ShortKey_IsRefused()
    {
        using var key = RSA.Create(1024);
        using var credential = SnowflakeCredential.Create(Settings(key.ExportPkcs8PrivateKeyPem()), new ManualTime());

        Assert.Contains("2048", Assert.Throws<ConnectorException>(() => credential.Get()).Message);
    }

    [Fact]
    public void KeyPair_EncryptedKey_NeedsItsPassphrase()
    {
        using var key = RSA.Create(2048);
        var pem = key.ExportEncryptedPkcs8PrivateKeyPem("pass", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
        using var right = SnowflakeCredential.Create(Settings(pem, "pass"), new ManualTime());
        using var wrong = SnowflakeCredential.Create(Settings(pem, "word"), new ManualTime());
        using var none = SnowflakeCredential.Create(Settings(pem), new ManualTime());

        Assert.NotEmpty(right.Get().Value);
        Assert.Equal(ConnectorFailure.Configuration, Assert.Throws<ConnectorException>(() => wrong.Get()).Failure);
        Assert.Equal(ConnectorFailure.Configuration, Assert.Throws<ConnectorException>(() => none.Get()).Failure);
    }

    [Theory]
    [InlineData("my_org-my_account", "https://my-org-my-account.snowflakecomputing.com/")]
    [InlineData("xy12345.eu-central-1", "https://xy12345.eu-central-1.snowflakecomputing.com/")]
    public void Settings_Account_BecomesTheHost(string account, string address) =>
        Assert.Equal(address, Settings("k", account: account).BaseAddress.ToString());

    [Theory]
    [InlineData("evil.example/")]
    [InlineData("a@b")]
    [InlineData("a:1")]
    [InlineData("a?b")]
    [InlineData("a#")]
    [InlineData("a/../b")]
    public void Settings_AccountThatIsNoHost_IsRefused(string account) =>
        Assert.Equal(ConnectorFailure.Configuration, Assert.Throws<ConnectorException>(() => Settings("k", account: account)).Failure);

    [Fact]
    public void Settings_BaseUrlInProduction_IsIgnoredAndOffLoopbackRefused()
    {
        var settings = Some.Json("""{"account":"a","user":"u","role":"r","warehouse":"w","database":"d","schema":"s","base_url":"http://10.0.0.1","auth":{"method":"pat","token":"t"}}""");

        Assert.Equal("https://a.snowflakecomputing.com/", SnowflakeSettings.Read(settings, "production").BaseAddress.ToString());
        Assert.Throws<ConnectorException>(() => SnowflakeSettings.Read(settings, "sandbox"));
    }

    private static SnowflakeSettings Settings(string key, string? passphrase = null, string account = "myorg-acme.eu-west-1") => SnowflakeSettings.Read(Some.Json($$"""
        {"account":"{{account}}","user":"svc.user","role":"r","warehouse":"w","database":"d","schema":"s",
         "auth":{"method":"key_pair","private_key":{{JsonSerializer.SerializeToElement(key, Plain.Default.String).GetRawText()}}{{(passphrase is null ? "" : $",\"passphrase\":\"{passphrase}\"")}}
         }
        }
        """), "production");
}
