using System.Text.Json;
using CodexMcp.Core.Approvals;
using CodexMcp.Storage;

namespace CodexMcp.EndToEnd.Tests.Sales;

/// <summary>What an account executive does in the shipped role, over STDIO against both simulators.</summary>
public sealed class SalesRoleTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Day_FindRankAndBrief_EveryNumberHasItsRecord()
    {
        await using var session = await RoleSession.OpenAsync("sales", folder.State);

        var ranking = await session.RunAsync("sales_rank_accounts", """{"top":5}""");
        var ranked = ranking.GetProperty("ranked").EnumerateArray().ToList();
        Assert.Equal([1, 2, 3, 4, 5], ranked.Select(place => place.GetProperty("rank").GetInt32()));
        Assert.True(ranking.GetProperty("considered").GetInt32() > 20);
        Assert.Contains(ranking.GetProperty("sources").EnumerateArray(), source => source.GetProperty("tool").GetString() == "hubspot_search_emails" && source.GetProperty("records").GetInt32() > 0);
        foreach (var place in ranked)
        {
            var points = place.GetProperty("parts").EnumerateObject().Sum(part => part.Value.GetProperty("points").GetDecimal());
            Assert.InRange(place.GetProperty("score").GetDecimal() - points, -0.02m, 0.02m);
            Assert.NotEqual(0, place.GetProperty("parts").GetProperty("usage").GetProperty("records").GetArrayLength());
            Assert.NotEmpty(place.GetProperty("why").GetString()!);
        }

        var again = await session.RunAsync("sales_rank_accounts", """{"top":5}""");
        Assert.Equal(ranking.GetProperty("ranked").GetRawText(), again.GetProperty("ranked").GetRawText());

        var first = ranked[0];
        var id = first.GetProperty("account_id").GetString();
        var found = await session.RunAsync("salesforce_search", $$"""{"text":"{{first.GetProperty("name").GetString()}}","objects":["Account"]}""");
        Assert.Contains(found.GetProperty("records").EnumerateArray(), record => record.GetProperty("Id").GetString() == id);

        // One record behind the score is read back, and it is this account's.
        var usage = first.GetProperty("parts").GetProperty("usage").GetProperty("records")[0].GetString()!["Usage__c:".Length..];
        var week = Assert.Single(await session.QueryAsync($"SELECT Account__c, Active_Users__c FROM Usage__c WHERE Id = '{usage}'"));
        Assert.Equal(id, week.GetProperty("Account__c").GetString());

        // The brief: deals, people and renewals here, the same company in the other system.
        var domain = Assert.Single(await session.QueryAsync($"SELECT Domain__c FROM Account WHERE Id = '{id}'")).GetProperty("Domain__c").GetString();
        Assert.NotEmpty(await session.QueryAsync($"SELECT Id, Name, Title, Buying_Role__c FROM Contact WHERE AccountId = '{id}'"));
        Assert.NotEmpty(await session.QueryAsync($"SELECT Id, Due_Date__c, ARR__c FROM Renewal__c WHERE Account__c = '{id}'"));
        var company = await session.RunAsync("hubspot_search_companies", $$"""{"filter_groups":[[{"property":"domain","operator":"EQ","value":"{{domain}}"}]],"properties":["name","domain"]}""");
        Assert.Contains(first.GetProperty("name").GetString()!, Assert.Single(company.GetProperty("records").EnumerateArray()).GetRawText(), StringComparison.Ordinal);
        Assert.Empty(session.Questions);
    }

    [Fact]
    public async Task CreateTask_AfterAYes_IsThereAndARepeatOfItsKeyMakesNoSecond()
    {
        await using var session = await RoleSession.OpenAsync("sales", folder.State);
        var account = (await session.QueryAsync("SELECT Id FROM Account ORDER BY Name LIMIT 1"))[0].GetProperty("Id").GetString();
        var arguments = $$"""{"subject":"Send the usage summary of week 47","what_id":"{{account}}","due_date":"2030-01-31","idempotency_key":"followup-week-47"}""";

        var made = await session.CallAsync("salesforce_create_task", arguments);
        var repeat = await session.CallAsync("salesforce_create_task", arguments);
        var other = await session.CallAsync("salesforce_create_task", arguments.Replace("week 47", "week 48", StringComparison.Ordinal));

        Assert.True(made.IsError is not true, made.StructuredContent?.GetRawText());
        var question = Assert.Single(session.Questions);
        Assert.Contains("Send the usage summary of week 47", question, StringComparison.Ordinal);
        Assert.True(repeat.IsError is not true, repeat.StructuredContent?.GetRawText());
        Assert.Equal(made.StructuredContent!.Value.GetRawText(), repeat.StructuredContent!.Value.GetRawText());
        Assert.NotNull(repeat.Meta?["codex-mcp/replays"]);
        Assert.True(other.IsError);
        Assert.Contains("used before with other arguments", Text(other.StructuredContent!.Value), StringComparison.Ordinal);
        var task = Assert.Single(await session.QueryAsync("SELECT Id, Subject, Status, ActivityDate FROM Task WHERE Subject LIKE 'Send the usage summary of week%'"));
        Assert.Equal(made.StructuredContent!.Value.GetProperty("id").GetString(), task.GetProperty("Id").GetString());
        Assert.Equal("2030-01-31", task.GetProperty("ActivityDate").GetString());
    }

    [Fact]
    public async Task StageMove_ApprovedBySomebodyElse_RunsOnceOnTheIdenticalRepeat()
    {
        await using var session = await RoleSession.OpenAsync("sales", folder.State);
        var deal = (await session.QueryAsync("SELECT Id, StageName FROM Opportunity WHERE StageName = 'Negotiation/Review' ORDER BY Id LIMIT 1"))[0].GetProperty("Id").GetString();
        var move = $$"""{"opportunity_id":"{{deal}}","stage":"Proposal/Price Quote","next_step":"Send a new offer"}""";

        var waiting = await session.CallAsync("salesforce_update_opportunity", move);
        Assert.Equal("approval_pending", Code(waiting.StructuredContent!.Value));
        Assert.Equal("Negotiation/Review", await StageAsync(session, deal));
        var ticket = waiting.StructuredContent!.Value.GetProperty("error").GetProperty("approval").GetProperty("id").GetString()!;
        Assert.Equal("approval_pending", Code((await session.CallAsync("salesforce_update_opportunity", move)).StructuredContent!.Value));

        // Whoever asked decides nothing, even with an approver's key in hand; carol decides as another user of the machine would.
        var (file, prefix) = await ApproverAsync("carol");
        var shown = RoleSession.Json(await CommandAsync("approvals", "show", ticket, "--json")).GetProperty("shown").GetString()!;
        var own = await HostProcess.RunAsync("approvals", "approve", ticket, "--key-file", file, "--shown", shown, "--state", folder.State);
        Assert.NotEqual(0, own.Code);
        Assert.Contains("nobody decides their own", own.Errors, StringComparison.Ordinal);
        Assert.Equal("approval_pending", Code((await session.CallAsync("salesforce_update_opportunity", move)).StructuredContent!.Value));
        await VoteAsync(ticket, "key:carol", prefix);
        Assert.Equal("Negotiation/Review", await StageAsync(session, deal));

        await session.RunAsync("salesforce_update_opportunity", move);
        Assert.Equal("Proposal/Price Quote", await StageAsync(session, deal));
        Assert.Equal("approval_pending", Code((await session.CallAsync("salesforce_update_opportunity", move)).StructuredContent!.Value));
        Assert.Empty(session.Questions);
    }

    [Fact]
    public async Task StageMove_ThatTheRuleForbids_IsRefusedBeforeAnybodyIsAsked()
    {
        await using var session = await RoleSession.OpenAsync("sales", folder.State);
        var deal = (await session.QueryAsync("SELECT Id FROM Opportunity WHERE StageName = 'Closed Won' ORDER BY Id LIMIT 1"))[0].GetProperty("Id").GetString();

        var refused = await session.CallAsync("salesforce_update_opportunity", $$"""{"opportunity_id":"{{deal}}","stage":"Prospecting"}""");

        Assert.Equal("denied", Code(refused.StructuredContent!.Value));
        Assert.Equal("Closed Won", await StageAsync(session, deal));
    }

    [Fact]
    public async Task ForbiddenField_ByEveryRoute_IsRefusedAndNoValueLeaks()
    {
        await using var session = await RoleSession.OpenAsync("sales", folder.State);
        var contact = (await session.QueryAsync("SELECT Id FROM Contact ORDER BY Id LIMIT 1"))[0].GetProperty("Id").GetString();
        (string Tool, string Arguments)[] routes =
        [
            ("salesforce_query", """{"soql":"SELECT Id, Birthdate FROM Contact LIMIT 1"}"""),
            ("salesforce_query", """{"soql":"SELECT Id, bIRTHDATE born FROM Contact LIMIT 1"}"""),
            ("salesforce_query", """{"soql":"SELECT Id FROM Contact WHERE Birthdate > 1980-01-01 LIMIT 1"}"""),
            ("salesforce_query", """{"soql":"SELECT Id FROM Contact ORDER BY Birthdate DESC LIMIT 1"}"""),
            ("salesforce_query", """{"soql":"SELECT Id, (SELECT Id, Birthdate FROM Contacts) FROM Account LIMIT 1"}"""),
            ("salesforce_query", """{"soql":"SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact WHERE Birthdate > 1980-01-01) LIMIT 1"}"""),
            ("salesforce_query", """{"soql":"SELECT Id, Contact.Birthdate FROM Opportunity LIMIT 1"}"""),
            ("salesforce_query", """{"soql":"SELECT MAX(Birthdate) FROM Contact"}"""),
            ("salesforce_query", """{"soql":"SELECT FIELDS(ALL) FROM Contact LIMIT 1"}"""),
            ("salesforce_query", """{"soql":"SELECT Id, TYPEOF Who WHEN Contact THEN Birthdate END FROM Task LIMIT 1"}"""),
            ("salesforce_get_record", $$"""{"object":"Contact","id":"{{contact}}","fields":["Birthdate"]}"""),
            ("salesforce_search", """{"text":"Group","objects":["Contact"],"fields":["Birthdate"]}"""),
            ("hubspot_search_contacts", """{"properties":["email","date_of_birth"],"limit":1}"""),
            ("hubspot_search_contacts", """{"filter_groups":[[{"property":"phone","operator":"HAS_PROPERTY"}]],"limit":1}"""),
        ];

        var told = new List<string>();
        foreach (var (tool, arguments) in routes)
        {
            var result = await session.CallAsync(tool, arguments);
            var text = result.StructuredContent!.Value.GetRawText();
            Assert.DoesNotMatch("\"(19[4-9]|200)[0-9]-[0-9]{2}-[0-9]{2}\"", text);
            Assert.DoesNotMatch("\"(Birthdate|date_of_birth|phone)\":\"", text);
            if (result.IsError is true)
            {
                told.Add(tool);
            }
        }

        // FIELDS(ALL) alone is answered: with the fields that the role has.
        Assert.True(told.Count(tool => tool == "salesforce_query") == 9, string.Join(' ', told));
        Assert.True(told.Count == 13, string.Join(' ', told));

        // What the role does not have is not described, and not among a record's fields.
        Assert.DoesNotContain("Birthdate", (await session.RunAsync("salesforce_describe_object", """{"object":"Contact"}""")).GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("Birthdate", (await session.RunAsync("salesforce_get_record", $$"""{"object":"Contact","id":"{{contact}}"}""")).GetRawText(), StringComparison.Ordinal);
        Assert.Empty(session.Questions);
    }

    [Fact]
    public async Task Enrolment_WaitsForReview()
    {
        await using var session = await RoleSession.OpenAsync("sales", folder.State);
        var contact = (await session.RunAsync("hubspot_search_contacts", """{"properties":["email"],"limit":1}""")).GetProperty("records")[0].GetProperty("id").GetString();

        var waiting = await session.CallAsync(
            "hubspot_enroll_in_sequence", $$"""{"user_id":"1","sequence_id":"1","contact_id":"{{contact}}","sender_email":"us@larkspur.example"}""");

        Assert.Equal("approval_pending", Code(waiting.StructuredContent!.Value));
        Assert.Empty(session.Questions);
    }

    [Fact]
    public async Task Ranking_EveryRead_HasARecordThatNamesTheCall()
    {
        await using (var session = await RoleSession.OpenAsync("sales", folder.State))
        {
            await session.RunAsync("sales_rank_accounts", """{"top":1}""");
        }

        var records = Directory.EnumerateFiles(folder.Audit, "*.jsonl", SearchOption.AllDirectories).SelectMany(File.ReadLines).Select(RoleSession.Json).ToList();
        var parent = Assert.Single(records, record => Is(record, "tool", "sales_rank_accounts") && Is(record, "event", "call.finished")).GetProperty("call_id").GetString()!;
        var inner = records.Where(record => Is(record, "parent_call_id", parent)).ToList();
        Assert.True(inner.Count >= 7, $"{inner.Count} inner calls");
        Assert.All(inner, record => Assert.True(Is(record, "outcome", "succeeded") && Is(record, "verb", "read"), record.GetRawText()));
    }

    private async Task VoteAsync(string ticket, string approver, string credential)
    {
        await using var store = StateStore.Sqlite(folder.State, TimeProvider.System);
        var vote = new Vote { Approver = approver, Credential = credential, Approves = true, Groups = ["revops"], At = TimeProvider.System.GetUtcNow() };
        Assert.Equal(VoteOutcome.Taken, (await store.Approvals.VoteAsync(ticket, vote, ReviewCount.Decide, TestContext.Current.CancellationToken)).Outcome);
    }

    private async Task<(string File, string Prefix)> ApproverAsync(string principal)
    {
        var made = RoleSession.Json(await CommandAsync("keys", "create", "--kind", "approver", "--principal", principal, "--json"));
        var path = Path.Combine(folder.Path, principal + ".key");
        await File.WriteAllTextAsync(path, made.GetProperty("key").GetString() + "\n", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return (path, made.GetProperty("prefix").GetString()!);
    }

    private async Task<string> CommandAsync(params string[] line)
    {
        var (code, output, errors) = await HostProcess.RunAsync([.. line, "--state", folder.State]);
        Assert.True(code == 0, output + errors);
        return output;
    }

    private static async Task<string?> StageAsync(RoleSession session, string? deal) =>
        Assert.Single(await session.QueryAsync($"SELECT StageName FROM Opportunity WHERE Id = '{deal}'")).GetProperty("StageName").GetString();

    private static bool Is(JsonElement record, string member, string value) => record.TryGetProperty(member, out var found) && found.ValueEquals(value);

    private static string Code(JsonElement structured) => structured.GetProperty("error").GetProperty("code").GetString()!;

    private static string Text(JsonElement structured) => structured.GetProperty("error").GetProperty("message").GetString()!;
}
