using CodexMcp.Core.Approvals;
using CodexMcp.Core.Roles;
using CodexMcp.Storage.Tests.Support;

namespace CodexMcp.Storage.Tests.Approvals;

/// <summary>N of M by group, as a table: needs, votes, and what they come to.</summary>
public sealed class ReviewCountTests
{
    [Theory]
    [InlineData("a:1", "", ApprovalState.Waiting)]
    [InlineData("a:1", "p=a", ApprovalState.Approved)]
    [InlineData("a:1", "p=b", ApprovalState.Waiting)]
    [InlineData("a:2", "p=a", ApprovalState.Waiting)]
    [InlineData("a:2", "p=a p=a", ApprovalState.Waiting)]
    [InlineData("a:2", "p=a q=a", ApprovalState.Approved)]
    [InlineData("a:1 b:1", "p=a,b", ApprovalState.Waiting)]
    [InlineData("a:1 b:1", "p=a,b q=b", ApprovalState.Approved)]
    [InlineData("a:1 b:1", "p=a,b q=a", ApprovalState.Approved)]
    [InlineData("a:1 b:1", "p=a q=a", ApprovalState.Waiting)]
    [InlineData("a:1 b:1 c:1", "p=a,b,c q=a,b r=a", ApprovalState.Approved)]
    [InlineData("a:1 b:1 c:1", "p=a q=a,b r=a,b", ApprovalState.Waiting)]
    [InlineData("a:2 b:1", "p=a q=a,b r=b", ApprovalState.Approved)]
    [InlineData("a:1", "p=a q=!a", ApprovalState.Declined)]
    [InlineData("a:1", "q=!b", ApprovalState.Declined)]
    [InlineData("a:1", "alice=a", ApprovalState.Waiting)]
    [InlineData("a:2", "alice=a p=a", ApprovalState.Waiting)]
    [InlineData("", "", ApprovalState.Waiting)]
    [InlineData("", "p=a", ApprovalState.Waiting)]
    public void Decide_NeedsAndVotes_ComeTo(string needs, string votes, ApprovalState expected)
    {
        var approval = Calls.Approval(DateTimeOffset.UnixEpoch) with
        {
            Needs = [.. needs.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(need => new Reviewers(need.Split(':')[0], int.Parse(need.Split(':')[1])))],
            Votes = [.. votes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Vote)],
        };

        Assert.Equal(expected, ReviewCount.Decide(approval));
    }

    [Fact]
    public void Missing_SomeVoted_NamesWhoIsStillAsked()
    {
        var approval = Calls.Approval(DateTimeOffset.UnixEpoch, needs: [new Reviewers("a", 2), new Reviewers("b", 1)]) with { Votes = [Vote("p=a,b")] };

        Assert.Equal(2, ReviewCount.Missing(approval).Sum(need => need.Count));
    }

    private static Vote Vote(string text)
    {
        var parts = text.Split('=');
        return Calls.Vote(DateTimeOffset.UnixEpoch, parts[0], !parts[1].StartsWith('!'), parts[1].TrimStart('!').Split(','));
    }
}
