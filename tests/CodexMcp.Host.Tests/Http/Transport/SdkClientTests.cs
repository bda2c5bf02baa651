using CodexMcp.Core.Approvals;
using CodexMcp.Core.Pipeline;
using CodexMcp.Host.Mcp;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Host.Tests.Http.Transport;

/// <summary>The SDK's own client over HTTP, in both eras.</summary>
public sealed class SdkClientTests
{
    public static TheoryData<string?> Eras { get; } = new((string?)null, "2025-06-18", "2025-11-25");

    [Theory]
    [MemberData(nameof(Eras))]
    public async Task ListTools_MoreThanAPage_AllAreListedOnce(string? era)
    {
        var names = Enumerable.Range(0, (2 * ToolPages.PageSize) + 50).Select(i => $"vendor_tool_{i:0000}").ToArray();
        await using var host = await HttpHost.StartAsync(Answers.With(Answers.Fine), tools: names);
        await using var client = await host.ConnectAsync(new() { ProtocolVersion = era });

        for (var i = 0; i < 2; i++)
        {
            var tools = await client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken);

            Assert.Equal(names, tools.Select(tool => tool.Name));
            Assert.All(tools, tool => Assert.True(tool.ProtocolTool.Annotations!.ReadOnlyHint));
        }
    }

    [Theory]
    [MemberData(nameof(Eras))]
    public async Task Call_Outcome_BecomesTextAndStructure(string? era)
    {
        CallRequest? seen = null;
        await using var host = await HttpHost.StartAsync((request, _) =>
        {
            seen = request;
            return new(Answers.Fine with { Code = OutcomeCode.Denied, Structured = Some.Json("""{"error":{"code":"denied"}}"""), Text = "No. \u00e9\"\n" });
        });
        await using var client = await host.ConnectAsync(new() { ProtocolVersion = era });

        var result = await client.CallToolAsync(
            "a_b", new Dictionary<string, object?> { ["x"] = 12345678901234567890m }, cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(result.IsError);
        Assert.Equal("No. \u00e9\"\n", Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text);
        Assert.Equal("denied", result.StructuredContent!.Value.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal("""{"x":12345678901234567890}""", seen!.Arguments.GetRawText());
        Assert.Equal("alice", seen.Principal);
        Assert.False(seen.CanAsk);
        Assert.Contains("/", seen.Client);
    }

    [Theory]
    [MemberData(nameof(Eras))]
    public async Task Call_UnknownTool_IsAProtocolError(string? era)
    {
        await using var host = await HttpHost.StartAsync(Answers.With(Answers.Fine with { Code = OutcomeCode.UnknownTool }));
        await using var client = await host.ConnectAsync(new() { ProtocolVersion = era });

        var error = await Assert.ThrowsAsync<McpProtocolException>(
            async () => await client.CallToolAsync("a_c", cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(McpErrorCode.InvalidParams, error.ErrorCode);
    }

    [Theory]
    [MemberData(nameof(Eras))]
    public async Task Call_Question_IsAskedAndItsAnswerComesBack(string? era)
    {
        List<ApprovalReply?> replies = [];
        await using var host = await HttpHost.StartAsync((request, _) =>
        {
            replies.Add(request.Reply);
            Assert.True(request.CanAsk);
            return new(request.Reply is null ? Answers.Fine with { Code = OutcomeCode.ApprovalRequired, Question = Answers.Question() } : Answers.Fine);
        });
        ElicitRequestParams? asked = null;
        await using var client = await host.ConnectAsync(new()
        {
            ProtocolVersion = era,
            Handlers = new()
            {
                ElicitationHandler = (request, _) =>
                {
                    asked = request;
                    return new(new ElicitResult { Action = "accept", Content = new Dictionary<string, System.Text.Json.JsonElement> { ["decision"] = Some.Json("\"approve\"") } });
                },
            },
        });

        var result = await client.CallToolAsync("a_b", cancellationToken: TestContext.Current.CancellationToken);

        Assert.NotEqual(true, result.IsError);
        Assert.Equal("May it run?", asked!.Message);
        Assert.Equal(2, replies.Count);
        Assert.Equal(("sealed", ApprovalAction.Accept), (replies[1]!.State, replies[1]!.Action));
        Assert.Equal("approve", replies[1]!.Content!.Value.GetProperty("decision").GetString());
    }

    [Theory]
    [MemberData(nameof(Eras))]
    public async Task Call_Progress_IsHeardWhileTheCallRuns(string? era)
    {
        // The client may drop a report that comes right before the result, so the call waits until this one was heard.
        var heard = new TaskCompletionSource<ProgressNotificationValue>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await HttpHost.StartAsync(async (request, cancellationToken) =>
        {
            request.Progress!.Report(new(1, 2, "half"));
            await heard.Task.WaitAsync(TimeSpan.FromSeconds(20), cancellationToken);
            return Answers.Fine;
        });
        await using var client = await host.ConnectAsync(new() { ProtocolVersion = era });

        var result = await client.CallToolAsync("a_b", progress: new Now(value => heard.TrySetResult(value)), cancellationToken: TestContext.Current.CancellationToken);

        Assert.NotEqual(true, result.IsError);
        Assert.Equal("half", (await heard.Task).Message);
    }

    [Theory]
    [MemberData(nameof(Eras))]
    public async Task Guidance_PromptsAndResources_AreServed(string? era)
    {
        await using var host = await HttpHost.StartAsync(Answers.With(Answers.Fine));
        await using var client = await host.ConnectAsync(new() { ProtocolVersion = era });

        var prompt = Assert.Single(await client.ListPromptsAsync(cancellationToken: TestContext.Current.CancellationToken));
        var resource = Assert.Single(await client.ListResourcesAsync(cancellationToken: TestContext.Current.CancellationToken));
        var read = await client.ReadResourceAsync(resource.Uri, cancellationToken: TestContext.Current.CancellationToken);
        var got = await client.GetPromptAsync(prompt.Name, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("# Rules", Assert.IsType<TextResourceContents>(Assert.Single(read.Contents)).Text);
        Assert.Single(got.Messages);
        Assert.Equal("Test with care.", client.ServerInstructions);
    }

    private sealed class Now(Action<ProgressNotificationValue> report) : IProgress<ProgressNotificationValue>
    {
        public void Report(ProgressNotificationValue value) => report(value);
    }
}
