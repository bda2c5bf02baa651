using System.Text.Json;
using CodexMcp.Core.Access;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Pipeline;
using CodexMcp.Host.Commands;
using CodexMcp.Host.Composition;
using CodexMcp.Host.Output;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodexMcp.Host.Tests.Commands;

/// <summary>Reviewers at the command line, over the real store: who may decide, what they must have seen, and that the call then runs once.</summary>
[Collection(ProcessEnvironment.Name)]
public sealed class ApprovalsCommandTests : IAsyncLifetime
{
    private const string Arguments = """{"statement":"SELECT 6 * 7 AS answer"}""";
    private readonly string folder = Directory.CreateTempSubdirectory("codex-mcp-test-").FullName;
    private HostServices services = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string State => Path.Combine(folder, "state");

    private string Roles => Path.Combine(folder, "roles");

    public ValueTask InitializeAsync()
    {
        var shipped = Path.Combine(AppContext.BaseDirectory, "roles");
        foreach (var file in Directory.EnumerateFiles(shipped, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(Roles, Path.GetRelativePath(shipped, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        Edit("data-analytics/role.yaml", "        - cancel_query\n", "        - cancel_query\n      tools:\n        run_query:\n          approval_mode: review\n          reviewers: [{ group: stewards, count: 1 }]\n");
        Edit("data-analytics/role.yaml", "\ntools:\n", "\ntools:\n  approvals: { declined_by: majority, escalate: { after: 2h, to: stewards }, emergency: incident }\n");
        Edit("groups.yaml", "groups:\n", "groups:\n  incident: { description: Override., members: [\"key:ivy\"] }\n  stewards:\n    description: Decide.\n    members: [\"key:carol\", \"key:dave\", \"key:alice\"]\n");
        services = new(HostSettings.Create(State, Roles, null), TimeProvider.System, NullLoggerFactory.Instance);
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Approve_ByAReviewer_LetsTheIdenticalCallRunOnce()
    {
        var asked = await CallAsync();
        Assert.Equal(OutcomeCode.ApprovalPending, asked.Code);
        var listed = await RunAsync("approvals", "list");
        Assert.Contains(asked.CallId, listed.Output, StringComparison.Ordinal);
        var shown = Json(await RunAsync("approvals", "show", asked.CallId, "--json")).GetProperty("shown").GetString()!;

        var approved = await RunAsync("approvals", "approve", asked.CallId, "--key-file", await KeyFileAsync("carol"), "--shown", shown);

        Assert.True(approved.Code == 0, approved.Errors);
        Assert.Contains("approved", approved.Output, StringComparison.Ordinal);
        Assert.Equal(OutcomeCode.Succeeded, (await CallAsync()).Code);
        Assert.Equal(OutcomeCode.ApprovalPending, (await CallAsync()).Code);
        var all = await RunAsync("approvals", "list", "--all");
        Assert.Contains("run", all.Output, StringComparison.Ordinal);
        var trail = string.Concat(Directory.EnumerateFiles(Path.Combine(State, "audit"), "*.jsonl", SearchOption.AllDirectories).Select(Read));
        foreach (var expected in new[] { AuditEvents.ApprovalAsked, AuditEvents.ApprovalVoted, shown })
        {
            Assert.Contains(expected, trail, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("cmk_", trail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Approve_TypedAtTheTerminal_ShowsTheCallFirst()
    {
        var asked = await CallAsync();
        var key = (await services.State.Keys.CreateAsync(new() { Kind = ApiKeyKind.Approver, Principal = "carol" }, Token)).Text;

        var hesitated = await RunAsync($"{key}\nyes\n", canAsk: true, "approvals", "approve", asked.CallId);
        var approved = await RunAsync($"{key}\napprove\n", canAsk: true, "approvals", "approve", asked.CallId);

        Assert.Equal(3, hesitated.Code);
        Assert.Contains("SELECT 6 * 7", hesitated.Errors, StringComparison.Ordinal);
        Assert.True(approved.Code == 0, approved.Errors);
    }

    [Theory]
    [InlineData("approve", 3)]
    [InlineData("\napprove", 3)]
    [InlineData("\n\n\napprove", 0)]
    public async Task Approve_LongCall_OnlyAfterItsLastPage(string typed, int code)
    {
        var statement = string.Join("\\n", Enumerable.Range(1, 130).Select(line => $"-- line {line}: what this query is about")) + "\\nSELECT 42 AS answer";
        var asked = await CallAsync(arguments: $$"""{"statement":"{{statement}}"}""");
        Assert.Equal(OutcomeCode.ApprovalPending, asked.Code);
        var key = (await services.State.Keys.CreateAsync(new() { Kind = ApiKeyKind.Approver, Principal = "carol" }, Token)).Text;
        var shown = Json(await RunAsync("approvals", "show", asked.CallId, "--json")).GetProperty("shown").GetString()!;
        Assert.Equal(3, (await RunAsync("approvals", "approve", asked.CallId, "--key-file", await KeyFileAsync("carol"), "--shown", shown[..12])).Code);

        var decided = await RunAsync($"{key}\n{typed}\n", canAsk: true, "approvals", "approve", asked.CallId);

        Assert.Equal(code, decided.Code);
        Assert.Equal(code == 0, decided.Errors.Contains("SELECT 42 AS answer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Decline_ByAReviewer_IsToldToTheAgent()
    {
        var asked = await CallAsync();

        var declined = await RunAsync("approvals", "decline", asked.CallId, "--key-file", await KeyFileAsync("dave"), "--comment", "Use the metrics table.");

        Assert.True(declined.Code == 0, declined.Errors);
        var again = await CallAsync();
        Assert.Equal(OutcomeCode.Declined, again.Code);
        Assert.Contains("Use the metrics table.", again.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nobody's key")]
    [InlineData("an agent's key")]
    [InlineData("a revoked key")]
    [InlineData("a file that others can read")]
    [InlineData("a stranger")]
    [InlineData("the requester")]
    [InlineData("another hash")]
    [InlineData("a short hash")]
    [InlineData("nothing shown")]
    [InlineData("no key")]
    [InlineData("a key in the environment")]
    public async Task Approve_WithoutTheRightTo_IsRefusedAndDecidesNothing(string how)
    {
        var asked = await CallAsync();
        var shown = Json(await RunAsync("approvals", "show", asked.CallId, "--json")).GetProperty("shown").GetString()!;
        var file = await KeyFileAsync(how switch { "a stranger" => "mallory", "the requester" => "alice", _ => "carol" });
        string[] line = ["approvals", "approve", asked.CallId, "--key-file", file, "--shown", shown];
        switch (how)
        {
            case "nobody's key":
                await File.WriteAllTextAsync(file, ApiKeyText.Create(), Token);
                break;
            case "an agent's key":
                await File.WriteAllTextAsync(file, (await services.State.Keys.CreateAsync(new() { Principal = "carol", Roles = ["data-analytics"] }, Token)).Text, Token);
                break;
            case "a revoked key":
                await services.State.Keys.RevokeAsync(Read(file), Token);
                break;
            case "a file that others can read" when !OperatingSystem.IsWindows():
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherRead);
                break;
            case "another hash":
                line[6] = new string('0', 64);
                break;
            case "a short hash":
                line[6] = shown[..4];
                break;
            case "nothing shown":
                line = line[..5];
                break;
            case "no key":
            case "a key in the environment":
                Environment.SetEnvironmentVariable("CodexMcp__ApproverKey", how == "no key" ? null : Read(file));
                line = [.. line[..3], .. line[5..]];
                break;
        }

        var refused = await RunAsync(line);
        Environment.SetEnvironmentVariable("CodexMcp__ApproverKey", null);

        Assert.Equal(3, refused.Code);
        Assert.NotEmpty(refused.Errors);
        Assert.DoesNotContain("cmk_", refused.Errors + refused.Output, StringComparison.Ordinal);
        Assert.Equal(OutcomeCode.ApprovalPending, (await CallAsync()).Code);
    }

    [Fact]
    public async Task Approve_FromTheAccountThatAsked_IsRefused()
    {
        var asked = await CallAsync(services.Principal);

        var refused = await RunAsync("approvals", "approve", asked.CallId, "--key-file", await KeyFileAsync("carol"), "--shown", "0");

        Assert.Equal(3, refused.Code);
        Assert.Contains("nobody decides their own", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Approved_ThenTheKeyIsRevoked_DoesNotRun()
    {
        var asked = await CallAsync();
        var file = await KeyFileAsync("carol");
        var shown = Json(await RunAsync("approvals", "show", asked.CallId, "--json")).GetProperty("shown").GetString()!;
        Assert.Equal(0, (await RunAsync("approvals", "approve", asked.CallId, "--key-file", file, "--shown", shown)).Code);
        await services.State.Keys.RevokeAsync(Read(file), Token);

        Assert.Equal(OutcomeCode.ApprovalPending, (await CallAsync()).Code);
    }

    [Fact]
    public async Task Override_InAnEmergency_RunsTheCallAndIsMarked()
    {
        var asked = await CallAsync();
        var shown = Json(await RunAsync("approvals", "show", asked.CallId, "--json")).GetProperty("shown").GetString()!;
        Assert.Equal(2, (await RunAsync("approvals", "override", asked.CallId, "--shown", shown)).Code);
        Assert.Equal(3, (await RunAsync("approvals", "override", asked.CallId, "--shown", shown, "--comment", "Down.", "--key-file", await KeyFileAsync("carol"))).Code);

        var overridden = await RunAsync("approvals", "override", asked.CallId, "--shown", shown, "--comment", "Down.", "--key-file", await KeyFileAsync("ivy"));

        Assert.True(overridden.Code == 0, overridden.Errors);
        Assert.Equal(OutcomeCode.Succeeded, (await CallAsync()).Code);
        var told = await RunAsync("approvals", "show", asked.CallId);
        Assert.Contains("key:ivy OVERRIDES in an emergency: Down.", told.Output, StringComparison.Ordinal);
        Assert.Contains("stewards may decide in their place", told.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("holds")]
    [InlineData("ended")]
    [InlineData("the other's key revoked")]
    public async Task Delegate_StandInApproves_CountsAsLongAsTheDelegationHolds(string then)
    {
        var asked = await CallAsync();
        var shown = Json(await RunAsync("approvals", "show", asked.CallId, "--json")).GetProperty("shown").GetString()!;
        var carol = await KeyFileAsync("carol");
        Assert.Equal(2, (await RunAsync("approvals", "delegate", "--to", "key:carol", "--for", "3d", "--key-file", carol)).Code);
        Assert.Equal(2, (await RunAsync("approvals", "delegate", "--to", "key:zoe", "--for", "31d", "--key-file", carol)).Code);
        Assert.Equal(3, (await RunAsync("approvals", "delegate", "--to", "key:zoe", "--for", "3d")).Code);
        var made = await RunAsync("approvals", "delegate", "--to", "key:zoe", "--for", "3d", "--key-file", carol);
        Assert.True(made.Code == 0, made.Errors);
        Assert.Contains("key:zoe", (await RunAsync("approvals", "delegations")).Output, StringComparison.Ordinal);

        var approved = await RunAsync("approvals", "approve", asked.CallId, "--shown", shown, "--key-file", await KeyFileAsync("zoe"));
        Assert.True(approved.Code == 0, approved.Errors);
        Assert.Contains("key:zoe for key:carol yes", (await RunAsync("approvals", "show", asked.CallId)).Output, StringComparison.Ordinal);
        if (then == "ended")
        {
            Assert.Equal(0, (await RunAsync("approvals", "undelegate", "--key-file", carol)).Code);
        }
        else if (then != "holds")
        {
            await services.State.Keys.RevokeAsync(Read(carol), Token);
        }

        Assert.Equal(then == "holds" ? OutcomeCode.Succeeded : OutcomeCode.ApprovalPending, (await CallAsync()).Code);
    }

    [Fact]
    public async Task Show_UnknownId_SaysWhereToLook()
    {
        var unknown = await RunAsync("approvals", "show", "nothing");

        Assert.Equal(1, unknown.Code);
        Assert.Contains("approvals list", unknown.Errors, StringComparison.Ordinal);
        Assert.Contains("No call waits.", (await RunAsync("approvals", "list")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--happened", WriteState.Happened)]
    [InlineData("--did-not", WriteState.DidNotHappen)]
    public async Task Settle_LostWrite_IsAPersonsWord(string word, WriteState expected)
    {
        var lost = new SentWrite { CallId = "call-1", Key = "k", Role = "r", Principal = "alice", Environment = "production", Tool = "t", At = TimeProvider.System.GetUtcNow(), State = WriteState.Ambiguous };
        var store = services.State.Store;
        await store.Writes.AddAsync(lost, Token);
        Assert.Contains("call-1", (await RunAsync("calls", "list")).Output, StringComparison.Ordinal);

        Assert.Equal(2, (await RunAsync("calls", "settle", "call-1")).Code);
        Assert.Equal(2, (await RunAsync("calls", "settle", "call-1", "--happened", "--did-not")).Code);
        Assert.Equal(3, (await RunAsync("calls", "settle", "call-1", word)).Code);
        Assert.Equal(1, (await RunAsync("calls", "settle", "call-2", word, "--key-file", await KeyFileAsync("carol"))).Code);
        var settled = await RunAsync("calls", "settle", "call-1", word, "--key-file", await KeyFileAsync("carol"));

        Assert.True(settled.Code == 0, settled.Errors);
        Assert.Empty(await store.Writes.UnsettledAsync(Token));
        var found = await store.Writes.FindBlockingAsync("k", "asking", DateTimeOffset.MinValue, Token);
        Assert.Equal(expected == WriteState.Happened, found is { SettledBy: "key:carol" });
    }

    private async Task<CallOutcome> CallAsync(string principal = "oidc:example:alice", string arguments = Arguments) => await services.CallAsync(
        new()
        {
            Profile = services.RequireAccess("data-analytics"),
            Principal = principal,
            Tool = "snowflake_run_query",
            Arguments = Some.Json(arguments),
        },
        Token);

    private async Task<string> KeyFileAsync(string principal)
    {
        var issued = await services.State.Keys.CreateAsync(new() { Kind = ApiKeyKind.Approver, Principal = principal }, Token);
        var path = Path.Combine(folder, $"{principal}-{Guid.NewGuid():N}.key");
        await File.WriteAllTextAsync(path, issued.Text + "\n", Token);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return path;
    }

    private void Edit(string file, string from, string to)
    {
        var path = Path.Combine(Roles, file);
        var text = Read(path);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));
    }

    // The trail is open for writing elsewhere.
    private static string Read(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    private static JsonElement Json((int Code, string Output, string Errors) result) => JsonDocument.Parse(result.Output).RootElement;

    private Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments) => RunAsync("", canAsk: false, arguments);

    private async Task<(int Code, string Output, string Errors)> RunAsync(string typed, bool canAsk, params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var line = new CommandLine(Terminal.For(output, errors, new StringReader(typed), canAsk));
        var code = await line.RunAsync([.. arguments, "--state", State, "--roles", Roles]);
        return (code, output.ToString(), errors.ToString());
    }
}
