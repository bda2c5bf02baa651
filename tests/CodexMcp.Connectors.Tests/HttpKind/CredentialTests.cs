using System.Text;
using System.Text.Json;
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
        Assert.True(failure.NotSent);
        Assert.All(upstream.Requests, static request => Assert.Equal("/v1/token", request.Target));
    }

    [Fact]
    public async Task Execute_SignInThatHangs_IsGivenUpBeforeTheCallIs()
    {
        using var stop = new CancellationTokenSource();
        await using var upstream = await Upstream.StartAsync(_ => Task.Delay(Timeout.Infinite, stop.Token));
        var time = new HostileAnswerTests.ManualTime();
        await using var rig = new Rig(upstream.Address, auth: OAuth, time: time);

        var running = rig.FailAsync("get", """{"id":"a"}""");
        await Task.Run(() => SpinWait.SpinUntil(() => !upstream.Requests.IsEmpty, TimeSpan.FromSeconds(30)), TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(21));
        var failure = await running.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal((ConnectorFailure.Timeout, true), (failure.Failure, failure.NotSent));
        await stop.CancelAsync();
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

    /// <summary>A refresh token may be good for one use: what comes in its place is kept, also when the call that asked has left.</summary>
    [Fact]
    public async Task Execute_CallThatLeavesDuringARefresh_DoesNotLoseTheNewToken()
    {
        using var left = new CancellationTokenSource();
        await using var upstream = await Upstream.StartAsync(context =>
        {
            if (context.Request.Path != "/v1/token")
            {
                return Upstream.JsonAsync(context, "{}");
            }

            left.Cancel();
            return Upstream.JsonAsync(context, """{"access_token":"short-lived","expires_in":1,"refresh_token":"second-one"}""");
        });
        var time = new HostileAnswerTests.ManualTime();
        await using var rig = new Rig(upstream.Address, auth: "{ kind: refresh_token, token_url: \"{setting.base}/token\", client_id: \"{setting.client}\", client_secret: \"{setting.secret}\", refresh_token: \"{setting.token}\" }", time: time);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await rig.Connector.ExecuteAsync(rig.Call("get", """{"id":"a"}"""), left.Token));
        time.Advance(TimeSpan.FromSeconds(2));
        await rig.RunAsync("get", """{"id":"a"}""");

        Assert.Contains("refresh_token=second-one", upstream.Requests.Last(request => request.Target == "/v1/token").Body);
    }

    /// <summary>A client with a key proves itself by what it signs (RFC 7523, section 2.2): for this server, for a short time, once.</summary>
    [Fact]
    public async Task Execute_PrivateKeyJwt_SignsForTheTokenEndpoint()
    {
        using var key = System.Security.Cryptography.RSA.Create(2048);
        await using var upstream = await Upstream.StartAsync(Token);
        await using var rig = new Rig(upstream.Address, password: key.ExportPkcs8PrivateKeyPem(),
            auth: "{ kind: client_credentials, send: private_key_jwt, token_url: \"{setting.base}/token\", client_id: \"{setting.client}\", private_key: \"{setting.password}\", key_id: k-7, parameters: { scope: all } }");

        await rig.RunAsync("get", """{"id":"a"}""");

        var form = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(upstream.Requests.First().Body);
        var parts = form["client_assertion"].Single()!.Split('.');
        var header = JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(parts[0])).RootElement;
        var claims = JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1])).RootElement;
        Assert.True(key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), System.Buffers.Text.Base64Url.DecodeFromChars(parts[2]), System.Security.Cryptography.HashAlgorithmName.SHA256, System.Security.Cryptography.RSASignaturePadding.Pkcs1));
        Assert.Equal("k-7", header.GetProperty("kid").GetString());
        Assert.Equal(("me", "me", $"{upstream.Address}/v1/token"), (claims.GetProperty("iss").GetString(), claims.GetProperty("sub").GetString(), claims.GetProperty("aud").GetString()));
        Assert.InRange(claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64(), 1, 300);
        Assert.Equal(("client_credentials", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", "all"), (form["grant_type"].Single(), form["client_assertion_type"].Single(), form["scope"].Single()));
        Assert.False(form.ContainsKey("client_secret"));
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
