using System.Net;

namespace CodexMcp.Host.Tests.Http.Transport;

/// <summary>Streams that only listen: GET of older clients, subscriptions/listen of newer ones.</summary>
public sealed class ListenTests
{
    private static readonly string[] Kinds = ["notifications/tools/list_changed", "notifications/prompts/list_changed", "notifications/resources/list_changed"];

    [Theory]
    [InlineData("2025-06-18")]
    [InlineData("2025-11-25")]
    public async Task Get_Session_HearsOfChanges_UntilTheHostStops(string version)
    {
        await using var host = await HttpHost.StartAsync(Answers.With(Answers.Fine));
        using var response = await host.SendAsync(Get(host, await host.BeginAsync(version: version)));
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith(version == "2025-11-25" ? "id: " : ":", await Sse.LineAsync(reader), StringComparison.Ordinal);

        await host.Role().Changes.AnnounceAsync(TestContext.Current.CancellationToken);
        foreach (var kind in Kinds)
        {
            Assert.Equal(kind, (await Sse.NextAsync(reader)).GetProperty("method").GetString());
        }

        await host.Endpoint.DrainAsync(TimeSpan.FromSeconds(5));
        string? line;
        do
        {
            line = await Sse.LineAsync(reader);
        }
        while (line is "");
        Assert.Null(line);
    }

    [Fact]
    public async Task Get_Second_IsRefusedUntilTheFirstIsGone()
    {
        await using var host = await HttpHost.StartAsync(Answers.With(Answers.Fine));
        var session = await host.BeginAsync();
        using (await host.SendAsync(Get(host, session)))
        {
            using var second = await host.SendAsync(Get(host, session));
            Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        }

        for (var i = 0; ; i++)
        {
            using var again = await host.SendAsync(Get(host, session));
            if (again.StatusCode == HttpStatusCode.OK)
            {
                break;
            }

            Assert.True(i < 200);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Get_ComesBackWithItsLastEvent_HearsOn()
    {
        await using var host = await HttpHost.StartAsync(Answers.With(Answers.Fine));
        var session = await host.BeginAsync();
        string id;
        using (var first = await host.SendAsync(Get(host, session)))
        {
            using var reader = new StreamReader(await first.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
            id = (await Sse.LineAsync(reader))!["id: ".Length..];
        }

        HttpResponseMessage again;
        do
        {
            var request = Get(host, session);
            request.Headers.Add("Last-Event-ID", id);
            again = await host.SendAsync(request);
        }
        while (again.StatusCode == HttpStatusCode.Conflict);
        using var rest = new StreamReader(await again.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        await Sse.LineAsync(rest);
        await host.Role().Changes.AnnounceAsync(TestContext.Current.CancellationToken);

        Assert.Equal(Kinds[0], (await Sse.NextAsync(rest)).GetProperty("method").GetString());
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    public async Task Get_ClientThatReadsNoEvents_IsRefused(string accept)
    {
        await using var host = await HttpHost.StartAsync(Answers.With(Answers.Fine));
        var request = host.Bare(HttpMethod.Get, accept: accept);
        request.Headers.Add("Mcp-Session-Id", await host.BeginAsync());

        using var response = await host.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotAcceptable, response.StatusCode);
    }

    [Fact]
    public async Task Delete_EndsTheStreamThatListens()
    {
        await using var host = await HttpHost.StartAsync(Answers.With(Answers.Fine));
        var session = await host.BeginAsync();
        using var response = await host.SendAsync(Get(host, session));
        var delete = host.Bare(HttpMethod.Delete);
        delete.Headers.Add("Mcp-Session-Id", session);

        using var deleted = await host.SendAsync(delete);

        Assert.Empty(Sse.Messages(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    [Theory]
    [InlineData("7")]
    [InlineData("\"seven\"")]
    public async Task Subscribe_Modern_IsAcknowledgedHearsWhatItAskedForAndEndsInGoodOrder(string id)
    {
        await using var host = await HttpHost.StartAsync(Answers.With(Answers.Fine));
        using var response = await host.SendAsync(host.Modern("subscriptions/listen", parameters: """ "notifications":{"toolsListChanged":true} """, id: id));
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var acknowledged = await Sse.NextAsync(reader);

        await host.Role().Changes.AnnounceAsync(TestContext.Current.CancellationToken);
        var changed = await Sse.NextAsync(reader);
        await host.Endpoint.DrainAsync(TimeSpan.FromSeconds(5));
        var last = await Sse.NextAsync(reader);

        Assert.Equal("notifications/subscriptions/acknowledged", acknowledged.GetProperty("method").GetString());
        Assert.Equal(["toolsListChanged"], acknowledged.GetProperty("params").GetProperty("notifications").EnumerateObject().Select(kind => kind.Name));
        Assert.Equal(Kinds[0], changed.GetProperty("method").GetString());
        Assert.All([acknowledged, changed], message => Assert.Equal(
            id, message.GetProperty("params").GetProperty("_meta").GetProperty("io.modelcontextprotocol/subscriptionId").GetRawText()));
        Assert.Equal(id, last.GetProperty("id").GetRawText());
        Assert.Equal("complete", last.GetProperty("result").GetProperty("resultType").GetString());
        Assert.Equal(0, host.Endpoint.Running);
    }

    [Fact]
    public async Task Subscribe_TooMany_IsRefused_ForThisPrincipalOnly()
    {
        await using var host = await HttpHost.StartAsync(Answers.With(Answers.Fine));
        var open = new List<HttpResponseMessage>();
        for (var i = 0; i < 32; i++)
        {
            open.Add(await host.SendAsync(host.Modern("subscriptions/listen", parameters: "\"notifications\":{}")));
        }

        var (status, body) = await host.AskAsync(host.Modern("subscriptions/listen", parameters: "\"notifications\":{}"));
        using var other = await host.SendAsync(host.Modern("subscriptions/listen", parameters: "\"notifications\":{}", principal: "bob"));

        Assert.Equal((HttpStatusCode.OK, -32600), (status, body.GetProperty("error").GetProperty("code").GetInt32()));
        Assert.Equal("text/event-stream", other.Content.Headers.ContentType!.MediaType);
        open.ForEach(response => response.Dispose());
    }

    private static HttpRequestMessage Get(HttpHost host, string session)
    {
        var request = host.Bare(HttpMethod.Get, accept: "text/event-stream");
        request.Headers.Add("Mcp-Session-Id", session);
        return request;
    }
}
