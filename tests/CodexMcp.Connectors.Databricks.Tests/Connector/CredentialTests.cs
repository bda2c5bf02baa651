using CodexMcp.Abstractions;
using CodexMcp.Connectors.Databricks.Tests.Support;
using CodexMcp.Sandbox.Databricks;
using CodexMcp.Sandbox.Faults;
using CodexMcp.Sandbox.Tests.Support;

namespace CodexMcp.Connectors.Databricks.Tests.Connector;

public sealed class CredentialTests
{
    [Fact]
    public async Task Token_ManyCallsAtOnce_IsAskedForOnce()
    {
        await using var harness = new Harness();

        await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => harness.RunAsync("list_warehouses")));

        Assert.Equal(1, harness.Simulator.TokensGiven);
        Assert.Equal(1, harness.Activity.CountOf("POST", "/oidc/v1/token"));
    }

    [Fact]
    public async Task Token_NearItsEnd_IsMadeAnew()
    {
        var time = new ManualTime();
        await using var harness = new Harness(time: time, options: new DatabricksSimulatorOptions { TokenLife = TimeSpan.FromMinutes(30) });
        await harness.RunAsync("list_warehouses");

        time.Advance(TimeSpan.FromMinutes(27));
        await harness.RunAsync("list_warehouses");
        Assert.Equal(1, harness.Simulator.TokensGiven);

        time.Advance(TimeSpan.FromMinutes(2));
        await harness.RunAsync("list_warehouses");
        Assert.Equal(2, harness.Simulator.TokensGiven);
    }

    [Fact]
    public async Task Token_Revoked_IsMadeAnewOnce()
    {
        await using var harness = new Harness();
        await harness.RunAsync("list_warehouses");
        harness.Simulator.RevokeTokens();

        await harness.RunAsync("list_warehouses");

        Assert.Equal(2, harness.Simulator.TokensGiven);
    }

    [Fact]
    public async Task Token_NeverAccepted_EndsAfterOneMoreTry()
    {
        await using var harness = new Harness();
        harness.Activity.Fail(WireFault.On(WireFaultKind.Unauthorized, "GET", "/api/*"), int.MaxValue);

        var failure = await harness.FailAsync("list_warehouses");

        Assert.Equal(ConnectorFailure.Configuration, failure.Failure);
        Assert.Equal(2, harness.Activity.CountOf("GET", "/api/*"));
    }

    [Fact]
    public async Task Secret_Wrong_IsSaidWithoutItAndNotTriedAgainAtOnce()
    {
        await using var harness = new Harness(auth: """{"method":"oauth_m2m","client_id":"me","client_secret":"dose-not-this"}""");

        var first = await harness.FailAsync("list_warehouses");
        await harness.FailAsync("list_warehouses");

        Assert.Equal(ConnectorFailure.Configuration, first.Failure);
        Assert.DoesNotContain("dose-not-this", first.ToString());
        Assert.Equal(1, harness.Activity.CountOf("POST", "/oidc/v1/token"));
    }

    [Theory]
    [InlineData("""{"token_type":"Bearer"}""")]
    [InlineData("""{"access_token":""}""")]
    [InlineData("""{"access_token":"a b"}""")]
    public async Task TokenEndpoint_WithoutAToken_IsABadAnswer(string body)
    {
        await using var harness = new Harness(new Answering(body));

        Assert.Equal(ConnectorFailure.BadAnswer, (await harness.FailAsync("list_warehouses")).Failure);
    }

    [Fact]
    public async Task PersonalToken_FromAFile_IsReadAgainAfterARefusal()
    {
        var file = Path.GetTempFileName();
        try
        {
            await using var simulator = new Harness();
            await using var harness = new Harness(new CodexMcp.Sandbox.SimulatorHttpHandler(simulator.Simulator), $$"""{"method":"pat","credential_file":"{{file.Replace("\\", "\\\\", StringComparison.Ordinal)}}"}""");
            await File.WriteAllTextAsync(file, "dapi0", TestContext.Current.CancellationToken);
            Assert.Equal(ConnectorFailure.Configuration, (await harness.FailAsync("list_warehouses")).Failure);

            await File.WriteAllTextAsync(file, simulator.Simulator.Credentials.PersonalAccessToken + "\n", TestContext.Current.CancellationToken);
            await harness.RunAsync("list_warehouses");

            Assert.Equal(0, simulator.Simulator.TokensGiven);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("""{"method":"password"}""", "auth.method")]
    [InlineData("""{"method":"oauth_m2m"}""", "client_id")]
    [InlineData("""{"method":"pat"}""", "credential_file")]
    public async Task Settings_Wrong_NameTheKey(string auth, string key)
    {
        await using var harness = new Harness(auth: auth);

        Assert.Contains(key, Assert.Throws<ConnectorException>(() => harness.Connector).Message);
    }

    private sealed class Answering(string token) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(Vendor.Json(200, token));
    }
}
