using System.Net;
using CodexMcp.Sandbox.Tests.Support;

namespace CodexMcp.Sandbox.Tests.HubSpot;

/// <summary>What mail people have agreed to, sequences, campaigns.</summary>
public sealed class HubSpotOutreachTests : HubSpotTest
{
    private const string Preferences = "/communication-preferences";
    private const string Sequences = "/automation/v4/sequences";
    private const string Body = """{"sequenceId":"76001","contactId":"51019","senderEmail":"fay.demoson@larkspur.example"}""";

    private async Task<string> EmailAsync(string contact) => (await Hub.GetAsync($"/crm/v3/objects/contacts/{contact}")).Property("email")!;

    [Fact]
    public async Task Preferences_Unsubscribe_IsSeenByBothGenerations()
    {
        var email = await EmailAsync("51020");
        async Task<string?> Third() => (await Hub.GetAsync($"{Preferences}/v3/status/email/{email}")).Json.GetProperty("subscriptionStatuses")[0].GetProperty("status").GetString();
        async Task<string?> Fourth() => (await Hub.GetAsync($"{Preferences}/v4/statuses/{email}?channel=EMAIL")).Results[0].GetProperty("status").GetString();

        Assert.Equal(3, (await Hub.GetAsync($"{Preferences}/v3/definitions")).Json.GetProperty("subscriptionDefinitions").GetArrayLength());
        Assert.Equal(3, (await Hub.GetAsync($"{Preferences}/2026-03/definitions")).Results.Count);
        Assert.Equal(("SUBSCRIBED", "SUBSCRIBED"), (await Third(), await Fourth()));
        Assert.Equal("NOT_SUBSCRIBED", (await Hub.PostAsync($"{Preferences}/v3/unsubscribe", $$$"""{"emailAddress":"{{{email}}}","subscriptionId":"88001"}""")).Text("status"));
        Assert.Equal(("NOT_SUBSCRIBED", "UNSUBSCRIBED"), (await Third(), await Fourth()));
        Assert.Equal(HttpStatusCode.BadRequest, (await Hub.PostAsync($"{Preferences}/v3/subscribe", $$$"""{"emailAddress":"{{{email}}}","subscriptionId":"88001"}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await Hub.PostAsync($"{Preferences}/v4/statuses/{email}", """{"subscriptionId":88001,"statusState":"SUBSCRIBED","channel":"EMAIL"}""")).Status);
        Assert.Equal("SUBSCRIBED", await Third());
    }

    [Fact]
    public async Task Preferences_UnsubscribeAll_MarksTheContact()
    {
        var email = await EmailAsync("51020");

        Assert.Empty((await Hub.GetAsync($"{Preferences}/v4/statuses/{email}/unsubscribe-all")).Results);
        Assert.Equal("PORTAL_WIDE", (await Hub.PostAsync($"{Preferences}/v4/statuses/{email}/unsubscribe-all?channel=EMAIL", "{}")).Results[0].GetProperty("wideStatusType").GetString());

        Assert.Equal("true", (await Hub.GetAsync("/crm/v3/objects/contacts/51020?properties=hs_email_optout")).Property("hs_email_optout"));
        Assert.All((await Hub.GetAsync($"{Preferences}/v4/statuses/{email}")).Results, one => Assert.Equal("UNSUBSCRIBED", one.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task Preferences_WrongRequests_AreRefused()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await Hub.PostAsync($"{Preferences}/v3/unsubscribe", """{"emailAddress":"a@b.example","subscriptionId":"1"}""")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Hub.PostAsync($"{Preferences}/v3/unsubscribe", """{"subscriptionId":"88001"}""")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Hub.PostAsync($"{Preferences}/v4/statuses/a@b.example", """{"subscriptionId":88001,"statusState":"MAYBE"}""")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Hub.GetAsync($"{Preferences}/v4/statuses/a@b.example?channel=PIGEON")).Status);
    }

    [Fact]
    public async Task Sequences_EnrolOnce_AndSeenOnTheContact()
    {
        var all = await Hub.GetAsync($"{Sequences}?userId=42006");
        var one = await Hub.GetAsync($"{Sequences}/76001?userId=42006");
        var before = await Hub.GetAsync($"{Sequences}/enrollments/contact/51019");
        var enrolled = await Hub.PostAsync($"{Sequences}/enrollments?userId=42006", Body);

        Assert.Equal(["76001", "76002", "76003"], all.Ids);
        Assert.Equal(3, one.Json.GetProperty("steps").GetArrayLength());
        Assert.Equal(HttpStatusCode.NotFound, before.Status);
        Assert.Equal((HttpStatusCode.OK, await EmailAsync("51019")), (enrolled.Status, enrolled.Text("toEmail")));
        var seen = await Hub.GetAsync("/automation/sequences/2026-03/enrollments/contact/51019");
        Assert.Equal((enrolled.Text("id"), "76001", "42006"), (seen.Text("id"), seen.Text("sequenceId"), seen.Text("enrolledBy")));
        Assert.Equal(HttpStatusCode.BadRequest, (await Hub.PostAsync($"{Sequences}/enrollments?userId=42006", Body)).Status);
    }

    [Theory]
    [InlineData("?userId=42006", "76001", "99999", HttpStatusCode.NotFound)]
    [InlineData("?userId=42006", "1", "51019", HttpStatusCode.NotFound)]
    [InlineData("?userId=42006", "76001", "51020", HttpStatusCode.BadRequest)]
    [InlineData("?userId=42002", "76001", "51019", HttpStatusCode.BadRequest)]
    [InlineData("?userId=42008", "76001", "51019", HttpStatusCode.NotFound)]
    [InlineData("", "76001", "51019", HttpStatusCode.BadRequest)]
    public async Task Sequences_WrongEnrolment_IsRefused(string query, string sequence, string contact, HttpStatusCode expected)
    {
        await Hub.PostAsync($"{Preferences}/v4/statuses/{await EmailAsync("51020")}/unsubscribe-all", "{}");

        Assert.Equal(expected, (await Hub.PostAsync($"{Sequences}/enrollments{query}", Body.Replace("76001", sequence).Replace("51019", contact))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Hub.GetAsync($"{Sequences}/enrollments/contact/51019")).Status);
    }

    [Fact]
    public async Task Campaigns_CanBeRead()
    {
        var all = await Hub.GetAsync("/marketing/v3/campaigns?properties=hs_name,hs_start_date&limit=2");
        var id = all.Ids[0];

        Assert.Equal(("3", "2"), (all.Text("total"), all.After));
        Assert.Equal("Spring webinar", all.Results[0].GetProperty("properties").GetProperty("hs_name").GetString());
        Assert.Equal("1930", (await Hub.GetAsync($"/marketing/campaigns/2026-03/{id}/reports/metrics")).Text("sessions"));
        Assert.Equal("1760", (await Hub.GetAsync($"/marketing/v3/campaigns/{id}/budget/totals")).Text("remainingBudget"));
        using var narrow = new HubClient(Simulator, Simulator.IssuePrivateAppToken(["marketing.campaigns.read"]));
        Assert.Equal(HttpStatusCode.Forbidden, (await narrow.GetAsync($"/marketing/v3/campaigns/{id}/reports/revenue")).Status);
        Assert.Equal(HttpStatusCode.OK, (await Hub.GetAsync($"/marketing/v3/campaigns/{id}/reports/revenue")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Hub.GetAsync("/marketing/v3/campaigns/unknown")).Status);
    }
}
