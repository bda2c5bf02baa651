namespace CodexMcp.EndToEnd.Tests.Roles;

/// <summary>A follow-up: looked at first, agreed to by RevOps, once; and nobody who opted out.</summary>
public sealed class SalesEngagementTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task FollowUp_OfOnePerson_WaitsForRevOpsAndIsSentOnce()
    {
        await using var session = await RoleSession.OpenAsync("sales-engagement", folder.State);
        var prospect = await session.RunAsync("outreach_get_prospect", """{"id":2}""");
        Assert.False(prospect.GetProperty("opted_out").GetBoolean());
        Assert.Empty((await session.RunAsync("outreach_list_sequence_states", """{"prospect_id":2}""")).GetProperty("states").EnumerateArray());
        var mailbox = (await session.RunAsync("outreach_list_mailboxes", "{}")).GetProperty("mailboxes")[0].GetProperty("id").GetInt32();
        var add = $$"""{"prospect_id":2,"sequence_id":7,"mailbox_id":{{mailbox}},"idempotency_key":"follow-up-ada-1"}""";

        var ticket = await Reviewers.WaitingAsync(session, "outreach_add_to_sequence", add);
        await Reviewers.ApproveAsync(folder.State, ticket, "revops-lead", "revops");
        Assert.Equal("active", (await session.RunAsync("outreach_add_to_sequence", add)).GetProperty("state").GetString());

        // Who is in it already is not added again, whoever agrees.
        var again = add.Replace("ada-1", "ada-2", StringComparison.Ordinal);
        ticket = await Reviewers.WaitingAsync(session, "outreach_add_to_sequence", again);
        await Reviewers.ApproveAsync(folder.State, ticket, "revops-lead-2", "revops");
        Assert.Equal("connector_error", await session.RefusedAsync("outreach_add_to_sequence", again));
        var state = Assert.Single((await session.RunAsync("outreach_list_sequence_states", """{"prospect_id":2}""")).GetProperty("states").EnumerateArray()).GetProperty("id").GetInt32();
        Assert.Empty(session.Questions);

        Assert.Equal("paused", (await session.RunAsync("outreach_pause_sequence_state", $$"""{"id":{{state}}}""")).GetProperty("state").GetString());
        var task = (await session.RunAsync("outreach_create_task", """{"action":"call","note":"Ask about the renewal.","owner_id":9,"prospect_id":2}""")).GetProperty("id").GetInt32();
        Assert.Equal("complete", (await session.RunAsync("outreach_complete_task", $$"""{"id":{{task}},"note":"Spoke to her."}""")).GetProperty("state").GetString());
        Assert.Equal("connector_error", await session.RefusedAsync("outreach_complete_task", $$"""{"id":{{task}},"note":"Again."}"""));
        Assert.Equal(4, session.Questions.Count);
    }

    [Fact]
    public async Task FollowUp_OfWhoOptedOut_IsRefusedAfterTheReviewToo()
    {
        await using var session = await RoleSession.OpenAsync("sales-engagement", folder.State);
        const string Add = """{"prospect_id":4,"sequence_id":7,"mailbox_id":3}""";
        var ticket = await Reviewers.WaitingAsync(session, "outreach_add_to_sequence", Add);
        await Reviewers.ApproveAsync(folder.State, ticket, "revops-lead", "revops");

        Assert.Equal("connector_error", await session.RefusedAsync("outreach_add_to_sequence", Add));
    }
}
