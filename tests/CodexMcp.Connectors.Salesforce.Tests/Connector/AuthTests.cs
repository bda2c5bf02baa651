using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Tests.Support;

namespace CodexMcp.Connectors.Salesforce.Tests.Connector;

public sealed class AuthTests
{
    private const string Limits = """{"DailyApiRequests":{"Max":15000,"Remaining":14998},"Other":{"Max":1,"Remaining":1}}""";

    [Fact]
    public async Task Login_JwtBearer_IsSignedAndShort()
    {
        var time = new ManualTime();
        var vendor = new Vendor(_ => Vendor.Json(200, Limits));
        await using var harness = new Harness(vendor, time: time);
        await harness.RunAsync("get_limits", "{}");

        var form = Form(Assert.Single(vendor.Logins));
        Assert.Equal("urn:ietf:params:oauth:grant-type:jwt-bearer", form["grant_type"]);
        var parts = form["assertion"].Split('.');
        Assert.True(Harness.Key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        var claims = Some.Json(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])));
        Assert.Equal("app", claims.GetProperty("iss").GetString());
        Assert.Equal("codex@acme.example", claims.GetProperty("sub").GetString());
        Assert.Equal("https://login.salesforce.com", claims.GetProperty("aud").GetString());
        Assert.InRange(claims.GetProperty("exp").GetInt64() - time.GetUtcNow().ToUnixTimeSeconds(), 60, 180);
    }

    [Fact]
    public async Task Login_ClientCredentials_SendsIdAndSecretInTheForm()
    {
        var vendor = new Vendor(_ => Vendor.Json(200, Limits));
        await using var harness = new Harness(vendor, settings: Harness.Settings(auth: """{"method":"client_credentials","client_id":"app","client_secret":"s3cr3t&="}"""));
        await harness.RunAsync("get_limits", "{}");

        var form = Form(Assert.Single(vendor.Logins));
        Assert.Equal("client_credentials", form["grant_type"]);
        Assert.Equal("s3cr3t&=", form["client_secret"]);
    }

    [Fact]
    public async Task Login_ManyCallsAtOnce_MintOneToken()
    {
        var vendor = new Vendor(_ => Vendor.Json(200, Limits));
        await using var harness = new Harness(vendor);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => harness.RunAsync("get_limits", "{}")));
        Assert.Single(vendor.Logins);
        Assert.All(vendor.Requests, one => Assert.Equal("00D!token1", one.Token));
    }

    [Fact]
    public async Task Session_Expired_IsRenewedOnce()
    {
        var vendor = new Vendor(sent => sent.Token == "00D!token1" ? Vendor.Error(401, "INVALID_SESSION_ID", "Session expired or invalid") : Vendor.Json(200, Limits));
        await using var harness = new Harness(vendor);
        await harness.RunAsync("get_limits", "{}");
        Assert.Equal(2, vendor.Logins.Count);
        Assert.Equal(2, vendor.Requests.Count);
    }

    [Theory]
    [InlineData("Session expired or invalid", 2)]
    [InlineData("This session is not valid for use with the REST API", 1)]
    public async Task Session_NeverAccepted_EndsAsAFailureOfConfigurationAndIsNoLoop(string message, int requests)
    {
        var time = new ManualTime();
        var vendor = new Vendor(_ => Vendor.Error(401, "INVALID_SESSION_ID", message));
        await using var harness = new Harness(vendor, time: time);

        Assert.Equal(ConnectorFailure.Configuration, (await harness.FailAsync("get_limits", "{}")).Failure);
        Assert.Equal(requests, vendor.Requests.Count);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(ConnectorFailure.Configuration, (await harness.FailAsync("get_limits", "{}")).Failure);
        }

        Assert.Equal(requests, vendor.Requests.Count);
        time.Advance(TimeSpan.FromMinutes(1));
        await harness.FailAsync("get_limits", "{}");
        Assert.Equal(2 * requests, vendor.Requests.Count);
    }

    [Theory]
    [InlineData("invalid_client_id", "client identifier invalid")]
    [InlineData("invalid_grant", "user hasn't approved this consumer")]
    [InlineData("invalid_app_access", "user is not admin approved to access this app")]
    [InlineData("inactive_user", "user is inactive")]
    [InlineData("inactive_org", "org is inactive")]
    [InlineData("unsupported_grant_type", "grant type not supported")]
    public async Task Login_Refused_IsAFailureOfConfigurationAndNotRepeatedAtOnce(string error, string description)
    {
        var vendor = new Vendor(_ => null) { Login = _ => Vendor.Json(400, $$"""{"error":"{{error}}","error_description":{{Vendor.Quote(description)}}}""") };
        await using var harness = new Harness(vendor, time: new ManualTime());
        var failure = await harness.FailAsync("get_limits", "{}");
        Assert.Equal(ConnectorFailure.Configuration, failure.Failure);
        Assert.Equal(error, failure.VendorCode);
        Assert.Contains("operator", failure.Next);
        await harness.FailAsync("get_limits", "{}");
        Assert.Single(vendor.Logins);
    }

    [Theory]
    [InlineData(600, 2)]
    [InlineData(-600, 2)]
    [InlineData(5, 1)]
    public async Task Login_ExpiredByClockSkew_FollowsTheServersClockOnce(int skewSeconds, int logins)
    {
        var time = new ManualTime();
        var server = time.GetUtcNow().AddSeconds(skewSeconds);
        var vendor = new Vendor(_ => Vendor.Json(200, Limits))
        {
            Login = sent =>
            {
                var exp = Some.Json(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(Form(sent)["assertion"].Split('.')[1]))).GetProperty("exp").GetInt64() - server.ToUnixTimeSeconds();
                if (exp is > 0 and <= 180 && logins == 2)
                {
                    return null;
                }

                var response = Vendor.Json(400, """{"error":"invalid_grant","error_description":"expired assertion"}""");
                response.Headers.Date = server;
                return response;
            },
        };
        await using var harness = new Harness(vendor, time: time);
        if (logins == 2)
        {
            await harness.RunAsync("get_limits", "{}");
        }
        else
        {
            Assert.Equal(ConnectorFailure.Configuration, (await harness.FailAsync("get_limits", "{}")).Failure);
        }

        Assert.Equal(logins, vendor.Logins.Count);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("https://acme.my.salesforce.com.evil.example")]
    [InlineData("https://acme.my.salesforce.com/path")]
    [InlineData("https://user@acme.my.salesforce.com")]
    [InlineData("http://acme.my.salesforce.com")]
    [InlineData("https://acme.my.salesforce.com:8443")]
    [InlineData("/relative")]
    public async Task Login_InstanceElsewhere_GetsNoToken(string instance)
    {
        var vendor = new Vendor(_ => Vendor.Json(200, Limits)) { Login = _ => Vendor.Json(200, $$"""{"access_token":"00D!x","instance_url":"{{instance}}"}""") };
        await using var harness = new Harness(vendor);
        Assert.NotEqual(ConnectorFailure.Refused, (await harness.FailAsync("get_limits", "{}")).Failure);
        Assert.Empty(vendor.Requests);
    }

    [Theory]
    [InlineData("<html>login</html>", "text/html")]
    [InlineData("{\"access_token\":", "application/json")]
    [InlineData("{\"access_token\":\"a b\\n\",\"instance_url\":\"https://acme.my.salesforce.com\"}", "application/json")]
    [InlineData("{}", "application/json")]
    public async Task Login_NonsenseAnswer_IsACleanFailure(string body, string type)
    {
        var vendor = new Vendor(_ => null) { Login = _ => Vendor.Json(200, body, type) };
        await using var harness = new Harness(vendor);
        Assert.Equal(ConnectorFailure.BadAnswer, (await harness.FailAsync("get_limits", "{}")).Failure);
    }

    [Fact]
    public async Task Login_Unavailable_IsTriedAgainWithTheNextCall()
    {
        var broken = true;
        var vendor = new Vendor(_ => Vendor.Json(200, Limits)) { Login = _ => broken ? Vendor.Json(503, "<html>", "text/html") : null };
        await using var harness = new Harness(vendor, time: new ManualTime());
        Assert.Equal(ConnectorFailure.Unavailable, (await harness.FailAsync("get_limits", "{}")).Failure);
        broken = false;
        await harness.RunAsync("get_limits", "{}");
    }

    [Theory]
    [InlineData("""{"login_url":"ftp://x","auth":{"method":"jwt_bearer","client_id":"a","username":"u","private_key":"k"}}""")]
    [InlineData("""{"login_url":"https://acme.my.salesforce.com","auth":{"method":"password","client_id":"a"}}""")]
    [InlineData("""{"login_url":"https://login.salesforce.com","auth":{"method":"client_credentials","client_id":"a","client_secret":"s"}}""")]
    [InlineData("""{"login_url":"https://acme.my.salesforce.com","auth":{"method":"jwt_bearer","client_id":"a","private_key":"k"}}""")]
    [InlineData("""{"login_url":"https://acme.my.salesforce.com","auth":{"method":"jwt_bearer","client_id":"a","username":"u","private_key":"no pem: s3cr3t"}}""")]
    [InlineData("""{"login_url":"https://acme.my.salesforce.com","api_version":"66","auth":{"method":"jwt_bearer","client_id":"a","username":"u","private_key":"k"}}""")]
    [InlineData("""{"login_url":"https://acme.my.salesforce.com","idempotency_field":"x' OR","auth":{"method":"jwt_bearer","client_id":"a","username":"u","private_key":"k"}}""")]
    public async Task Settings_Wrong_SayWhatAndShowNoSecret(string settings)
    {
        await using var harness = new Harness(new Vendor(_ => null), settings: settings);
        var failure = await Assert.ThrowsAsync<ConnectorException>(async () => await harness.Connector.ExecuteAsync(harness.Call("get_limits", "{}"), TestContext.Current.CancellationToken));
        Assert.Equal(ConnectorFailure.Configuration, failure.Failure);
        Assert.DoesNotContain("s3cr3t", failure.ToString());
    }

    private static Dictionary<string, string> Form(Sent sent) =>
        sent.Body.Split('&').Select(static pair => pair.Split('=')).ToDictionary(static pair => Uri.UnescapeDataString(pair[0]), static pair => Uri.UnescapeDataString(pair[1]));
}
