using CodexMcp.Abstractions;
using CodexMcp.Connectors.HubSpot.Tests.Support;

namespace CodexMcp.Connectors.HubSpot.Tests.Connector;

public sealed class CredentialTests
{
    private const string OAuth = """{"auth":{"method":"oauth","client_id":"cid","client_secret":"csecret","refresh_token":"na1-refresh"}}""";

    [Fact]
    public async Task OAuth_ManyCallsAtOnce_BuyOneToken()
    {
        var stub = new Stub(static request => request.Path == "/oauth/v1/token" ? Token("t1") : Stub.Json(200, """{"results":[]}"""));
        await using var harness = new Harness(stub, settings: OAuth);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => harness.RunAsync("list_owners", "{}")));

        var bought = Assert.Single(stub.Requests, static request => request.Path == "/oauth/v1/token");
        Assert.Equal("grant_type=refresh_token&client_id=cid&client_secret=csecret&refresh_token=na1-refresh", bought.Body);
        Assert.All(stub.Requests.Where(static request => request.Path != "/oauth/v1/token"), static request => Assert.Equal("t1", request.Token));
    }

    [Fact]
    public async Task OAuth_TokenNearItsEnd_IsBoughtAnew()
    {
        var count = 0;
        var stub = new Stub(request => request.Path == "/oauth/v1/token" ? Token($"t{++count}") : Stub.Json(200, """{"results":[]}"""));
        var time = new ManualTime();
        await using var harness = new Harness(stub, time, OAuth);

        await harness.RunAsync("list_owners", "{}");
        time.Advance(TimeSpan.FromSeconds(1_735));
        await harness.RunAsync("list_owners", "{}");
        time.Advance(TimeSpan.FromSeconds(10));
        await harness.RunAsync("list_owners", "{}");

        Assert.Equal(["t1", "t1", "t2"], stub.Requests.Where(static request => request.Path != "/oauth/v1/token").Select(static request => request.Token));
    }

    [Fact]
    public async Task OAuth_Refused_IsBoughtOnceMoreAndThenGivenUp()
    {
        var count = 0;
        var stub = new Stub(request => request.Path == "/oauth/v1/token" ? Token($"t{++count}") : Stub.Json(401, """{"status":"error","category":"EXPIRED_AUTHENTICATION"}"""));
        await using var harness = new Harness(stub, settings: OAuth);

        var failure = await harness.FailAsync("list_owners", "{}");

        Assert.Equal(ConnectorFailure.Configuration, failure.Failure);
        Assert.Equal(2, count);
        Assert.Equal(["t1", "t2"], stub.Requests.Where(static request => request.Path != "/oauth/v1/token").Select(static request => request.Token));
    }

    [Fact]
    public async Task OAuth_RefusedOnce_GoesOnWithTheNewToken()
    {
        var count = 0;
        var stub = new Stub(request => request.Path == "/oauth/v1/token" ? Token($"t{++count}")
            : request.Token == "t1" ? Stub.Json(401, "{}") : Stub.Json(201, """{"id":"1","properties":{}}"""));
        await using var harness = new Harness(stub, settings: OAuth);

        await harness.RunAsync("create_note", """{"body":"x"}""");

        Assert.Equal(2, stub.Requests.Count(static request => request.Path == "/crm/v3/objects/notes"));
    }

    [Theory]
    [InlineData(400, """{"status":"BAD_REFRESH_TOKEN","message":"missing or invalid refresh token na1-refresh"}""", ConnectorFailure.Configuration)]
    [InlineData(401, "<html></html>", ConnectorFailure.Configuration)]
    [InlineData(429, "", ConnectorFailure.Unavailable)]
    [InlineData(503, "", ConnectorFailure.Unavailable)]
    [InlineData(200, "<html></html>", ConnectorFailure.BadAnswer)]
    [InlineData(200, """{"access_token":"t"}""", ConnectorFailure.BadAnswer)]
    [InlineData(200, """{"access_token":"t\r\nX: y","expires_in":1800}""", ConnectorFailure.BadAnswer)]
    [InlineData(200, """{"access_token":"t","expires_in":-5}""", ConnectorFailure.BadAnswer)]
    public async Task OAuth_TokenServiceFails_SaysSoWithoutASecret(int status, string body, ConnectorFailure expected)
    {
        var stub = Stub.Always(status, body);
        await using var harness = new Harness(stub, settings: OAuth);

        var failure = await harness.FailAsync("list_owners", "{}");

        Assert.Equal(expected, failure.Failure);
        Assert.DoesNotContain("na1-refresh", failure.ToString());
        Assert.DoesNotContain("csecret", failure.ToString());
        Assert.Single(stub.Requests);
    }

    [Fact]
    public async Task PrivateApp_Refused_ReadsItsFileAgain()
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, "pat-na1-old\n", TestContext.Current.CancellationToken);
            var stub = new Stub(request =>
            {
                if (request.Token == "pat-na1-old")
                {
                    File.WriteAllText(path, "pat-na1-new\n");
                    return Stub.Json(401, "{}");
                }

                return Stub.Json(200, """{"results":[]}""");
            });
            await using var harness = new Harness(stub, settings: $$$"""{"auth":{"method":"private_app","credential_file":"{{{path}}}"}}""");

            await harness.RunAsync("list_owners", "{}");

            Assert.Equal(["pat-na1-old", "pat-na1-new"], stub.Requests.Select(static request => request.Token));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("""{"auth":{"method":"private_app"}}""", "credential_file, or token")]
    [InlineData("""{"auth":{"method":"oauth","client_id":"a"}}""", "refresh_token")]
    [InlineData("""{"auth":{"method":"hapikey","token":"x"}}""", "private_app or oauth")]
    [InlineData("""{"auth":{"method":"private_app","token":"pat secret"}}""", "holds characters")]
    [InlineData("""{"auth":{"method":"private_app","token":"x"},"base_url":"http://api.hubapi.com"}""", "https")]
    [InlineData("""{"auth":{"method":"private_app","token":"x"},"limits":{"burst_per_10s":0}}""", "burst_per_10s")]
    public async Task Settings_Wrong_AreNamed(string settings, string says)
    {
        await using var harness = new Harness(Stub.Always(200, "{}"), settings: settings);

        var failure = Assert.Throws<ConnectorException>(() => harness.Connector);

        Assert.Equal(ConnectorFailure.Configuration, failure.Failure);
        Assert.Contains(says, failure.Message);
        Assert.DoesNotContain("secret", failure.Message);
    }

    private static HttpResponseMessage Token(string token) =>
        Stub.Json(200, $$"""{"token_type":"bearer","access_token":"{{token}}","expires_in":1800,"refresh_token":"na1-refresh"}""");
}
