using CodexMcp.Abstractions;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Connectors.Tests.HttpKind;

/// <summary>Systems with a sign-in of their own: one request for all, its values in later paths, once more after a 401, and a sign-out at the end.</summary>
public sealed class SignInTests
{
    private const string Auth = """
        { kind: sign_in, name: X-Tableau-Auth, token: /credentials/token, values: { site_id: /credentials/site/id }, lifetime: 10m,
          request: { method: POST, path: /auth/signin, body: { json: { credentials: { name: "{setting.client}", secret: "{setting.secret}", site: { contentUrl: "" } } } } },
          sign_out: { method: POST, path: /auth/signout } }
        """;

    private const string Tool = """
          get:
            title: Get
            description: Reads one thing.
            verb: read
            request: { path: "/sites/{session.site_id}/things/{id}" }
            response: { result: { name: /name } }
            input: { type: object, required: [id], properties: { id: { type: string, description: Id. } } }
            output: { type: object, properties: { name: { type: string } } }
            examples: [{ arguments: { id: a } }]
            sandbox: { body: {} }

        """;

    private const string Sandbox = "sandbox: { sign_in: { body: { credentials: { token: \"{token}\", site: { id: S1 } } } } }";
    private int signedIn;

    private Task<Upstream> StartAsync(string site = "s/1", Func<string?, bool>? accepts = null) => Upstream.StartAsync(context => context.Request.Path.Value switch
    {
        "/v1/auth/signin" => Upstream.JsonAsync(context, $$$$"""{"credentials":{"token":"token-number-{{{{Interlocked.Increment(ref signedIn)}}}}","site":{"id":"{{{{site}}}}"}}}"""),
        "/v1/auth/signout" => Upstream.JsonAsync(context, "", 204),
        _ => Upstream.JsonAsync(context, """{"name":"Apollo"}""", accepts?.Invoke(context.Request.Headers["X-Tableau-Auth"]) ?? true ? 200 : 401),
    });

    [Fact]
    public async Task Execute_ManyCallsAtOnce_SignInOnceAndSignOutAtTheEnd()
    {
        await using var upstream = await StartAsync();
        await using (var rig = new Rig(upstream.Address, Tool, Auth, Sandbox))
        {
            await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => rig.RunAsync("get", """{"id":"a"}""")));
        }

        var first = upstream.Requests.First();
        Assert.Equal(("/v1/auth/signin", """{"credentials":{"name":"me","secret":"hush-hush","site":{"contentUrl":""}}}"""), (first.Target, first.Body));
        Assert.Equal(1, signedIn);
        Assert.Equal(10, upstream.Requests.Count(request => request.Target == "/v1/sites/s%2F1/things/a"));
        Assert.Equal("/v1/auth/signout", upstream.Requests.Last().Target);
    }

    [Fact]
    public async Task Execute_SessionThatIsRefused_IsMadeAnewOnce()
    {
        await using var upstream = await StartAsync(accepts: token => token == "token-number-2");
        await using var rig = new Rig(upstream.Address, Tool, Auth, Sandbox);

        Assert.Equal("Apollo", (await rig.RunAsync("get", """{"id":"a"}""")).GetProperty("name").GetString());
        Assert.Equal(2, signedIn);
    }

    [Fact]
    public async Task Execute_SessionThatIsAlwaysRefused_EndsAfterTheSecond()
    {
        await using var upstream = await StartAsync(accepts: _ => false);
        await using var rig = new Rig(upstream.Address, Tool, Auth, Sandbox);

        Assert.Equal(ConnectorFailure.Configuration, (await rig.FailAsync("get", """{"id":"a"}""")).Failure);
        Assert.Equal(2, signedIn);
    }

    [Fact]
    public async Task Execute_SessionAtItsEnd_IsMadeAnewBeforeTheCall()
    {
        await using var upstream = await StartAsync();
        var time = new HostileAnswerTests.ManualTime();
        await using var rig = new Rig(upstream.Address, Tool, Auth, Sandbox, time);
        await rig.RunAsync("get", """{"id":"a"}""");
        time.Advance(TimeSpan.FromMinutes(8));
        await rig.RunAsync("get", """{"id":"a"}""");
        Assert.Equal(1, signedIn);
        time.Advance(TimeSpan.FromMinutes(2));
        await rig.RunAsync("get", """{"id":"a"}""");

        Assert.Equal(2, signedIn);
    }

    [Theory]
    [InlineData(401, "{}", ConnectorFailure.Configuration)]
    [InlineData(503, "<html>", ConnectorFailure.Unavailable)]
    [InlineData(200, "{}", ConnectorFailure.BadAnswer)]
    [InlineData(200, """{"credentials":{"token":"a b","site":{"id":"s"}}}""", ConnectorFailure.BadAnswer)]
    [InlineData(200, """{"credentials":{"token":"abc","site":{"id":"a\u0000b"}}}""", ConnectorFailure.BadAnswer)]
    [InlineData(200, """{"credentials":{"token":"abc","site":{}}}""", ConnectorFailure.BadAnswer)]
    public async Task Execute_NoSession_SaysWhoCanMendIt(int status, string body, ConnectorFailure expected)
    {
        await using var upstream = await Upstream.WithJsonAsync(body, status);
        await using var rig = new Rig(upstream.Address, Tool, Auth, Sandbox);

        var failure = await rig.FailAsync("get", """{"id":"a"}""");

        Assert.Equal(expected, failure.Failure);
        Assert.DoesNotContain("hush", failure.ToString());
        Assert.Single(upstream.Requests);
    }

    [Fact]
    public async Task Execute_SiteThatIsAPathMark_GoesNowhere()
    {
        await using var upstream = await StartAsync(site: "..");
        await using var rig = new Rig(upstream.Address, Tool, Auth, Sandbox);

        await rig.FailAsync("get", """{"id":"a"}""");

        Assert.Single(upstream.Requests);
    }
}
