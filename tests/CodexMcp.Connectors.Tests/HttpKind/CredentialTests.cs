using System.Text;
using CodexMcp.Abstractions;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Connectors.Tests.HttpKind;

/// <summary>Every way to log in, and what happens when a token ends.</summary>
public sealed class CredentialTests
{
    private const string OAuth = "{ kind: client_credentials, token_url: \"{setting.base}/token\", client_id: \"{setting.client}\", client_secret: \"{setting.secret}\", send: basic, parameters: { scope: all } }";

    [Theory]
    [InlineData("{ kind: bearer, token: \"{setting.token}\" }", "Bearer canary-token-5f2e9c")]
    [InlineData("{ kind: header, name: Authorization, value: \"Key {setting.token}\" }", "Key canary-token-5f2e9c")]
    [InlineData("{ kind: basic, user: \"{setting.client}\", password: \"{setting.secret}\" }", "Basic bWU6aHVzaC1odXNo")]
    [InlineData("{ kind: none }", null)]
    public async Task Execute_FixedCredential_IsSent(string auth, string? header)
    {
        await using var upstream = await Upstream.WithJsonAsync("{}");
        await using var rig = new Rig(upstream.Address, auth: auth);

        await rig.RunAsync("get", """{"id":"a"}""");

        Assert.Equal(header, upstream.Requests.Single().Authorization);
    }

    [Fact]
    public async Task Execute_ManyCallsAtOnce_ShareOneToken()
    {
        await using var upstream = await Upstream.StartAsync(Token);
        await using var rig = new Rig(upstream.Address, auth: OAuth);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => rig.RunAsync("get", """{"id":"a"}""")));

        var minted = Assert.Single(upstream.Requests, request => request.Target == "/v1/token");
        Assert.Equal("grant_type=client_credentials&scope=all", minted.Body);
        Assert.Equal("Basic bWU6aHVzaC1odXNo", minted.Authorization);
        Assert.All(upstream.Requests.Where(request => request.Target != "/v1/token"), request => Assert.StartsWith("Bearer made-", request.Authorization));
    }

    [Fact]
    public async Task Execute_TokenThatIsRefused_IsMadeAnewOnce()
    {
        await using var upstream = await Upstream.StartAsync(context => context.Request.Path == "/v1/token" || context.Request.Headers.Authorization == "Bearer made-2"
            ? Token(context)
            : Upstream.JsonAsync(context, "{}", 401));
        await using var rig = new Rig(upstream.Address, auth: OAuth);

        Assert.Empty(upstream.Requests);
        await rig.RunAsync("get", """{"id":"a"}""");
        Assert.Equal(["/v1/token", "/v1/things/a", "/v1/token", "/v1/things/a"], upstream.Requests.Select(request => request.Target));
    }

    [Fact]
    public async Task Execute_TokenThatIsAlwaysRefused_EndsAfterTheSecond()
    {
        await using var upstream = await Upstream.StartAsync(context => context.Request.Path == "/v1/token" ? Token(context) : Upstream.JsonAsync(context, "{}", 401));
        await using var rig = new Rig(upstream.Address, auth: OAuth);

        Assert.Equal(ConnectorFailure.Configuration, (await rig.FailAsync("get", """{"id":"a"}""")).Failure);
        Assert.Equal(4, upstream.Requests.Count);
    }

    [Fact]
    public async Task Execute_TokenNearItsEnd_IsMadeAnewBeforeTheCall()
    {
        await using var upstream = await Upstream.StartAsync(Token);
        var time = new HostileAnswerTests.ManualTime();
        await using var rig = new Rig(upstream.Address, auth: OAuth, time: time);
        await rig.RunAsync("get", """{"id":"a"}""");
        time.Advance(TimeSpan.FromMinutes(58));
        await rig.RunAsync("get", """{"id":"a"}""");
        Assert.Single(upstream.Requests, request => request.Target == "/v1/token");
        time.Advance(TimeSpan.FromMinutes(1.5));
        await rig.RunAsync("get", """{"id":"a"}""");

        Assert.Equal(2, upstream.Requests.Count(request => request.Target == "/v1/token"));
    }

    [Theory]
    [InlineData(400, """{"error":"invalid_client","error_description":"hush-hush is wrong"}""", ConnectorFailure.Configuration)]
    [InlineData(503, "<html>", ConnectorFailure.Unavailable)]
    [InlineData(200, "{}", ConnectorFailure.BadAnswer)]
    [InlineData(200, """{"access_token":"a\r\nb"}""", ConnectorFailure.BadAnswer)]
    public async Task Execute_NoToken_SaysWhoCanMendIt(int status, string body, ConnectorFailure expected)
    {
        await using var upstream = await Upstream.StartAsync(context => Upstream.JsonAsync(context, body.Replace("\r\n", "\\r\\n"), status));
        await using var rig = new Rig(upstream.Address, auth: OAuth);

        var failure = await rig.FailAsync("get", """{"id":"a"}""");

        Assert.Equal(expected, failure.Failure);
        Assert.DoesNotContain("hush", failure.ToString());
    }

    [Fact]
    public async Task Execute_RefreshTokenThatIsReplaced_UsesTheNewOne()
    {
        await using var upstream = await Upstream.StartAsync(context => context.Request.Path == "/v1/token"
            ? Upstream.JsonAsync(context, """{"access_token":"short-lived","expires_in":1,"refresh_token":"second-one"}""")
            : Upstream.JsonAsync(context, "{}"));
        var time = new HostileAnswerTests.ManualTime();
        await using var rig = new Rig(upstream.Address, auth: "{ kind: refresh_token, token_url: \"{setting.base}/token\", client_id: \"{setting.client}\", client_secret: \"{setting.secret}\", refresh_token: \"{setting.token}\" }", time: time);
        await rig.RunAsync("get", """{"id":"a"}""");
        time.Advance(TimeSpan.FromSeconds(2));
        await rig.RunAsync("get", """{"id":"a"}""");

        var bodies = upstream.Requests.Where(request => request.Target == "/v1/token").Select(request => request.Body).ToArray();
        Assert.Equal(["refresh_token=canary-token-5f2e9c", "refresh_token=second-one"], bodies.Select(body => body.Split('&').Single(pair => pair.StartsWith("refresh_token="))));
    }

    [Fact]
    public async Task Execute_ValueWithALineBreak_NeverBecomesAHeader()
    {
        await using var upstream = await Upstream.WithJsonAsync("{}");
        await using var rig = new Rig(upstream.Address, """
              get:
                title: Get
                description: Reads.
                verb: read
                request: { path: /x, headers: { X-Tag: "{tag}" }, idempotency_header: X-Call }
                input: { type: object, properties: { tag: { type: string, description: Tag. } } }
                output: { type: object }
                examples: [{ arguments: {} }]
                sandbox: { body: {} }
            """);

        Assert.Equal(ConnectorFailure.Refused, (await rig.FailAsync("get", """{"tag":"a\r\nX-Evil: 1"}""")).Failure);
        Assert.Empty(upstream.Requests);
        await rig.RunAsync("get", """{"tag":"fine"}""");
    }

    private int minted;

    private Task Token(HttpContext context) => context.Request.Path == "/v1/token"
        ? Upstream.JsonAsync(context, $$"""{"access_token":"made-{{Interlocked.Increment(ref minted)}}","expires_in":3600}""")
        : Upstream.JsonAsync(context, "{}");
}
