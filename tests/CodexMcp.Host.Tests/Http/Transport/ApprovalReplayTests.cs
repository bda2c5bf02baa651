using System.Net;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Catalog;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Roles;

namespace CodexMcp.Host.Tests.Http.Transport;

/// <summary>A person's yes counts once, for one exact call of one principal (attack rows 25 and 30): through the real pipeline, over HTTP.</summary>
public sealed class ApprovalReplayTests : IAsyncDisposable
{
    private const string Arguments = "\"name\":\"a_b\",\"arguments\":{\"x\":1}";
    private const string Elicits = """{"elicitation":{}}""";

    private readonly string folder = Directory.CreateTempSubdirectory("codex-mcp-tests-").FullName;
    private readonly AuditLog audit;
    private readonly Counter counter = new();
    private readonly ToolCallPipeline pipeline;

    public ApprovalReplayTests()
    {
        audit = new(new AuditLogOptions { Folder = folder }, TimeProvider.System);
        pipeline = new(new PipelineServices { Connectors = counter, Audit = audit });
    }

    public async ValueTask DisposeAsync()
    {
        await audit.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task State_UsedTwice_RunsOnce()
    {
        await using var host = await StartAsync();
        var state = await AskAsync(host);

        var first = await ReplyAsync(host, state);
        var second = await ReplyAsync(host, state);

        Assert.Contains("\nran\n", first.GetProperty("result").GetProperty("content")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(-32602, second.GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal(1, counter.Runs);
    }

    [Fact]
    public async Task State_BitChangedAnywhere_RunsNothing()
    {
        await using var host = await StartAsync();
        var state = await AskAsync(host);
        for (var i = 0; i < state.Length; i += 7)
        {
            var changed = state[..i] + (state[i] == 'A' ? 'B' : 'A') + state[(i + 1)..];
            Assert.Equal(-32602, (await ReplyAsync(host, changed)).GetProperty("error").GetProperty("code").GetInt32());
        }

        Assert.Equal(0, counter.Runs);
        Assert.True((await ReplyAsync(host, state)).TryGetProperty("result", out _));
        Assert.Equal(1, counter.Runs);
    }

    /// <summary>What is different when the answer comes back.</summary>
    [Theory]
    [InlineData("mallory", "a_b", "{\"x\":1}")]
    [InlineData("alice", "a_c", "{\"x\":1}")]
    [InlineData("alice", "a_b", "{\"x\":2}")]
    [InlineData("alice", "a_b", "{}")]
    public async Task State_ForAnotherCall_RunsNothing(string principal, string tool, string arguments)
    {
        await using var host = await StartAsync();
        var state = await AskAsync(host);

        var answer = await ReplyAsync(host, state, principal, tool, arguments);

        Assert.True(answer.TryGetProperty("error", out _));
        Assert.Equal(0, counter.Runs);
    }

    [Fact]
    public async Task Question_Legacy_AnsweredOnceRunsOnce()
    {
        await using var host = await StartAsync();
        var session = await host.BeginAsync(Elicits);
        using var response = await host.SendAsync(host.Legacy("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{" + Arguments + "}}", session));
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var question = await Sse.NextAsync(reader);
        var yes = """{"jsonrpc":"2.0","id":@,"result":{"action":"accept","content":{"decision":"approve"}}}""".Replace("@", question.GetProperty("id").GetRawText(), StringComparison.Ordinal);

        for (var i = 0; i < 3; i++)
        {
            using var told = await host.SendAsync(host.Legacy(yes, session));
            Assert.Equal(HttpStatusCode.Accepted, told.StatusCode);
        }

        Assert.Contains("\nran\n", (await Sse.NextAsync(reader)).GetProperty("result").GetProperty("content")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, counter.Runs);
    }

    private async Task<HttpHost> StartAsync()
    {
        var host = await HttpHost.StartAsync(pipeline.CallAsync);
        host.Role().Profile = Some.Role() with { Tools = [Asking("a_b"), Asking("a_c")] };
        return host;
    }

    private static RoleTool Asking(string name)
    {
        var tool = Some.Tool(name, ToolVerb.Write);
        return new(tool.Definition) { Mode = ApprovalMode.Prompt, ListedAt = tool.ListedAt, ModeAt = tool.ModeAt, Timeout = tool.Timeout };
    }

    private static async Task<string> AskAsync(HttpHost host)
    {
        var request = host.Modern("tools/call", "a_b");
        request.Content = HttpHost.Json(HttpHost.Body("tools/call", Arguments, capabilities: Elicits));
        var (_, body) = await host.AskAsync(request);
        var result = body.GetProperty("result");
        Assert.Equal("input_required", result.GetProperty("resultType").GetString());
        return result.GetProperty("requestState").GetString()!;
    }

    private static async Task<JsonElement> ReplyAsync(HttpHost host, string state, string principal = "alice", string tool = "a_b", string arguments = "{\"x\":1}")
    {
        var request = host.Modern("tools/call", tool, principal: principal);
        request.Content = HttpHost.Json(HttpHost.Body(
            "tools/call",
            $"\"name\":\"{tool}\",\"arguments\":{arguments},\"requestState\":\"{state}\",\"inputResponses\":" + """{"approval":{"action":"accept","content":{"decision":"approve"}}}""",
            capabilities: Elicits));
        return (await host.AskAsync(request)).Body;
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
