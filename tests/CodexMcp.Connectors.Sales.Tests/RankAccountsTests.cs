using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Sales.Tests;

/// <summary>The whole tool over a role's tools: what it reads, what it tells, and what it refuses.</summary>
public sealed class RankAccountsTests
{
    private const string Acme = "001000000000001";
    private const string Globex = "001000000000002";

    private readonly FakeTools tools = new();

    public RankAccountsTests()
    {
        tools.Rows["Account"] = [Account(Acme, "Acme", 150_000, 100_000), Account(Globex, "Globex", 80_000, 100_000)];
        tools.Rows["Usage__c"] = [.. Usage(Acme, 10, 10, 10, 15, 15, 15), .. Usage(Globex, 10, 10, 10, 8, 8, 8)];
        tools.Rows["Renewal__c"] = [$$"""{"Id":"r1","Account__c":"{{Globex}}","Due_Date__c":"2027-01-10","ARR__c":80000,"Previous_ARR__c":100000,"Status__c":"Upcoming","Risk__c":"High"}"""];
        tools.Rows["Opportunity"] = [$$"""{"Id":"o1","AccountId":"{{Acme}}","Name":"Acme expansion","StageName":"Proposal/Price Quote","Amount":5000,"CloseDate":"2026-12-20"}"""];
        tools.Rows["Task"] = [.. Enumerable.Range(0, 6).Select(number => $$"""{"Id":"t{{number}}","AccountId":"{{Acme}}","ActivityDate":"2026-11-{{21 - number:D2}}"}""")];
        tools.Rows["Event"] = [$$"""{"Id":"e1","AccountId":"{{Globex}}","ActivityDate":"2026-10-07"}"""];
        tools.Rows["hubspot_search_emails"] =
        [
            """{"id":"9","hs_timestamp":"2026-11-20T08:00:00Z","hs_email_from_email":"Ann@Acme.example","hs_email_to_email":"us@larkspur.example"}""",
            """{"id":"10","hs_timestamp":"2026-11-20T00:00:00Z","hs_email_from_email":"us@larkspur.example","hs_email_to_email":"bo@globex.example; cy@globex.example"}""",
            """{"id":"11","hs_timestamp":"2026-11-20T08:00:00Z","hs_email_from_email":"x@acme.example.evil","hs_email_to_email":null}""",
        ];
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_TwoCustomers_EveryNumberAddsUpAndNamesItsRecords()
    {
        var result = (await RunAsync()).Structured;

        Assert.Equal("2026-11-21", result.GetProperty("as_of").GetString());
        Assert.Equal(2, result.GetProperty("considered").GetInt32());
        var first = result.GetProperty("ranked")[0];
        Assert.Equal(("Acme", 1), (first.GetProperty("name").GetString(), first.GetProperty("rank").GetInt32()));
        var parts = first.GetProperty("parts");
        Assert.Equal([100m, 100m, 75m, 87.5m], new[] { "usage", "arr", "engagement", "enrichment" }.Select(part => parts.GetProperty(part).GetProperty("score").GetDecimal()));
        Assert.Equal(93.75m, first.GetProperty("score").GetDecimal()); // 40 + 30 + 15 + 8.75
        Assert.Equal(93.75m, new[] { "usage", "arr", "engagement", "enrichment" }.Sum(part => parts.GetProperty(part).GetProperty("points").GetDecimal()));
        Assert.Equal(["Usage__c:u001000000000001-0", "Usage__c:u001000000000001-1"], Records(parts, "usage").Take(2));
        Assert.Contains("email:9", Records(parts, "engagement"));
        Assert.DoesNotContain("email:11", Records(parts, "engagement"));
        Assert.Contains("missing: Technologies__c", parts.GetProperty("enrichment").GetProperty("basis").GetString(), StringComparison.Ordinal);
        Assert.Equal("""Agree the next step of "Acme expansion".""", first.GetProperty("action").GetString());
        Assert.Contains("Opportunity:o1", first.GetProperty("why").GetString(), StringComparison.Ordinal);

        var second = result.GetProperty("ranked")[1];
        Assert.Equal("Secure the renewal of 2027-01-10 before offering more.", second.GetProperty("action").GetString());
        Assert.Contains("email:10", Records(second.GetProperty("parts"), "engagement"));
        Assert.Contains("weights.usage * usage", result.GetProperty("formula").GetProperty("score").GetString(), StringComparison.Ordinal);
        Assert.Equal(6, result.GetProperty("sources")[1].GetProperty("calls").GetInt32());
    }

    [Fact]
    public async Task Run_SmallPages_ReadsThemAllAndGivesTheSame()
    {
        var whole = (await RunAsync()).Structured.GetProperty("ranked").GetRawText();
        tools.PageSize = 1;
        Assert.Equal(whole, (await RunAsync()).Structured.GetProperty("ranked").GetRawText());
    }

    [Fact]
    public async Task Run_CompareWeights_TellsWhoMovesAndKeepsTheRanking()
    {
        tools.Rows["Account"][1] = Account(Globex, "Globex", 400_000, 100_000);
        tools.Rows["Account"][0] = Account(Acme, "Acme", 100_000, 100_000);
        var result = (await RunAsync("""{"compare_weights":{"usage":0,"arr":1,"engagement":0,"enrichment":0}}""")).Structured;

        Assert.Equal("Acme", result.GetProperty("ranked")[0].GetProperty("name").GetString());
        Assert.Equal([("Acme", 1, 2), ("Globex", 2, 1)], result.GetProperty("moves").EnumerateArray().Select(move =>
            (move.GetProperty("name").GetString(), move.GetProperty("rank").GetInt32(), move.GetProperty("rank_then").GetInt32())));
    }

    [Fact]
    public async Task Run_TopAndContinuation_GoOnAfterWhatWasKept()
    {
        var all = await RunAsync("""{"top":2}""");
        var rest = (await RunAsync($$"""{"top":2,"continuation":"{{all.ContinueAfter!(1)}}"}""")).Structured;
        Assert.Equal(["Globex"], rest.GetProperty("ranked").EnumerateArray().Select(place => place.GetProperty("name").GetString()));
        Assert.Equal(1, (await RunAsync("""{"top":1}""")).Structured.GetProperty("ranked").GetArrayLength());
        await Assert.ThrowsAsync<ConnectorException>(async () => await RunAsync($$"""{"continuation":"{{Sealer.Shared.Seal(Some.Invocation(tools), "other|1")}}"}"""));
        foreach (var other in new[] { """{"top":1,""", """{"top":2,"as_of":"2026-01-01",""", $$"""{"top":2,"account_ids":["{{Acme}}"],""" })
        {
            await Assert.ThrowsAsync<ConnectorException>(async () => await RunAsync($"{other}\"continuation\":\"{all.ContinueAfter!(1)}\"}}"));
        }
    }

    [Fact]
    public async Task Run_ContinuationOnTheNextDay_IsStillTheFirstPagesRanking()
    {
        var token = (await RunAsync("{}")).ContinueAfter!(1);
        var rest = await RankAccounts.RunAsync(Some.Invocation(tools, $$"""{"continuation":"{{token}}"}"""), new StandingClock(1), Token);
        Assert.Equal("2026-11-21", rest.Structured.GetProperty("as_of").GetString());
    }

    [Fact]
    public async Task Run_HubSpotsSearchEnds_SaysWhatToDo()
    {
        tools.Answer = (_, from) => from == "hubspot_search_emails" ? new ToolResult { Structured = Some.Json("""{"records":[],"truncated":true}""") } : null;
        var failure = await Assert.ThrowsAsync<ConnectorException>(async () => await RunAsync());
        Assert.Equal(ConnectorFailure.Refused, failure.Failure);
        Assert.Contains("Salesforce alone", failure.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AccountIds_AsksForTheseAndSaysHowManyWereLeftOut()
    {
        var result = (await RunAsync($$"""{"account_ids":["{{Acme}}","001000000000009"],"owner_id":"005000000000001"}""")).Structured;

        Assert.Equal(1, result.GetProperty("considered").GetInt32());
        Assert.Contains("1 of the 2 accounts", result.GetProperty("notes")[0].GetString(), StringComparison.Ordinal);
        var query = tools.Calls[0].Arguments;
        Assert.Contains("Id IN :ids AND OwnerId = :owner", query.GetProperty("soql").GetString(), StringComparison.Ordinal);
        Assert.Equal("005000000000001", query.GetProperty("params").GetProperty("owner").GetString());
        Assert.All(tools.Calls.Where(call => call.Tool == "salesforce_query"), call => Assert.DoesNotContain(Acme, call.Arguments.GetProperty("soql").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_RoleWithoutHubSpot_RanksAndSaysSo()
    {
        tools.Callable.Remove("hubspot_search_emails");
        var result = (await RunAsync()).Structured;
        Assert.Contains("engagement comes from Salesforce alone", result.GetProperty("notes")[0].GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(tools.Calls, call => call.Tool.StartsWith("hubspot", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Usage__c")]
    [InlineData("Event")]
    [InlineData("hubspot_search_emails")]
    public async Task Run_OneSourceFails_EndsWithItsOwnWords(string source)
    {
        tools.Answer = (tool, from) => from == source ? throw new ConnectorException(ConnectorFailure.Refused, $"{tool} ended as denied.", "Ask.") : null;
        Assert.Contains("ended as denied", (await Assert.ThrowsAsync<ConnectorException>(async () => await RunAsync())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"records":[],"truncated":true}""")]
    [InlineData("""{"rows":[]}""")]
    [InlineData("""{"records":{}}""")]
    [InlineData("""{"records":[],"truncated":true,"continuation":"again"}""")]
    public async Task Run_HalfAnAnswer_IsNoRanking(string answer)
    {
        tools.Answer = (_, from) => from == "Usage__c" ? new ToolResult { Structured = Some.Json(answer) } : null;
        await Assert.ThrowsAsync<ConnectorException>(async () => await RunAsync());
    }

    [Fact]
    public async Task Run_TooManyCustomers_AsksToNarrow()
    {
        tools.Rows["Account"] = [.. Enumerable.Range(0, 501).Select(number => Account($"001{number:D12}", $"N{number}", 1, 1))];
        Assert.Contains("owner_id", (await Assert.ThrowsAsync<ConnectorException>(async () => await RunAsync())).Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_StrangeValues_CountAsMissing()
    {
        tools.Rows["Account"] = [$$"""{"Id":"{{Acme}}","Name":null,"ARR__c":"much","ARR_Year_Ago__c":{"a":1},"Seats__c":[],"Domain__c":5}"""];
        tools.Rows["Usage__c"] = [$$"""{"Id":"u1","Account__c":"{{Acme}}","Week_Of__c":"soon","Active_Users__c":1}""", "5", "null", """{"Id":"u2","Account__c":"001x"}"""];
        var account = (await RunAsync()).Structured.GetProperty("ranked")[0];
        Assert.Equal(("(no name)", 0m), (account.GetProperty("name").GetString(), account.GetProperty("parts").GetProperty("usage").GetProperty("score").GetDecimal()));
    }

    [Fact]
    public async Task Run_NoTools_SaysWhy()
    {
        await Assert.ThrowsAsync<ConnectorException>(async () => await RankAccounts.RunAsync(Some.Invocation(null), new StandingClock(), Token));
        tools.Callable.Clear();
        Assert.Contains("salesforce_query", (await Assert.ThrowsAsync<ConnectorException>(async () => await RunAsync())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", """{"weights":{"usage":0.5,"arr":0.3,"engagement":0.2,"enrichment":0.1}}""", "sum to 1.1 instead of 1")]
    [InlineData("""{"compare_weights":{"usage":0.5,"arr":0.1,"engagement":0.2,"enrichment":0.1}}""", null, "sum to 0.9 instead of 1")]
    [InlineData("""{"compare_weights":{"usage":0.5,"arr":0.2,"engagement":0.2,"enrichment":0.1}}""", null, null)]
    public async Task Guard_Weights_MustSumTo1(string arguments, string? scope, string? problem)
    {
        var verdict = await new SalesGuard().CheckAsync(Some.Invocation(tools, arguments, scope), Token);
        Assert.Equal(problem is null, verdict.Rejection is null);
        Assert.Contains(problem ?? "", verdict.Rejection?.Message ?? "", StringComparison.Ordinal);
    }

    private async Task<ToolResult> RunAsync(string arguments = "{}") => await RankAccounts.RunAsync(Some.Invocation(tools, arguments), new StandingClock(), Token);

    private static IEnumerable<string> Records(JsonElement parts, string part) => parts.GetProperty(part).GetProperty("records").EnumerateArray().Select(record => record.GetString()!);

    private static string Account(string id, string name, decimal arr, decimal before) =>
        $$"""{"Id":"{{id}}","Name":"{{name}}","Seats__c":20,"ARR__c":{{arr}},"ARR_Year_Ago__c":{{before}},"Domain__c":"{{name.ToLowerInvariant()}}.example","Industry":"Retail","NumberOfEmployees":5,"AnnualRevenue":1,"Website":"w","BillingCountry":"DE","Headcount_Growth__c":0,"Technologies__c":null}""";

    private static IEnumerable<string> Usage(string account, params int[] weekly) => weekly.Select((active, index) =>
        $$"""{"Id":"u{{account}}-{{index}}","Account__c":"{{account}}","Week_Of__c":"{{Some.Today.AddDays(-7 * (weekly.Length - index)):yyyy-MM-dd}}","Active_Users__c":{{active}}}""");
}
