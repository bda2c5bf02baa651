using CodexMcp.Abstractions;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Roles;
using CodexMcp.Core.Tests.Pipeline;
using CodexMcp.Core.Tests.Roles;

namespace CodexMcp.Core.Tests.Approvals;

/// <summary>The host's own tool that tells how far a review has come: who has it, whom it answers, and what it says.</summary>
public sealed class ApprovalStatusTests
{
    private const string Reviewed = "      disabled_tools: [get_secret]\n      tools:\n        update_record:\n          approval_mode: review\n          reviewers: [{ group: sales, count: 1 }]\n";
    private readonly CallStores stores = CallStores.InMemory();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Load_RoleWithAToolThatCanWait_ListsItInOrder()
    {
        using var roles = new RolesOnDisk();
        Assert.Null(roles.Load().Profiles["sales"].Find("approval_status"));

        roles.Edit(RolesOnDisk.Role, "      disabled_tools: [get_secret]\n", Reviewed);

        var loaded = roles.Load();
        Assert.Empty(loaded.Errors);
        var names = loaded.Profiles["sales"].Tools.Select(tool => tool.Definition.Name).ToList();
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Contains("approval_status", names);
        Assert.Contains(loaded.Explanations["sales"], explanation => explanation is { Tool: "approval_status", Listed: true });
    }

    [Theory]
    [InlineData("wait: 45s", 45, null)]
    [InlineData("wait: 11m", 0, "No client holds a call open that long.")]
    [InlineData("wait: soon", 0, "is not a duration")]
    [InlineData("wiat: 45s", 0, "wiat")]
    [InlineData("wait: 45s, declined_by: majority, escalate: { after: 2h, to: sales }, emergency: sales", 45, null)]
    [InlineData("declined_by: all", 0, "declined_by")]
    [InlineData("escalate: { after: 2h }", 0, "'to'")]
    [InlineData("escalate: { after: 2h, to: nobody }", 0, "The group 'nobody' does not exist.")]
    [InlineData("emergency: nobody", 0, "The group 'nobody' does not exist.")]
    public void Load_Wait_IsReadOrSaysWhatIsWrong(string text, int seconds, string? error)
    {
        using var roles = new RolesOnDisk();
        roles.Edit(RolesOnDisk.Role, "tools:\n", "tools:\n  approvals: { " + text + " }\n");

        var loaded = roles.Load();

        if (error is null)
        {
            Assert.Empty(loaded.Errors);
            Assert.Equal(TimeSpan.FromSeconds(seconds), loaded.Profiles["sales"].Approvals.Wait);
        }
        else
        {
            Assert.Contains(error, Assert.Single(loaded.Errors).ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Call_OwnTicket_TellsHowFarItHasCome()
    {
        var kit = NewKit();
        var asked = await kit.CallAsync("fake_put", cancellationToken: Token);
        Assert.Contains("approval_status", asked.Text, StringComparison.Ordinal);

        var waiting = (await StatusAsync(kit, asked.CallId)).Structured;
        Assert.Equal("waiting", waiting.GetProperty("state").GetString());
        Assert.Equal("revops", waiting.GetProperty("waiting_for")[0].GetProperty("group").GetString());

        await stores.Approvals.VoteAsync(asked.CallId, Yes(kit), ReviewCount.Decide, Token);
        Assert.Equal("approved", (await StatusAsync(kit, asked.CallId)).Structured.GetProperty("state").GetString());
        Assert.Equal(OutcomeCode.Succeeded, (await kit.CallAsync("fake_put", cancellationToken: Token)).Code);
        Assert.Equal("run", (await StatusAsync(kit, asked.CallId)).Structured.GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("somebody else's")]
    [InlineData("of another role")]
    [InlineData("of a question")]
    [InlineData("forged")]
    public async Task Call_TicketThatIsNotTheirs_IsNoTicket(string whose)
    {
        var kit = NewKit();
        var asked = await kit.CallAsync("fake_put", principal: whose == "somebody else's" ? "local:bob" : "local:alice", cancellationToken: Token);
        var ticket = asked.CallId;
        switch (whose)
        {
            case "of another role":
                kit.Profile = kit.Profile with { Role = "support" };
                break;
            case "of a question":
                ticket = (await kit.CallAsync("fake_ask", cancellationToken: Token)).CallId;
                break;
            case "forged":
                ticket = new string('0', 32);
                break;
        }

        var answer = await StatusAsync(kit, ticket);

        Assert.Equal(OutcomeCode.ConnectorError, answer.Code);
        Assert.Contains("You have no ticket", answer.Text, StringComparison.Ordinal);
    }

    private Kit NewKit()
    {
        var put = Some.Definition("put", ToolVerb.Write);
        var reviewed = new RoleTool(put) { Mode = ApprovalMode.Review, ListedAt = new("r", 1, 1), ModeAt = new("r", 1, 1), Timeout = TimeSpan.FromSeconds(30), Reviewers = [new("revops", 1)] };
        return new(services => services with { Stores = () => stores, Reviewers = new Everybody() }, ApprovalStatus.For(reviewed), Some.Write("ask"), reviewed);
    }

    private static ValueTask<CallOutcome> StatusAsync(Kit kit, string ticket) =>
        new(kit.CallAsync("approval_status", $$"""{"ticket":"{{ticket}}"}""", cancellationToken: Token));

    private static Vote Yes(Kit kit) => new() { Approver = "key:carol", Credential = "cmk_c", Approves = true, Groups = ["revops"], At = kit.Clock.GetUtcNow() };

    private sealed class Everybody : IReviewers
    {
        public ValueTask<IReadOnlyList<string>> GroupsAsync(Vote vote, IReadOnlyList<string> among, CancellationToken cancellationToken) => new(vote.Groups);
    }
}
