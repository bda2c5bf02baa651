using System.Collections.Concurrent;
using CodexMcp.Abstractions;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Catalog;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Roles;
using CodexMcp.Host.Tests.Http.Transport;
using CodexMcp.Host.Tests.Mcp;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Host.Tests.Approvals;

/// <summary>A call that is held open for its reviewers: over both transports, for clients of both eras, through the real pipeline.</summary>
public sealed class ReviewWaitTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("codex-mcp-tests-").FullName;
    private readonly ManualTime clock = new();
    private readonly CallStores stores = CallStores.InMemory();
    private readonly Counter counter = new();
    private AuditLog audit = null!;
    private ToolCallPipeline pipeline = null!;
    private HttpHost http = null!;
    private InProcessHost stdio = null!;
    private RoleProfile profile = Reviewed();

    public static TheoryData<string, string?> Ways { get; } = new()
    {
        { "stdio", null }, { "stdio", "2025-06-18" }, { "stdio", "2025-11-25" }, { "http", null }, { "http", "2025-06-18" }, { "http", "2025-11-25" },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        audit = new(new AuditLogOptions { Folder = folder }, clock);
        pipeline = new(new PipelineServices { Connectors = counter, Audit = audit, Time = clock, Stores = () => stores, Reviewers = new Everybody() });
        http = await HttpHost.StartAsync(pipeline.CallAsync);
        http.Role().Profile = profile;
        stdio = new(() => profile, pipeline.CallAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await stdio.DisposeAsync();
        await http.DisposeAsync();
        await audit.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Call_ApprovedWhileItWaits_RunsOnceInTheSameCall(string transport, string? era)
    {
        await using var client = await ConnectAsync(transport, era);
        var progress = new Heard();
        var call = CallAsync(client, progress);
        Assert.Contains("1 of revops", await progress.FirstAsync(), StringComparison.Ordinal);

        await VoteAsync(approves: true);
        await clock.AdvanceUntilAsync(call, TimeSpan.FromSeconds(1));

        var result = await call;
        Assert.False(result.IsError ?? false);
        Assert.Contains("\nran\n", Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text, StringComparison.Ordinal);
        Assert.Equal(1, counter.Runs);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Call_NobodyDecides_TellsEveryFewSecondsAndEndsWithTheTicket(string transport, string? era)
    {
        await using var client = await ConnectAsync(transport, era);
        var progress = new Heard();
        var call = CallAsync(client, progress);

        await clock.AdvanceUntilAsync(call, TimeSpan.FromSeconds(1));

        var error = (await call).StructuredContent!.Value.GetProperty("error");
        Assert.Equal("approval_pending", error.GetProperty("code").GetString());
        var waiting = Assert.Single(await stores.Approvals.ListAsync(clock.GetUtcNow(), all: false, 10, Token));
        Assert.Equal(waiting.Id, error.GetProperty("approval").GetProperty("id").GetString());
        var text = error.GetProperty("message").GetString() + error.GetProperty("next").GetString();
        foreach (var told in new[] { "a_put waits", waiting.Id, "1 of revops", $"{waiting.Expires:yyyy-MM-dd HH:mm} UTC", "identical call again", "starts over" })
        {
            Assert.Contains(told, text, StringComparison.Ordinal);
        }

        Assert.InRange(progress.Count, 3, 12); // 45 seconds, told every five; a client may be handed several at once
        Assert.Equal(0, counter.Runs);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Call_DeclinedWhileItWaits_SaysSo(string transport, string? era)
    {
        await using var client = await ConnectAsync(transport, era);
        var progress = new Heard();
        var call = CallAsync(client, progress);
        await progress.FirstAsync();

        await VoteAsync(approves: false);
        await clock.AdvanceUntilAsync(call, TimeSpan.FromSeconds(1));

        Assert.Equal("declined", (await call).StructuredContent!.Value.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(0, counter.Runs);
    }

    [Theory]
    [InlineData("stdio", "the role changed")]
    [InlineData("stdio", "the principal lost the role")]
    [InlineData("http", "the role changed")]
    [InlineData("http", "the principal lost the role")]
    [InlineData("http", "the credential was revoked")]
    public async Task Call_ApprovedAfterTheRightToItWasLost_DoesNotRun(string transport, string how)
    {
        await using var client = await ConnectAsync(transport, null);
        var progress = new Heard();
        var call = CallAsync(client, progress);
        await progress.FirstAsync();
        await VoteAsync(approves: true);

        profile = how switch
        {
            "the role changed" => Reviewed() with { Revision = new string('1', 64) },
            "the principal lost the role" when transport == "stdio" => Reviewed(withTools: false),
            _ => profile,
        };
        http.Role().Profile = profile;
        http.Groups = how == "the principal lost the role" ? new([new("everyone", "All.", ["local:*"])]) : http.Groups;
        http.Revoked = how == "the credential was revoked";
        await clock.AdvanceUntilAsync(call.ContinueWith(_ => { }, Token, TaskContinuationOptions.None, TaskScheduler.Default), TimeSpan.FromSeconds(1));

        Assert.True(call.IsFaulted || (await call).IsError == true);
        Assert.Equal(0, counter.Runs);
    }

    [Fact]
    public async Task Call_CancelledWhileItWaits_LeavesTheReviewOpen()
    {
        await using var client = await ConnectAsync("stdio", null);
        var progress = new Heard();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var call = CallAsync(client, progress, cancel.Token);
        await progress.FirstAsync();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Single(await stores.Approvals.ListAsync(clock.GetUtcNow(), all: false, 10, Token));
        Assert.Equal(0, counter.Runs);
    }

    private Task<McpClient> ConnectAsync(string transport, string? era) => transport == "http"
        ? http.ConnectAsync(new() { ProtocolVersion = era })
        : stdio.ConnectAsync(new() { ProtocolVersion = era });

    private static Task<CallToolResult> CallAsync(McpClient client, Heard progress, CancellationToken? cancellationToken = null) =>
        client.CallToolAsync("a_put", new Dictionary<string, object?> { ["x"] = 1 }, progress, cancellationToken: cancellationToken ?? Token).AsTask();

    private async Task VoteAsync(bool approves)
    {
        var waiting = Assert.Single(await stores.Approvals.ListAsync(clock.GetUtcNow(), all: false, 10, Token));
        await stores.Approvals.VoteAsync(
            waiting.Id,
            new() { Approver = "key:carol", Credential = "cmk_c", Approves = approves, Groups = ["revops"], At = clock.GetUtcNow() },
            ReviewCount.Decide,
            Token);
    }

    private static RoleProfile Reviewed(bool withTools = true)
    {
        var put = Some.Tool("a_put", ToolVerb.Write);
        return Some.Role() with
        {
            Tools = !withTools ? [] :
            [
                new(put.Definition) { Mode = ApprovalMode.Review, ListedAt = put.ListedAt, ModeAt = put.ModeAt, Timeout = put.Timeout, Reviewers = [new("revops", 1)] },
            ],
            Approvals = new() { Wait = TimeSpan.FromSeconds(45) },
        };
    }

    private sealed class Heard : IProgress<ProgressNotificationValue>
    {
        private readonly ConcurrentQueue<string> all = new();
        private readonly TaskCompletionSource<string> first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Count => all.Count;

        public Task<string> FirstAsync() => first.Task.WaitAsync(TimeSpan.FromSeconds(20), Token);

        public void Report(ProgressNotificationValue value)
        {
            all.Enqueue(value.Message ?? "");
            first.TrySetResult(value.Message ?? "");
        }
    }

    private sealed class Everybody : IReviewers
    {
        public ValueTask<IReadOnlyList<string>> GroupsAsync(Vote vote, IReadOnlyList<string> among, CancellationToken cancellationToken) => new(vote.Groups);
    }

    /// <summary>A connector that counts what it is made to do.</summary>
    private sealed class Counter : IConnector, IConnectorSource
    {
        private readonly RunningConnector running;

        public Counter() => running = new(this, new ConnectorResilience());

        public int Runs { get; private set; }

        public string Name => "a";

        public IToolGuard? Guard => null;

        public RunningConnector Get(string connector, string environment) => running;

        public ValueTask<ToolResult> ExecuteAsync(ToolInvocation invocation, CancellationToken cancellationToken)
        {
            Runs++;
            return new(new ToolResult { Structured = Some.Json("""{"done":true}"""), Text = "ran" });
        }

        public ValueTask DisposeAsync() => default;
    }
}
