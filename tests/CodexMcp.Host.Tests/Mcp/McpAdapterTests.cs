using CodexMcp.Core.Approvals;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Roles;
using CodexMcp.Host.Mcp;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Host.Tests.Mcp;

public sealed class McpAdapterTests
{
    private static readonly CallOutcome Fine = new()
    {
        Code = OutcomeCode.Succeeded,
        CallId = "1",
        Structured = Some.Json("""{"ok":true}"""),
        Text = "Fine.",
    };

    public static TheoryData<string?> Eras { get; } = new((string?)null, "2025-06-18", "2025-11-25");

    [Theory]
    [MemberData(nameof(Eras))]
    public async Task ListTools_MoreThanAPage_AllAreListedOnceWithAllHints(string? era)
    {
        var names = Enumerable.Range(0, (2 * ToolPages.PageSize) + 50).Select(i => $"vendor_tool_{i:0000}").ToArray();
        await using var host = new InProcessHost(Always(Some.Role(names)), Answer(Fine));
        await using var client = await host.ConnectAsync(Options(era));

        var tools = await client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(names, tools.Select(tool => tool.Name));
        Assert.All(tools, tool =>
        {
            var hints = tool.ProtocolTool.Annotations!;
            Assert.True(hints.ReadOnlyHint);
            Assert.False(hints.DestructiveHint);
            Assert.True(hints.IdempotentHint);
            Assert.False(hints.OpenWorldHint);
            Assert.Equal("A tool", tool.ProtocolTool.Title);
        });
    }

    [Theory]
    [InlineData("bm90IG9mIG91cnM", 2)]
    [InlineData("%%%", null)]
    [InlineData("", null)]
    public async Task ListTools_Cursor_IsAPlaceOrInvalid(string cursor, int? left)
    {
        await using var host = new InProcessHost(Always(Some.Role("a_a", "b_b", "z_y", "z_z")), Answer(Fine));
        await host.SendAsync($$$"""{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":"{{{cursor}}}"}}""");

        var answer = await host.ReadAsync();

        if (left is null)
        {
            Assert.Equal(-32602, answer.GetProperty("error").GetProperty("code").GetInt32());
        }
        else
        {
            Assert.Equal(left, answer.GetProperty("result").GetProperty("tools").GetArrayLength());
        }
    }

    [Theory]
    [MemberData(nameof(Eras))]
    public async Task Call_Outcome_BecomesTextAndStructure(string? era)
    {
        CallRequest? seen = null;
        await using var host = new InProcessHost(Always(Some.Role("a_b")), (request, _) =>
        {
            seen = request;
            return new(Fine with { Code = OutcomeCode.Denied, Structured = Some.Json("""{"error":{"code":"denied"}}"""), Text = "No." });
        });
        await using var client = await host.ConnectAsync(Options(era));

        var result = await client.CallToolAsync(
            "a_b", new Dictionary<string, object?> { ["x"] = 12345678901234567890m }, cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(result.IsError);
        Assert.Equal("No.", Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text);
        Assert.Equal("denied", result.StructuredContent!.Value.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal("""{"x":12345678901234567890}""", seen!.Arguments.GetRawText());
        Assert.Equal("local:tester", seen.Principal);
        Assert.False(seen.CanAsk);
        Assert.Contains("/", seen.Client);
    }

    [Theory]
    [MemberData(nameof(Eras))]
    public async Task Call_UnknownTool_IsAProtocolErrorInThePipelinesWords(string? era)
    {
        await using var host = new InProcessHost(Always(Some.Role("a_b")), Answer(Fine with { Code = OutcomeCode.UnknownTool }));
        await using var client = await host.ConnectAsync(Options(era));

        var error = await Assert.ThrowsAsync<McpProtocolException>(
            async () => await client.CallToolAsync("a_c", cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(McpErrorCode.InvalidParams, error.ErrorCode);
        Assert.EndsWith($"Unknown tool. {Fine.Text}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Eras))]
    public async Task Call_Question_IsAskedAndItsAnswerComesBack(string? era)
    {
        List<ApprovalReply?> replies = [];
        await using var host = new InProcessHost(Always(Some.Role("a_b")), (request, _) =>
        {
            replies.Add(request.Reply);
            Assert.True(request.CanAsk);
            return new(request.Reply is null ? Fine with { Code = OutcomeCode.ApprovalRequired, Question = Question() } : Fine);
        });
        ElicitRequestParams? asked = null;
        var options = Options(era);
        options.Handlers = new()
        {
            ElicitationHandler = (request, _) =>
            {
                asked = request;
                return new(new ElicitResult { Action = "accept", Content = new Dictionary<string, System.Text.Json.JsonElement> { ["decision"] = Some.Json("\"approve\"") } });
            },
        };
        await using var client = await host.ConnectAsync(options);

        var result = await client.CallToolAsync("a_b", cancellationToken: TestContext.Current.CancellationToken);

        Assert.NotEqual(true, result.IsError);
        Assert.Equal("May it run?", asked!.Message);
        Assert.Equal(["decision"], asked.RequestedSchema!.Required);
        Assert.Equal(2, replies.Count);
        Assert.Equal("sealed", replies[1]!.State);
        Assert.Equal(ApprovalAction.Accept, replies[1]!.Action);
        Assert.Equal("approve", replies[1]!.Content!.Value.GetProperty("decision").GetString());
    }

    [Theory]
    [MemberData(nameof(Eras))]
    public async Task Call_ForgedState_IsInvalidParams(string? era)
    {
        await using var host = new InProcessHost(
            Always(Some.Role("a_b")), Answer(Fine with { Code = OutcomeCode.Denied, InvalidApprovalState = true }));
        await using var client = await host.ConnectAsync(Options(era));

        if (era is null)
        {
            var error = await Assert.ThrowsAsync<McpProtocolException>(
                async () => await client.CallToolAsync("a_b", cancellationToken: TestContext.Current.CancellationToken));
            Assert.Equal(McpErrorCode.InvalidParams, error.ErrorCode);
        }
        else
        {
            Assert.True((await client.CallToolAsync("a_b", cancellationToken: TestContext.Current.CancellationToken)).IsError);
        }
    }

    [Fact]
    public async Task Call_Cancelled_ReachesThePipelineAndSendsNoAnswer()
    {
        var cancelled = new TaskCompletionSource();
        await using var host = new InProcessHost(Always(Some.Role("a_b")), async (_, token) =>
        {
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            catch (OperationCanceledException)
            {
                cancelled.SetResult();
            }

            return Fine with { Code = OutcomeCode.Cancelled };
        });
        await host.SendAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a_b"}}""");
        await host.SendAsync("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}""");

        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await host.SendAsync("""{"jsonrpc":"2.0","id":2,"method":"tools/list"}""");
        Assert.Equal(2, (await host.ReadAsync()).GetProperty("id").GetInt32());
    }

    [Fact]
    public async Task Call_WithProgressToken_SendsGrowingReportsBeforeTheResult()
    {
        await using var host = new InProcessHost(Always(Some.Role("a_b")), (request, _) =>
        {
            request.Progress!.Report(new(1, 3, "one"));
            request.Progress.Report(new(1, 3, "the same"));
            request.Progress.Report(new(2, 3, "two"));
            return new(Fine);
        });
        await host.SendAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a_b","_meta":{"progressToken":"p"}}}""");

        List<string> seen = [];
        for (var line = await host.ReadAsync(); ; line = await host.ReadAsync())
        {
            if (line.TryGetProperty("id", out _))
            {
                break;
            }

            seen.Add(line.GetProperty("params").GetProperty("message").GetString()!);
        }

        Assert.Equal(["one", "two"], seen);
    }

    [Fact]
    public async Task EndOfInput_OpenCall_IsAnsweredFirst()
    {
        var finish = new TaskCompletionSource();
        await using var host = new InProcessHost(Always(Some.Role("a_b")), async (_, _) =>
        {
            await finish.Task;
            return Fine;
        });
        await host.SendAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a_b"}}""");
        host.EndInput();
        finish.SetResult();

        Assert.Equal(1, (await host.ReadAsync()).GetProperty("id").GetInt32());
        await host.Running.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task BadLines_AnyNumber_AreAnsweredAndTheSessionGoesOn()
    {
        await using var host = new InProcessHost(Always(Some.Role("a_b")), Answer(Fine));
        foreach (var line in new[] { "{", "[]", "nonsense", "", """{"jsonrpc":"2.0","id":9,"method":"tools/call","params":{"name":"a","name":"b"}}""" })
        {
            await host.SendAsync(line);
        }

        await host.SendAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""");

        Assert.Equal([-32700, -32600, -32700, -32600], await Codes(host, 4));
        Assert.Equal(1, (await host.ReadAsync()).GetProperty("id").GetInt32());
    }

    [Theory]
    [InlineData("""{"name":"a_b","arguments":[1]}""")]
    [InlineData("""{"name":"a_b","arguments":"x"}""")]
    [InlineData("""{"name":7}""")]
    [InlineData("""{}""")]
    [InlineData("""[]""")]
    public async Task Call_MisshapenParams_IsAnErrorAndNothingIsCalled(string parameters)
    {
        var called = false;
        await using var host = new InProcessHost(Always(Some.Role("a_b")), (_, _) =>
        {
            called = true;
            return new(Fine);
        });
        await host.SendAsync($$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{parameters}}}""");

        Assert.Equal(-32602, (await host.ReadAsync()).GetProperty("error").GetProperty("code").GetInt32());
        Assert.False(called);
    }

    [Fact]
    public async Task Guidance_SkillsAndFiles_AreServed()
    {
        await using var host = new InProcessHost(Always(Some.Role("a_b")), Answer(Fine));
        await using var client = await host.ConnectAsync();
        var token = TestContext.Current.CancellationToken;

        var prompt = Assert.Single(await client.ListPromptsAsync(cancellationToken: token));
        Assert.Equal("find-a-cause", prompt.Name);
        var text = await client.GetPromptAsync("find-a-cause", cancellationToken: token);
        Assert.Equal("Look at it.", Assert.IsType<TextContentBlock>(text.Messages[0].Content).Text);
        var resource = Assert.Single(await client.ListResourcesAsync(cancellationToken: token));
        Assert.Equal("role://tester/house%20rules.md", resource.Uri);
        var content = await client.ReadResourceAsync(resource.Uri, cancellationToken: token);
        Assert.Equal("# Rules", Assert.IsType<TextResourceContents>(content.Contents[0]).Text);
        Assert.Equal("Test with care.", client.ServerInstructions);
    }

    [Theory]
    [InlineData(null, McpErrorCode.InvalidParams)]
    [InlineData("2025-11-25", McpErrorCode.ResourceNotFound)]
    public async Task ReadResource_Unknown_HasTheCodeOfItsEra(string? era, McpErrorCode code)
    {
        await using var host = new InProcessHost(Always(Some.Role("a_b")), Answer(Fine));
        await using var client = await host.ConnectAsync(Options(era));

        var error = await Assert.ThrowsAsync<McpProtocolException>(
            async () => await client.ReadResourceAsync("role://tester/../../etc/passwd", cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(code, error.ErrorCode);
    }

    [Fact]
    public async Task Announce_LegacyClient_IsNotified()
    {
        await using var host = new InProcessHost(Always(Some.Role("a_b")), Answer(Fine));
        await using var client = await host.ConnectAsync(Options("2025-06-18"));
        var notified = new TaskCompletionSource();
        await using var registration = client.RegisterNotificationHandler(NotificationMethods.ToolListChangedNotification, (_, _) =>
        {
            notified.TrySetResult();
            return ValueTask.CompletedTask;
        });
        await client.PingAsync(cancellationToken: TestContext.Current.CancellationToken);

        await host.Changes.AnnounceAsync(TestContext.Current.CancellationToken);

        await notified.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Listen_ModernClient_IsAcknowledgedNotifiedAndOnlyOfWhatItAskedFor()
    {
        await using var host = new InProcessHost(Always(Some.Role("a_b")), Answer(Fine));
        await host.SendAsync(
            """
            {"jsonrpc":"2.0","id":5,"method":"subscriptions/listen","params":{"notifications":{"toolsListChanged":true},
            "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}
            """.ReplaceLineEndings(""));

        var acknowledged = await host.ReadAsync();
        await host.Changes.AnnounceAsync(TestContext.Current.CancellationToken);
        var changed = await host.ReadAsync();
        host.Changes.Close();
        var last = await host.ReadAsync();

        Assert.Equal("notifications/subscriptions/acknowledged", acknowledged.GetProperty("method").GetString());
        Assert.Equal("""{"toolsListChanged":true}""", acknowledged.GetProperty("params").GetProperty("notifications").GetRawText());
        Assert.Equal("notifications/tools/list_changed", changed.GetProperty("method").GetString());
        Assert.Equal(5, changed.GetProperty("params").GetProperty("_meta").GetProperty("io.modelcontextprotocol/subscriptionId").GetInt32());
        Assert.Equal(5, last.GetProperty("id").GetInt32());
    }

    [Fact]
    public async Task Reload_NewSnapshot_IsListedAtOnce()
    {
        var role = Some.Role("a_b");
        await using var host = new InProcessHost(() => role, Answer(Fine));
        await using var client = await host.ConnectAsync();
        Assert.Single(await client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken));

        role = Some.Role("a_b", "a_c");

        Assert.Equal(2, (await client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken)).Count);
    }

    private static async Task<List<int>> Codes(InProcessHost host, int count)
    {
        List<int> codes = [];
        while (codes.Count < count)
        {
            codes.Add((await host.ReadAsync()).GetProperty("error").GetProperty("code").GetInt32());
        }

        return codes;
    }

    private static Func<RoleProfile> Always(RoleProfile role) => () => role;

    private static CallTool Answer(CallOutcome outcome) => (_, _) => new(outcome);

    private static McpClientOptions Options(string? era) => new() { ProtocolVersion = era };

    private static ApprovalQuestion Question() => new(
        "May it run?",
        Some.Json("""{"type":"object","properties":{"decision":{"type":"string","enum":["approve","decline"]}},"required":["decision"]}"""),
        "sealed");
}
