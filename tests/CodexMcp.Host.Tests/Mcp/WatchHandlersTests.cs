using CodexMcp.Abstractions;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Roles;
using CodexMcp.Host.Mcp;

namespace CodexMcp.Host.Tests.Mcp;

/// <summary>Who may watch which resource, who is told, and when the system behind it is told that nobody does.</summary>
public sealed class WatchHandlersTests
{
    private const string Meta = """ "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}} """;
    private const string Hello = """{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"raw","version":"1"}}}""";

    [Fact]
    public async Task Subscribe_OlderClient_IsToldUntilItUnsubscribes()
    {
        await using var host = await OlderAsync(Tells);
        List<string> ended = [];
        host.Changes.Watchers.Unwatch = ended.Add;

        Assert.Equal("{}", await SubscribeAsync(host, 1, "vendor://page/7"));
        await host.Changes.UpdatedAsync(Role(), "vendor://page/8", TestContext.Current.CancellationToken);
        await host.Changes.UpdatedAsync(Role(), "vendor://page/7", TestContext.Current.CancellationToken);
        var told = await host.ReadAsync();
        Assert.Equal("notifications/resources/updated", told.GetProperty("method").GetString());
        Assert.Equal("vendor://page/7", told.GetProperty("params").GetProperty("uri").GetString());

        await host.SendAsync("""{"jsonrpc":"2.0","id":2,"method":"resources/unsubscribe","params":{"uri":"vendor://page/7"}}""");
        Assert.Equal(2, (await host.ReadAsync()).GetProperty("id").GetInt32());
        Assert.Equal(["vendor://page/7"], ended);
        await host.Changes.UpdatedAsync(Role(), "vendor://page/7", TestContext.Current.CancellationToken);
        await host.SendAsync("""{"jsonrpc":"2.0","id":3,"method":"ping"}""");
        Assert.Equal(3, (await host.ReadAsync()).GetProperty("id").GetInt32());
    }

    [Theory]
    [InlineData("vendor://other/7", -32002)]
    [InlineData("vendor://page/7/8", -32002)]
    [InlineData("file:///etc/passwd", -32002)]
    [InlineData("", -32002)]
    public async Task Subscribe_NotOffered_IsNotThereAndNobodyIsAsked(string uri, int code)
    {
        var asked = 0;
        await using var host = await OlderAsync((_, _) =>
        {
            asked++;
            return new(Outcome(true));
        });

        await host.SendAsync($$$"""{"jsonrpc":"2.0","id":1,"method":"resources/subscribe","params":{"uri":"{{{uri}}}"}}""");

        Assert.Equal(code, (await host.ReadAsync()).GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal(0, asked);
    }

    [Fact]
    public async Task Subscribe_ServerTellsNobody_IsAnErrorAndNothingIsKept()
    {
        await using var host = await OlderAsync((_, _) => new(Outcome(false)));
        List<string> ended = [];
        host.Changes.Watchers.Unwatch = ended.Add;

        Assert.Contains("Read it again", await SubscribeAsync(host, 1, "vendor://page/7"));

        Assert.Empty(host.Changes.Watched.All);
        Assert.Equal(["vendor://page/7"], ended);
    }

    [Fact]
    public async Task Subscribe_RefusedCall_SaysWhyAndKeepsWhatWasWatchedBefore()
    {
        var refuse = false;
        await using var host = await OlderAsync((_, _) => new(refuse ? Outcome(true) with { Code = OutcomeCode.Denied, Text = "Not now." } : Outcome(true)));
        await SubscribeAsync(host, 1, "vendor://page/7");
        refuse = true;

        Assert.Contains("Not now.", await SubscribeAsync(host, 2, "vendor://page/7"));
        Assert.Contains("Not now.", await SubscribeAsync(host, 3, "vendor://page/8"));

        Assert.Equal(["vendor://page/7"], host.Changes.Watched.All);
    }

    [Fact]
    public async Task Subscribe_TooMany_IsRefused()
    {
        await using var host = await OlderAsync(Tells);
        for (var i = 0; i < WatchedResources.Most; i++)
        {
            Assert.Equal("{}", await SubscribeAsync(host, i + 1, $"vendor://page/{i}"));
        }

        Assert.Contains("256", await SubscribeAsync(host, 1_000, "vendor://page/x"));
        Assert.Equal("{}", await SubscribeAsync(host, 1_001, "vendor://page/0"));
    }

    [Fact]
    public async Task Listen_ModernClient_IsGrantedWhatIsToldOf_AndItsEndEndsIt()
    {
        await using var host = new InProcessHost(Role, (request, _) => new(Outcome(request.Arguments.GetProperty("uri").GetString() != "vendor://page/2")));
        List<string> ended = [];
        host.Changes.Watchers.Unwatch = ended.Add;
        await host.SendAsync($$$"""{"jsonrpc":"2.0","id":"ear","method":"subscriptions/listen","params":{"notifications":{"resourceSubscriptions":["vendor://page/1","vendor://page/2","vendor://other"]}, {{{Meta}}} } }""");

        var acknowledged = await host.ReadAsync();
        Assert.Equal("""{"resourceSubscriptions":["vendor://page/1"]}""", acknowledged.GetProperty("params").GetProperty("notifications").GetRawText());
        Assert.Equal(["vendor://page/2"], ended);
        await host.Changes.UpdatedAsync(Role(), "vendor://page/2", TestContext.Current.CancellationToken);
        await host.Changes.UpdatedAsync(Role(), "vendor://page/1", TestContext.Current.CancellationToken);
        var told = (await host.ReadAsync()).GetProperty("params");
        Assert.Equal("vendor://page/1", told.GetProperty("uri").GetString());
        Assert.Equal("ear", told.GetProperty("_meta").GetProperty("io.modelcontextprotocol/subscriptionId").GetString());

        // What the role does not list any more is told to nobody.
        await host.Changes.UpdatedAsync(Some.Role("a_b"), "vendor://page/1", TestContext.Current.CancellationToken);
        host.Changes.Close();
        Assert.Equal("ear", (await host.ReadAsync()).GetProperty("id").GetString());
        Assert.Equal(["vendor://page/2", "vendor://page/1"], ended);
    }

    [Fact]
    public async Task Listen_ChangesWhileItIsBeingGranted_AreToldAfterTheAcknowledgement()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = new TaskCompletionSource<CallOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = new InProcessHost(Role, (_, _) =>
        {
            asked.TrySetResult();
            return new(answer.Task);
        });
        await host.SendAsync($$$"""{"jsonrpc":"2.0","id":5,"method":"subscriptions/listen","params":{"notifications":{"toolsListChanged":true,"resourceSubscriptions":["vendor://page/1"]}, {{{Meta}}} } }""");
        await asked.Task;

        await host.Changes.UpdatedAsync(Role(), "vendor://page/1", TestContext.Current.CancellationToken);
        await host.Changes.AnnounceAsync(TestContext.Current.CancellationToken);
        answer.SetResult(Outcome(true));

        Assert.Equal("notifications/subscriptions/acknowledged", (await host.ReadAsync()).GetProperty("method").GetString());
        Assert.Equal("notifications/resources/updated", (await host.ReadAsync()).GetProperty("method").GetString());
        Assert.Equal("notifications/tools/list_changed", (await host.ReadAsync()).GetProperty("method").GetString());
    }

    [Fact]
    public void End_SessionWithTwoClients_TheLastOneEndsIt()
    {
        List<string> ended = [];
        var counts = new ResourceWatchers { Unwatch = ended.Add };
        var (one, two) = (new WatchedResources(), new WatchedResources());
        one.Add("a", counts);
        two.Add("a", counts);
        two.Add("b", counts);

        one.End();
        Assert.Empty(ended);
        Assert.Null(one.Add("c", counts));
        two.Remove("a");
        Assert.Equal(["a"], ended);
        two.End();
        two.End();
        Assert.Equal(["a", "b"], ended);
    }

    private static ValueTask<CallOutcome> Tells(CallRequest request, CancellationToken cancellationToken)
    {
        Assert.Equal(ToolKind.Subscription, request.Kind);
        Assert.Equal("subscription:page", request.Tool);
        return new(Outcome(true));
    }

    private static CallOutcome Outcome(bool watched) => new()
    {
        Code = OutcomeCode.Succeeded,
        CallId = "c",
        Structured = Some.Json(watched ? """{"watched":true}""" : """{"watched":false}"""),
        Text = "",
    };

    private static RoleProfile Role()
    {
        var page = Some.Tool("vendor_page").Definition with { Name = "resource:page", Kind = ToolKind.Resource, Uri = "vendor://page/{id}" };
        var at = Some.Tool("a_b");
        RoleTool offer = new(page with { Subscription = page with { Name = "subscription:page", Kind = ToolKind.Subscription } })
        {
            Mode = at.Mode,
            ListedAt = at.ListedAt,
            ModeAt = at.ModeAt,
            Timeout = at.Timeout,
        };
        return Some.WithOffers(offer);
    }

    private static async Task<InProcessHost> OlderAsync(CallTool call)
    {
        var host = new InProcessHost(Role, call);
        await host.SendAsync(Hello);
        await host.ReadAsync();
        await host.SendAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
        return host;
    }

    private static async Task<string> SubscribeAsync(InProcessHost host, int id, string uri)
    {
        await host.SendAsync($$$"""{"jsonrpc":"2.0","id":{{{id}}},"method":"resources/subscribe","params":{"uri":"{{{uri}}}"}}""");
        var answer = await host.ReadAsync();
        Assert.Equal(id, answer.GetProperty("id").GetInt32());
        return answer.TryGetProperty("error", out var error) ? error.GetProperty("message").GetString()! : answer.GetProperty("result").GetRawText();
    }
}
