using CodexMcp.Core.Approvals;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Pipeline;

namespace CodexMcp.Host.Tests.Console;

/// <summary>A person decides in a browser without scripts; the call runs once; the trail tells all of it.</summary>
public sealed class VoteTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Approve_InTheBrowser_LetsTheIdenticalCallRunOnce()
    {
        await using var host = await ConsoleHost.StartAsync();
        var asked = await host.CallAsync();
        Assert.Equal(OutcomeCode.ApprovalPending, asked.Code);
        using var browser = await host.SignInAsync();

        var inbox = await browser.GetAsync("/console");
        Assert.Contains($"/console/approvals/{asked.CallId}", inbox.Html, StringComparison.Ordinal);
        Assert.Contains("yours to decide", inbox.Words, StringComparison.Ordinal);
        var page = await browser.GetAsync($"/console/approvals/{asked.CallId}");
        Assert.Contains("SELECT 6 * 7", page.Words, StringComparison.Ordinal);
        Assert.Contains("exactly this call may run once", page.Words, StringComparison.Ordinal);
        var voted = await browser.SubmitAsync(page, $"/console/approvals/{asked.CallId}/vote", ("decision", "approve"), ("comment", "Fine by me."));

        Assert.Equal((303, $"/console/approvals/{asked.CallId}"), (voted.Status, voted.Location));
        Assert.Contains("Fine by me.", (await browser.GetAsync(voted.Location!)).Words, StringComparison.Ordinal);
        Assert.Equal(OutcomeCode.Succeeded, (await host.CallAsync()).Code);
        Assert.Equal(OutcomeCode.ApprovalPending, (await host.CallAsync()).Code);
        var approval = (await host.Approvals.FindAsync(asked.CallId, Token))!;
        Assert.Equal(ApprovalState.Consumed, approval.State);
        var trail = host.Trail();
        foreach (var expected in new[] { AuditEvents.SignedIn, AuditEvents.ApprovalAsked, AuditEvents.ApprovalVoted, approval.MessageHash, "key:carol" })
        {
            Assert.Contains(expected, trail, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("cmk_", trail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Decline_InTheBrowser_IsToldToTheAgent()
    {
        await using var host = await ConsoleHost.StartAsync();
        var asked = await host.CallAsync();
        using var browser = await host.SignInAsync("dave");

        await browser.SubmitAsync(await browser.GetAsync($"/console/approvals/{asked.CallId}"), $"/console/approvals/{asked.CallId}/vote", ("decision", "decline"), ("comment", "Use the metrics table."));

        var again = await host.CallAsync();
        Assert.Equal(OutcomeCode.Declined, again.Code);
        Assert.Contains("Use the metrics table.", again.Text, StringComparison.Ordinal);
        Assert.Contains("declined", (await browser.GetAsync($"/console/approvals/{asked.CallId}")).Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LongCall_IsApprovedOnThePageThatShowsItWholeOnly()
    {
        await using var host = await ConsoleHost.StartAsync();
        var asked = await host.AskAsync(string.Concat(Enumerable.Range(0, 200).Select(line => $"line {line}\n")) + "DROP TABLE everything");
        using var browser = await host.SignInAsync();
        var vote = $"/console/approvals/{asked.Id}/vote";

        var first = await browser.GetAsync($"/console/approvals/{asked.Id}");
        Assert.DoesNotContain("DROP TABLE", first.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"approve\"", first.Html, StringComparison.Ordinal);
        var blind = await browser.SubmitAsync(first, vote, ("decision", "approve"));
        Assert.Equal(409, blind.Status);
        Assert.Contains("was not shown", blind.Words, StringComparison.Ordinal);
        Assert.Empty((await host.Approvals.FindAsync(asked.Id, Token))!.Votes);

        var whole = await browser.GetAsync($"/console/approvals/{asked.Id}/whole");
        Assert.Contains("DROP TABLE everything", whole.Html, StringComparison.Ordinal);
        Assert.Equal(303, (await browser.SubmitAsync(whole, vote, ("decision", "approve"))).Status);
        Assert.Equal(ApprovalState.Approved, (await host.Approvals.FindAsync(asked.Id, Token))!.State);
    }

    [Fact]
    public async Task Requester_HasNoVote()
    {
        await using var host = await ConsoleHost.StartAsync();
        var asked = await host.CallAsync(); // by key:agent, who is a steward too
        using var requester = await host.SignInAsync("agent");
        using var other = await host.SignInAsync("carol");

        var page = await requester.GetAsync($"/console/approvals/{asked.CallId}");
        Assert.Contains("nobody decides their own", page.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"decision\"", page.Html, StringComparison.Ordinal);

        // As somebody would who makes the form by hand, with all that their own session can give.
        var seen = (await other.GetAsync($"/console/approvals/{asked.CallId}")).Field("seen");
        foreach (var decision in new[] { "approve", "decline" })
        {
            var refused = await requester.PostAsync($"/console/approvals/{asked.CallId}/vote", [("token", page.Field("token")), ("seen", seen), ("decision", decision)]);
            Assert.Equal(409, refused.Status);
        }

        Assert.Empty((await host.Approvals.FindAsync(asked.CallId, Token))!.Votes);
    }

    [Fact]
    public async Task Vote_Again_IsNotTaken()
    {
        await using var host = await ConsoleHost.StartAsync();
        var asked = await host.AskAsync(count: 2);
        using var browser = await host.SignInAsync();
        var page = await browser.GetAsync($"/console/approvals/{asked.Id}");
        var vote = $"/console/approvals/{asked.Id}/vote";

        Assert.Equal(303, (await browser.SubmitAsync(page, vote, ("decision", "approve"))).Status);
        var replayed = await browser.SubmitAsync(page, vote, ("decision", "approve"));
        using var elsewhere = await host.SignInAsync(); // the same person, another key, another session
        var again = await elsewhere.PostAsync(vote, [("token", (await elsewhere.GetAsync("/console")).Field("token")), ("decision", "decline")]);

        Assert.Equal((409, 409), (replayed.Status, again.Status));
        Assert.Contains("a person votes once", replayed.Words, StringComparison.Ordinal);
        var approval = (await host.Approvals.FindAsync(asked.Id, Token))!;
        Assert.True(Assert.Single(approval.Votes).Approves);
        Assert.Equal(ApprovalState.Waiting, approval.State);
    }

    [Theory]
    [InlineData("")]
    [InlineData("APPROVE")]
    [InlineData("yes")]
    public async Task Vote_NeitherYesNorNo_DecidesNothing(string decision)
    {
        await using var host = await ConsoleHost.StartAsync();
        var asked = await host.AskAsync();
        using var browser = await host.SignInAsync();

        var answer = await browser.SubmitAsync(await browser.GetAsync($"/console/approvals/{asked.Id}"), $"/console/approvals/{asked.Id}/vote", ("decision", decision));

        Assert.Equal(400, answer.Status);
        Assert.Empty((await host.Approvals.FindAsync(asked.Id, Token))!.Votes);
    }

    [Fact]
    public async Task Voted_ItWaitsForOthersAndIsNotYoursAnyMore()
    {
        await using var host = await ConsoleHost.StartAsync();
        var asked = await host.AskAsync(count: 2);
        using var browser = await host.SignInAsync();
        Assert.Contains("yours to decide", (await browser.GetAsync("/console")).Words, StringComparison.Ordinal);
        Assert.Contains("still waits for 1 of stewards", (await browser.GetAsync($"/console/approvals/{asked.Id}")).Words, StringComparison.Ordinal);

        await browser.SubmitAsync(await browser.GetAsync($"/console/approvals/{asked.Id}"), $"/console/approvals/{asked.Id}/vote", ("decision", "approve"));

        Assert.DoesNotContain("yours to decide", (await browser.GetAsync("/console")).Words, StringComparison.Ordinal);
        Assert.Contains("You have voted", (await browser.GetAsync($"/console/approvals/{asked.Id}")).Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Override_ByTheEmergencyGroupOnly_WithAReason()
    {
        await using var host = await ConsoleHost.StartAsync();
        var asked = await host.AskAsync(group: "others", count: 2, terms: new ReviewTerms { Emergency = "stewards" });
        using var stranger = await host.SignInAsync("mallory");
        using var steward = await host.SignInAsync();
        var vote = $"/console/approvals/{asked.Id}/vote";
        var strangers = await stranger.GetAsync($"/console/approvals/{asked.Id}");
        Assert.DoesNotContain("override", strangers.Html, StringComparison.Ordinal);
        var page = await steward.GetAsync($"/console/approvals/{asked.Id}");
        Assert.Contains("recorded and reported as an override", page.Words, StringComparison.Ordinal);

        Assert.Equal(409, (await stranger.PostAsync(vote, [("token", strangers.Field("token")), ("seen", page.Field("seen")), ("decision", "override"), ("comment", "now")])).Status);
        Assert.Equal(409, (await steward.PostAsync(vote, [("token", page.Field("token")), ("decision", "override"), ("comment", "not seen")])).Status);
        Assert.Equal(409, (await steward.PostAsync(vote, [("token", page.Field("token")), ("seen", page.Field("seen")), ("decision", "override"), ("comment", " ")])).Status);
        Assert.Equal(303, (await steward.SubmitAsync(page, vote, ("decision", "override"), ("comment", "The site is down."))).Status);

        Assert.Equal(ApprovalState.Approved, (await host.Approvals.FindAsync(asked.Id, Token))!.State);
        Assert.Contains("override in an emergency", (await steward.GetAsync($"/console/approvals/{asked.Id}")).Words, StringComparison.Ordinal);
        Assert.Contains(AuditEvents.ApprovalOverridden, host.Trail(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stranger_IsToldWhyThereIsNothingToDecide()
    {
        await using var host = await ConsoleHost.StartAsync();
        var asked = await host.AskAsync(group: "others");
        using var browser = await host.SignInAsync();

        Assert.Contains("in none of the groups that are asked: others", (await browser.GetAsync($"/console/approvals/{asked.Id}")).Words, StringComparison.Ordinal);
        Assert.DoesNotContain("yours to decide", (await browser.GetAsync("/console")).Words, StringComparison.Ordinal);
    }
}
