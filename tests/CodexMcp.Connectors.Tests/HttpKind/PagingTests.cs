using System.Text.Json;
using CodexMcp.Abstractions;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Connectors.Tests.HttpKind;

/// <summary>Lists go on where they ended, and nowhere else.</summary>
public sealed class PagingTests
{
    [Fact]
    public async Task Execute_CursorPages_AreReadUntilTheEnd()
    {
        await using var upstream = await Upstream.StartAsync(context => Upstream.JsonAsync(context, context.Request.Query["cursor"].ToString() switch
        {
            "" => """{"items":[{"id":"1"},{"id":"2"}],"next":"c&2"}""",
            "c&2" => """{"items":[],"next":"c3"}""",
            _ => """{"items":[{"id":"3"}],"next":""}""",
        }));
        await using var rig = new Rig(upstream.Address);

        var result = await rig.RunAsync("list", """{"q":"x"}""");

        Assert.Equal("""{"things":[{"id":"1"},{"id":"2"},{"id":"3"}],"truncated":false}""", result.GetRawText());
        Assert.Equal(["/v1/things?q=x", "/v1/things?q=x&cursor=c%262", "/v1/things?q=x&cursor=c3"], upstream.Requests.Select(request => request.Target));
    }

    [Fact]
    public async Task Execute_Continuation_GivesEachRowOnce()
    {
        await using var upstream = await Upstream.StartAsync(context =>
        {
            var at = int.Parse(context.Request.Query["cursor"].FirstOrDefault() ?? "0");
            var rows = string.Join(',', Enumerable.Range(at, 3).Select(i => $$"""{"id":"{{i}}"}"""));
            return Upstream.JsonAsync(context, $$"""{"items":[{{rows}}],"next":"{{(at + 3 < 12 ? at + 3 : "")}}"}""");
        });
        await using var rig = new Rig(upstream.Address);
        var seen = new List<string>();
        string? continuation = null;
        do
        {
            var result = await rig.RunAsync("list", continuation is null ? """{"limit":5}""" : $$"""{"limit":5,"continuation":"{{continuation}}"}""");
            seen.AddRange(result.GetProperty("things").EnumerateArray().Select(row => row.GetProperty("id").GetString()!));
            continuation = result.TryGetProperty("continuation", out var token) ? token.GetString() : null;
        }
        while (continuation is not null);

        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"{i}"), seen);
    }

    [Fact]
    public async Task ContinueAfter_EachCut_GoesOnAtTheNextRow()
    {
        await using var upstream = await Upstream.StartAsync(context => Upstream.JsonAsync(context, context.Request.Query["cursor"].Count == 0
            ? """{"items":[{"id":"0"},{"id":"1"}],"next":"n"}"""
            : """{"items":[{"id":"2"},{"id":"3"}]}"""));
        await using var rig = new Rig(upstream.Address);
        var whole = await rig.Connector.ExecuteAsync(rig.Call("list"), TestContext.Current.CancellationToken);

        for (var kept = 1; kept < 4; kept++)
        {
            var rest = await rig.RunAsync("list", $$"""{"continuation":"{{whole.ContinueAfter!(kept)}}"}""");
            Assert.Equal($"{kept}", rest.GetProperty("things")[0].GetProperty("id").GetString());
            Assert.Equal(4 - kept, rest.GetProperty("things").GetArrayLength());
        }
    }

    [Fact]
    public async Task Execute_ContinuationOfAnotherCall_IsRefusedLikeAForgedOne()
    {
        await using var upstream = await Upstream.WithJsonAsync("""{"items":[{"id":"1"},{"id":"2"}]}""");
        await using var rig = new Rig(upstream.Address);
        var token = (await rig.RunAsync("list", """{"limit":1,"q":"a"}""")).GetProperty("continuation").GetString();
        var sent = upstream.Requests.Count;

        var forged = await rig.FailAsync("list", """{"limit":1,"q":"a","continuation":"h999"}""");
        var otherArguments = await rig.FailAsync("list", $$"""{"limit":1,"q":"b","continuation":"{{token}}"}""");
        var otherPrincipal = await Assert.ThrowsAsync<ConnectorException>(async () => await rig.Connector.ExecuteAsync(
            rig.Call("list", $$"""{"limit":1,"q":"a","continuation":"{{token}}"}""", principal: "local:mallory"), TestContext.Current.CancellationToken));

        Assert.Equal(forged.Message, otherArguments.Message);
        Assert.Equal(forged.Message, otherPrincipal.Message);
        Assert.Equal(sent, upstream.Requests.Count);
    }

    [Fact]
    public async Task Execute_EndlessEmptyPages_StopAtTheCapWithAContinuation()
    {
        var count = 0;
        await using var upstream = await Upstream.StartAsync(context => Upstream.JsonAsync(context, $$"""{"items":[],"next":"c{{Interlocked.Increment(ref count)}}"}"""));
        await using var rig = new Rig(upstream.Address);

        var result = await rig.RunAsync("list");

        Assert.True(result.GetProperty("truncated").GetBoolean());
        Assert.Equal(3, upstream.Requests.Count);
    }

    [Fact]
    public async Task Execute_SameCursorAgain_IsABadAnswer()
    {
        await using var upstream = await Upstream.WithJsonAsync("""{"items":[{"id":"1"}],"next":"same"}""");
        await using var rig = new Rig(upstream.Address);

        Assert.Equal(ConnectorFailure.BadAnswer, (await rig.FailAsync("list")).Failure);
        Assert.Equal(2, upstream.Requests.Count);
    }

    [Theory]
    [InlineData("http://169.254.169.254/v1/things")]
    [InlineData("http://127.0.0.1:1/v1/things")]
    [InlineData("//evil.example/v1/things")]
    [InlineData("/admin")]
    [InlineData("/v1/../admin")]
    [InlineData("/v10/things")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://user@HOST/v1/things")]
    public async Task Execute_NextUrlThatLeavesTheApi_IsABadAnswer(string next)
    {
        Upstream? upstream = null;
        await using var made = upstream = await Upstream.StartAsync(context => Upstream.JsonAsync(context, Page(next.Replace("HOST", new Uri(upstream!.Address).Authority))));
        await using var rig = new Rig(upstream.Address, Tool("pagination: { kind: next_url, next: /next }"));

        Assert.Equal(ConnectorFailure.BadAnswer, (await rig.FailAsync("list")).Failure);
        Assert.Single(upstream.Requests);
    }

    [Fact]
    public async Task Execute_LinkHeader_IsFollowedOnTheSameHost()
    {
        await using var upstream = await Upstream.StartAsync(context =>
        {
            if (!context.Request.Query.ContainsKey("page"))
            {
                context.Response.Headers.Link = $"<http://{context.Request.Host}/v1/things?page=1>; rel=\"first\", <http://{context.Request.Host}/v1/things?page=2>; rel=\"next\"";
            }

            return Upstream.JsonAsync(context, """{"items":[{"id":"x"}]}""");
        });
        await using var rig = new Rig(upstream.Address, Tool("pagination: { kind: link }"));

        Assert.Equal(2, (await rig.RunAsync("list")).GetProperty("things").GetArrayLength());
        Assert.Equal("/v1/things?page=2", upstream.Requests.Last().Target);
    }

    [Theory]
    [InlineData("pagination: { kind: offset, parameter: start, rows: /items, total: /total }", new[] { "/v1/things", "/v1/things?start=2" })]
    [InlineData("pagination: { kind: page, parameter: p, rows: /items, total: /total }", new[] { "/v1/things", "/v1/things?p=2" })]
    public async Task Execute_CountedPages_GoOnByWhatCame(string pagination, string[] targets)
    {
        await using var upstream = await Upstream.WithJsonAsync("""{"items":[{"id":"1"},{"id":"2"}],"total":4}""");
        await using var rig = new Rig(upstream.Address, Tool(pagination));

        Assert.Equal(4, (await rig.RunAsync("list")).GetProperty("things").GetArrayLength());
        Assert.Equal(targets, upstream.Requests.Select(request => request.Target));
    }

    [Fact]
    public async Task Execute_CursorInTheBody_ReplacesTheBodysOwn()
    {
        await using var upstream = await Upstream.StartAsync(context => Upstream.JsonAsync(context, ((string)context.Items["body"]!).Contains("n1") ? """{"items":[]}""" : """{"items":[{"id":"1"}],"next":"n1"}"""));
        await using var rig = new Rig(upstream.Address, Tool("pagination: { kind: cursor, next: /next, parameter: token, in: body }")
            .Replace("request: { path: /things }", "request: { method: POST, path: /things, because: It only searches., body: { json: { q: all, token: null, deep: { size: 5 } } } }"));

        await rig.RunAsync("list");

        Assert.Equal(["""{"q":"all","token":null,"deep":{"size":5}}""", """{"q":"all","token":"n1","deep":{"size":5}}"""], upstream.Requests.Select(request => request.Body));
    }

    [Theory]
    [InlineData("json: { q: all, page: { size: 5, after: first } }", "/page/after", """{"q":"all","page":{"size":5,"after":"n1"}}""")]
    [InlineData("json: { q: all }", "/page/after", """{"q":"all","page":{"after":"n1"}}""")]
    [InlineData("graphql: { document: \"{ things }\", variables: { first: 5 } }", "after", """{"query":"{ things }","variables":{"first":5,"after":"n1"}}""")]
    [InlineData("graphql: { document: \"{ things }\" }", "/page/after", """{"query":"{ things }","variables":{"page":{"after":"n1"}}}""")]
    public async Task Execute_CursorInsideTheBody_StandsWhereTheManifestSays(string body, string parameter, string expected)
    {
        await using var upstream = await Upstream.StartAsync(context => Upstream.JsonAsync(context, ((string)context.Items["body"]!).Contains("n1") ? """{"items":[]}""" : """{"items":[{"id":"1"}],"next":"n1"}"""));
        await using var rig = new Rig(upstream.Address, Tool($"pagination: {{ kind: cursor, next: /next, parameter: {parameter}, in: body }}")
            .Replace("request: { path: /things }", $"request: {{ method: POST, path: /things, because: It only searches., body: {{ {body} }} }}"));

        await rig.RunAsync("list");

        Assert.Equal(expected, upstream.Requests.Last().Body);
    }

    /// <summary>Many systems take a page after the last for an error: the last is known by the rows of every page, also where the list goes on in another call.</summary>
    [Theory]
    [InlineData("kind: page, parameter: p", 5)]
    [InlineData("kind: page, parameter: p", 2)]
    [InlineData("kind: page, parameter: p, first: 0", 2)]
    [InlineData("kind: offset, parameter: p", 5)]
    [InlineData("kind: offset, parameter: p, first: 1", 2)]
    public async Task Execute_ShortLastPage_IsTheLast(string pagination, int limit)
    {
        var size = 2;
        var first = pagination.Contains("first: 0") || !pagination.Contains("first") && pagination.Contains("offset") ? 0 : 1;
        await using var upstream = await Upstream.StartAsync(context =>
        {
            var number = int.Parse(context.Request.Query["p"].FirstOrDefault() ?? $"{first}") - first;
            var start = pagination.Contains("offset") ? number : number * size;
            return start >= 5
                ? Upstream.JsonAsync(context, """{"error":"invalid page"}""", 400)
                : Upstream.JsonAsync(context, $$"""{"items":[{{string.Join(',', Enumerable.Range(start, Math.Min(size, 5 - start)).Select(i => $$"""{"id":"{{i}}"}"""))}}],"total":5}""");
        });
        await using var rig = new Rig(upstream.Address, Tool($"pagination: {{ {pagination}, rows: /items, total: /total }}\n    rows_argument: limit")
            .Replace("properties: { continuation: { type: string, description: Token. }", "properties: { limit: { type: integer, description: Rows. }, continuation: { type: string, description: Token. }"));
        var seen = new List<string>();
        string? continuation = null;
        do
        {
            var result = await rig.RunAsync("list", continuation is null ? $$"""{"limit":{{limit}}}""" : $$"""{"limit":{{limit}},"continuation":"{{continuation}}"}""");
            seen.AddRange(result.GetProperty("things").EnumerateArray().Select(row => row.GetProperty("id").GetString()!));
            continuation = result.TryGetProperty("continuation", out var token) ? token.GetString() : null;
        }
        while (continuation is not null);

        Assert.Equal(["0", "1", "2", "3", "4"], seen);
        Assert.Equal(3, upstream.Requests.Count);
    }

    [Theory]
    [InlineData("<ADDRESS/v1/things?fields=a,b;c&page=2>; rel=\"next\"", true)]
    [InlineData("<ADDRESS/v1/things?page=2>; rel=next", true)]
    [InlineData("<ADDRESS/v1/things?page=2>; title=\"a\"; REL=\"last next\"", true)]
    [InlineData("<ADDRESS/v1/things?page=1>;rel=first,<ADDRESS/v1/things?page=2>;rel=next", true)]
    [InlineData("<ADDRESS/v1/things?page=2>; rel=\"previous\"", false)]
    [InlineData("<ADDRESS/v1/things?page=2>; title=\"next\"", false)]
    [InlineData("<ADDRESS/v1/things?page=2", false)]
    [InlineData("next", false)]
    public async Task Execute_LinkHeader_IsReadAsItIsDefined(string link, bool goesOn)
    {
        await using var upstream = await Upstream.StartAsync(context =>
        {
            if (!context.Request.Query.ContainsKey("page"))
            {
                context.Response.Headers.Link = link.Replace("ADDRESS", $"http://{context.Request.Host}");
            }

            return Upstream.JsonAsync(context, """{"items":[{"id":"x"}]}""");
        });
        await using var rig = new Rig(upstream.Address, Tool("pagination: { kind: link }"));

        Assert.Equal(goesOn ? 2 : 1, (await rig.RunAsync("list")).GetProperty("things").GetArrayLength());
    }

    private static string Page(string next) => $$"""{"items":[{"id":"1"}],"next":"{{JsonEncodedText.Encode(next)}}"}""";

    private static string Tool(string pagination) => $$"""
          list:
            title: List
            description: Lists things.
            verb: read
            items: /things
            continuation: continuation
            request: { path: /things }
            {{pagination}}
            response: { result: { things: { from: /items, take: { id: /id } } } }
            input: { type: object, properties: { continuation: { type: string, description: Token. } } }
            output: { type: object, properties: { things: { type: array }, truncated: { type: boolean }, continuation: { type: string } } }
            examples: [{ arguments: {} }]
            sandbox: { body: {} }
        """;
}
