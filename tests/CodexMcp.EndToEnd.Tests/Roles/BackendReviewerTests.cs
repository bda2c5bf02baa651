using System.Text.Json;

namespace CodexMcp.EndToEnd.Tests.Roles;

/// <summary>A whole review: search, read the diff, check the policy, run a test profile, draft; and everything that would be more than a draft is refused.</summary>
public sealed class BackendReviewerTests : IDisposable
{
    private const string Pull = """{"repository":"synth/api","number":12}""";
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Review_FromSearchToDraft_LeavesADraftThatAPersonSends()
    {
        await using var session = await RoleSession.OpenAsync("backend-pr-reviewer", folder.State);

        Assert.Equal("src/Net/Retry.cs", (await session.RunAsync("github_search_code", """{"repository":"synth/api","query":"Retry"}""")).GetProperty("matches")[0].GetProperty("path").GetString());
        var head = (await session.RunAsync("github_get_pull", Pull)).GetProperty("head_commit").GetString();
        var files = await session.RunAsync("github_list_pull_files", Pull);
        Assert.Equal(5, files.GetProperty("files").GetArrayLength());
        Assert.DoesNotContain("hunter2", files.GetRawText(), StringComparison.Ordinal);

        var policy = await session.RunAsync("pr_policy_check", Pull);
        Assert.Equal(head, policy.GetProperty("head_commit").GetString());
        var findings = policy.GetProperty("findings").EnumerateArray().Select(Show).ToList();
        Assert.Equal(
            [
                "blocker api-compatibility/API003 db/migrations/0042_orders.up.sql",
                "blocker api-compatibility/API004 db/migrations/0042_orders.up.sql:2",
                "blocker backend-security/SEC001 src/Config/Mail.cs:4",
                "high api-compatibility/API001 src/Api/OrdersController.cs:13",
                "high backend-default/DEF002 src/Net/Retry.cs:3",
                "high backend-security/SEC002 src/Api/OrdersController.cs:12",
                "high backend-security/SEC003 src/Api/OrdersController.cs:12",
                "medium backend-default/DEF001 src/Api/OrdersController.cs",
                "medium backend-default/DEF001 src/Config/Mail.cs",
                "medium backend-default/DEF001 src/Net/Retry.cs",
                "low pr-policy/POL002 assets/logo.png",
            ],
            findings.Order(StringComparer.Ordinal).OrderBy(Rank));
        Assert.All(policy.GetProperty("findings").EnumerateArray(), finding => Assert.NotEmpty(finding.GetProperty("remediation").GetString()!));
        Assert.Empty(session.Questions);

        var run = (await session.RunAsync("github_run_test_profile", """{"repository":"synth/api","profile":"unit","ref":"feat"}""")).GetProperty("run_id").GetInt64();
        Assert.Equal("success", (await session.RunAsync("github_get_test_run", $$"""{"repository":"synth/api","run_id":{{run}}}""")).GetProperty("conclusion").GetString());

        var review = $$"""
            {"repository":"synth/api","number":12,"commit":"{{head}}","summary":"Three blockers.","comments":[{"path":"db/migrations/0042_orders.up.sql","line":2,"body":"API004: this drops data."}]}
            """;
        // There is a draft of an earlier look: GitHub keeps one for each pull request.
        Assert.Equal("connector_error", await session.RefusedAsync("github_create_draft_review", review));
        var earlier = (await session.RunAsync("github_list_reviews", Pull)).GetProperty("reviews")[0].GetProperty("review_id").GetInt64();
        await session.RunAsync("github_discard_draft_review", $$"""{"repository":"synth/api","number":12,"review_id":{{earlier}}}""");
        var draft = await session.RunAsync("github_create_draft_review", review);
        Assert.Equal("PENDING", draft.GetProperty("state").GetString());
        var reviews = (await session.RunAsync("github_list_reviews", Pull)).GetProperty("reviews").EnumerateArray();
        Assert.Contains(reviews, review => review.GetProperty("review_id").GetInt64() == draft.GetProperty("review_id").GetInt64() && review.GetProperty("state").GetString() == "PENDING");
        Assert.Equal(4, session.Questions.Count);
    }

    /// <summary>On the wire itself, where a client may say a name twice: which of the two counts is never left to a reader.</summary>
    [Theory]
    [InlineData("""{"repository":"synth/api","number":11,"commit":"C","comments":[{"path":"README.md","line":2,"body":"x"}],"event":"APPROVE"}""")]
    [InlineData("""{"repository":"synth/api","number":11,"commit":"C","comments":[{"path":"README.md","line":2,"body":"x"}],"event":"APPROVE","event":null}""")]
    [InlineData("""{"repository":"synth/api","number":11,"commit":"C","comments":[{"path":"README.md","line":2,"body":"x","body":"y"}]}""")]
    [InlineData("""{"repository":"synth/api","number":11,"commit":"C","comments":[{"path":"README.md","line":2,"body":"x"}],"comments":[{"path":"README.md","line":2,"body":"x","event":"APPROVE"}]}""")]
    [InlineData("""{"repository":"synth/api","number":11,"commit":"C","comments":[{"path":"README.md","line":2,"body":"x"}],"\u0065vent":"APPROVE"}""")]
    [InlineData("""{"repository":"synth/api","number":11,"commit":"C","comments":[{"path":"README.md","line":2,"body":"x"}]},"arguments":{"event":"APPROVE"}""")]
    public async Task Review_WithAnEventOrANameTwiceOnTheWire_IsRefusedAndNothingIsDrafted(string arguments)
    {
        // Even where nobody is asked, and with a good call after it to show that drafts can be written here.
        var roles = folder.Roles();
        var file = Path.Combine(roles, "backend-pr-reviewer", "role.yaml");
        File.WriteAllText(file, File.ReadAllText(file).Replace("default_tools_approval_mode: writes", "default_tools_approval_mode: approve"));
        await using var host = HostProcess.Serve(folder.State, roles, "backend-pr-reviewer");
        await host.HandshakeAsync();
        const string Good = """{"repository":"synth/api","number":11,"commit":"C","comments":[{"path":"README.md","line":2,"body":"good"}]}""";
        static string Call(string json) => json.Replace("\"C\"", $"\"{new string('2', 40)}\"", StringComparison.Ordinal);

        await host.CallAsync(1, "github_create_draft_review", Call(arguments));
        await host.CallAsync(2, "github_list_reviews", """{"repository":"synth/api","number":11}""");
        Assert.Empty(Reviews(await host.ReadAsync(2)));
        await host.CallAsync(3, "github_create_draft_review", Call(Good));
        await host.ReadAsync(3);
        await host.CallAsync(4, "github_list_reviews", """{"repository":"synth/api","number":11}""");
        Assert.Equal("PENDING", Assert.Single(Reviews(await host.ReadAsync(4))).GetProperty("state").GetString());

        static IEnumerable<JsonElement> Reviews(JsonElement answer) => answer.GetProperty("result").GetProperty("structuredContent").GetProperty("reviews").EnumerateArray();
    }

    [Fact]
    public async Task Review_WithAnEventAnywhere_IsRefusedBeforeAnybodyIsAsked()
    {
        await using var session = await RoleSession.OpenAsync("backend-pr-reviewer", folder.State);
        foreach (var place in new[] { "top", "comment" })
        {
            foreach (var name in new[] { "event", "Event", "EVENT", "state", "submit" })
            {
                foreach (var value in new[] { "\"APPROVE\"", "\"REQUEST_CHANGES\"", "\"COMMENT\"", "\"\"", "null" })
                {
                    var top = place == "top" ? $",\"{name}\":{value}" : "";
                    var inner = place == "comment" ? $",\"{name}\":{value}" : "";

                    Assert.Equal("invalid_arguments", await session.RefusedAsync("github_create_draft_review", $$"""
                        {"repository":"synth/api","number":12,"commit":"6dcb09b5b57875f334f61aebed695e2e4193db5e","comments":[{"path":"src/Net/Retry.cs","line":2,"body":"x"{{inner}}}]{{top}}}
                        """));
                }
            }
        }

        Assert.Empty(session.Questions);
        Assert.Single((await session.RunAsync("github_list_reviews", Pull)).GetProperty("reviews").EnumerateArray());
    }

    [Fact]
    public async Task RuleFile_WithAMistake_StopsTheStartAtItsLine()
    {
        var roles = folder.Roles();
        var file = Path.Combine(roles, "backend-pr-reviewer", "policies", "backend-security.yaml");
        File.WriteAllText(file, File.ReadAllText(file).Replace("severity: blocker", "severity: urgent").Replace("'ServerCertificate", "'(?=x)ServerCertificate"));

        var (code, output, errors) = await HostProcess.RunAsync("roles", "validate", "backend-pr-reviewer", "--roles", roles, "--state", folder.State);

        Assert.NotEqual(0, code);
        Assert.Contains("roles/backend-pr-reviewer/policies/backend-security.yaml:8:", output + errors, StringComparison.Ordinal);
        Assert.Contains("linear time", output + errors, StringComparison.Ordinal);
    }

    private static string Show(JsonElement finding) =>
        $"{finding.GetProperty("severity").GetString()} {finding.GetProperty("set").GetString()}/{finding.GetProperty("code").GetString()} {finding.GetProperty("path").GetString()}"
        + (finding.TryGetProperty("line", out var line) ? $":{line.GetInt32()}" : "");

    private static int Rank(string finding) => Array.IndexOf(["blocker", "high", "medium", "low", "suggestion"], finding.Split(' ')[0]);
}
