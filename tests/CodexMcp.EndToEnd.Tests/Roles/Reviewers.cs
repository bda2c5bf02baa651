using CodexMcp.Core.Approvals;
using CodexMcp.Storage;

namespace CodexMcp.EndToEnd.Tests.Roles;

/// <summary>Those who decide calls that wait for a review.</summary>
internal static class Reviewers
{
    /// <summary>Makes a call that must wait; gives its ticket.</summary>
    public static async Task<string> WaitingAsync(RoleSession session, string tool, string arguments)
    {
        var error = (await session.CallAsync(tool, arguments)).StructuredContent!.Value.GetProperty("error");
        Assert.Equal("approval_pending", error.GetProperty("code").GetString());
        return error.GetProperty("approval").GetProperty("id").GetString()!;
    }

    /// <summary>Votes as another user of the machine would, with an approver's key of the group.</summary>
    public static async Task ApproveAsync(string state, string ticket, string name, string group)
    {
        var (code, output, errors) = await HostProcess.RunAsync("keys", "create", "--kind", "approver", "--principal", name, "--json", "--state", state);
        Assert.True(code == 0, output + errors);
        await using var store = StateStore.Sqlite(state, TimeProvider.System);
        var vote = new Vote
        {
            Approver = "key:" + name,
            Credential = RoleSession.Json(output).GetProperty("prefix").GetString()!,
            Approves = true,
            Groups = [group],
            At = TimeProvider.System.GetUtcNow(),
        };
        Assert.Equal(VoteOutcome.Taken, (await store.Approvals.VoteAsync(ticket, vote, ReviewCount.Decide, TestContext.Current.CancellationToken)).Outcome);
    }
}
