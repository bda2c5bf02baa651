using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Tests.Support;

namespace CodexMcp.Connectors.Salesforce.Tests.Connector;

/// <summary>The rules that hold for a write by whichever tool it comes: references, links, stages and the moment at which they were judged.</summary>
public sealed class WriteRuleTests
{
    private const string Moves = """{"objects":["Opportunity","Account"],"stage_moves":{"Prospecting":["Proposal"]}}""";
    private const string HiddenOpportunities = """{"objects":["Opportunity","Account"],"filters":{"Opportunity":"Amount < 100"},"stage_moves":{"Proposal":["Closed Won"]}}""";
    private const string HiddenAccounts = """{"objects":["Account","Contact","Opportunity","Task"],"filters":{"Account":"Industry = 'Energy'"}}""";
    private const string OtherOpportunity = "006SY0000000002YAA";
    private static readonly DateTimeOffset Seen = new(2026, 2, 1, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task DeniedReference_IsNotWrittenThroughATree_NorDescribed()
    {
        var vendor = new Vendor(_ => null);
        await using var harness = new Harness(vendor, """{"objects":["Account","Contact"],"deny_fields":["Contact.AccountId"]}""");
        var (message, _) = await harness.RefuseAsync("composite_write",
            """{"operations":[{"op":"create","object":"Account","fields":{"Name":"A"},"children":{"Contacts":[{"object":"Contact","fields":{"LastName":"L"}}]}}]}""");
        Assert.Contains("no child relationship 'Contacts'", message, StringComparison.Ordinal);
        Assert.Empty((await harness.RunAsync("describe_object", """{"object":"Account"}""")).GetProperty("children").EnumerateArray());
        Assert.Empty(vendor.Requests);
    }

    [Fact]
    public async Task CompositeStage_OfAHiddenRecord_IsNotTold()
    {
        var vendor = new Vendor(sent => sent.Soql.Contains("Amount < 100", StringComparison.Ordinal) ? Vendor.Page() : Vendor.Page(Opportunity(Some.Opportunity)));
        await using var harness = new Harness(vendor, HiddenOpportunities);
        var (message, _) = await harness.RefuseAsync("composite_write", Update(Some.Opportunity));
        Assert.Contains("There is no Opportunity", message, StringComparison.Ordinal);
        Assert.DoesNotContain("Prospecting", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CompositeStages_AreJudgedWithOneRead_AndEachIsHeldToItsMoment()
    {
        var vendor = new Vendor(sent => sent.Method == "POST"
            ? Vendor.Json(200, """{"compositeResponse":[{"body":null,"httpStatusCode":204,"referenceId":"r0x0"},{"body":null,"httpStatusCode":204,"referenceId":"r1x1"}]}""")
            : Vendor.Page(Opportunity(Some.Opportunity), Opportunity(OtherOpportunity)));
        await using var harness = new Harness(vendor, Moves);
        var call = harness.Call("composite_write", Update(Some.Opportunity, OtherOpportunity));
        await harness.Connector.ExecuteAsync(call, TestContext.Current.CancellationToken);
        Assert.Equal(1, vendor.SentTo("GET", "query"));
        var parts = Some.Json(vendor.Requests.Last().Body).GetProperty("compositeRequest");
        Assert.Equal(["Sun, 01 Feb 2026 10:00:00 GMT", "Sun, 01 Feb 2026 10:00:00 GMT"], parts.EnumerateArray().Select(static part => part.GetProperty("httpHeaders").GetProperty("If-Unmodified-Since").GetString()));
    }

    [Fact]
    public async Task CompositeStage_ChangedInBetween_WritesNothing()
    {
        var vendor = new Vendor(sent => sent.Method == "POST"
            ? Vendor.Json(200, """{"compositeResponse":[{"body":[{"errorCode":"PRECONDITION_FAILED","message":"x"}],"httpStatusCode":412,"referenceId":"r0x0"}]}""")
            : Vendor.Page(Opportunity(Some.Opportunity)));
        await using var harness = new Harness(vendor, Moves);
        Assert.StartsWith("Nothing was written", (await harness.FailAsync("composite_write", Update(Some.Opportunity))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CompositeStages_MoreThanSalesforceCanHold_AreRefused()
    {
        var vendor = new Vendor(_ => null);
        await using var harness = new Harness(vendor, Moves);
        var ids = Enumerable.Range(0, 26).Select(static number => $"006SY00000000{number:00}").ToArray();
        var (message, _) = await harness.RefuseAsync("composite_write", Update(ids));
        Assert.Contains("at most 25", message, StringComparison.Ordinal);
        Assert.Empty(vendor.Requests);
    }

    [Fact]
    public async Task UpsertedStage_IsWrittenOnlyWhenTheOpportunityIsStillAsItWasJudged()
    {
        var describe = OrgDescribes.Of("Opportunity")!.Replace("\"externalId\":false", "\"externalId\":true", StringComparison.Ordinal);
        var vendor = new Vendor(sent => sent.Method == "PATCH" ? Vendor.Json(204, "") : Vendor.Page(Opportunity(Some.Opportunity)))
        {
            Describe = sent => sent.Path.Contains("Opportunity", StringComparison.Ordinal) ? Vendor.Json(200, describe) : null,
        };
        await using var harness = new Harness(vendor, Moves);
        await harness.RunAsync("upsert_record", """{"object":"Opportunity","external_id_field":"NextStep","external_id":"7","fields":{"StageName":"Proposal"}}""");
        Assert.Equal(Seen, vendor.Requests.Last().Request.Headers.IfUnmodifiedSince);
    }

    [Theory]
    [InlineData("2026-02-01T12:00:00.000+0000", "2026-02-01T10:00:00Z")]
    [InlineData("2026-02-01T10:00:00.000+0000", "2026-02-01T10:00:00Z")]
    public async Task Update_ConditionAndStage_TheEarlierMomentHolds(string since, string sent)
    {
        var vendor = new Vendor(one => one.Method == "PATCH" ? Vendor.Json(204, "") : Vendor.Page(Opportunity(Some.Opportunity)));
        await using var harness = new Harness(vendor, Moves);
        await harness.RunAsync("update_record", $$$"""{"object":"Opportunity","id":"{{{Some.Opportunity}}}","fields":{"StageName":"Proposal"},"if_unmodified_since":"{{{since}}}"}""");
        Assert.Equal(DateTimeOffset.Parse(sent, System.Globalization.CultureInfo.InvariantCulture), vendor.Requests.Last().Request.Headers.IfUnmodifiedSince);
    }

    [Theory]
    [InlineData("create_record", """{"object":"Task","fields":{"Subject":"x","WhatId":"{account}"}}""")]
    [InlineData("update_record", """{"object":"Task","id":"00TSY00000000012AA","fields":{"WhatId":"{account}"}}""")]
    [InlineData("composite_write", """{"operations":[{"op":"create","object":"Task","fields":{"Subject":"x","WhatId":"{account}"}}]}""")]
    [InlineData("composite_write", """{"operations":[{"op":"create","object":"Account","fields":{"Name":"A"},"children":{"Contacts":[{"object":"Contact","fields":{"LastName":"L","AccountId":"{account}"}}]}}]}""")]
    [InlineData("bulk_ingest", """{"object":"Task","operation":"insert","records":[{"Subject":"x","WhatId":"{account}"}]}""")]
    [InlineData("create_record", """{"object":"Contact","fields":{"LastName":"x","AccountId":"{account}"}}""")]
    [InlineData("create_record", """{"object":"Opportunity","fields":{"Name":"x","AccountId":"{account}"}}""")]
    public async Task Link_ToAHiddenRecord_IsRefusedByEveryTool(string action, string arguments)
    {
        var vendor = new Vendor(sent => sent.Soql.Contains("Energy", StringComparison.Ordinal) ? Vendor.Page() : Vendor.Page(Vendor.Record("Account", $"\"Id\":\"{Some.Account}\"")));
        await using var harness = new Harness(vendor, HiddenAccounts);
        var (message, _) = await harness.RefuseAsync(action, arguments.Replace("{account}", Some.Account, StringComparison.Ordinal));
        Assert.Contains("There is no Account", message, StringComparison.Ordinal);
        Assert.All(vendor.Requests, static one => Assert.Equal("GET", one.Method));
    }

    [Theory]
    [InlineData("create_record", """{"object":"Task","fields":{"Subject":"x","WhatId":"006SY0000000001YAA"}}""")]
    [InlineData("create_record", """{"object":"Task","fields":{"Subject":"x","WhatId":""}}""")]
    [InlineData("bulk_ingest", """{"object":"Task","operation":"insert","records":[{"Subject":"x","WhatId":"006SY0000000001YAA"}]}""")]
    public async Task TaskLink_ToAnObjectOfAnotherRole_IsRefused(string action, string arguments)
    {
        var vendor = new Vendor(_ => null);
        await using var harness = new Harness(vendor, """{"objects":["Account","Task"]}""");
        Assert.Contains("no id of a record that the role may see", (await harness.RefuseAsync(action, arguments)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExternalId_OfSeveralHiddenRecords_IsLikeNone()
    {
        var vendor = new Vendor(_ => Vendor.Page(Vendor.Record("Account", $"\"Id\":\"{Some.Account}\""), Vendor.Record("Account", $"\"Id\":\"{Some.OtherAccount}\"")));
        await using var harness = new Harness(vendor, HiddenAccounts);
        Assert.Contains("There is no Account", (await harness.RefuseAsync("delete_record", """{"object":"Account","external_id_field":"Ext__c","external_id":"7"}""")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_RepeatWithAShortId_FindsItsOwnWrite()
    {
        var vendor = new Vendor(_ => Vendor.Page(Vendor.Record("Opportunity", $"\"Id\":\"{Some.Opportunity}\",\"AccountId\":\"{Some.Account}\",\"LastModifiedDate\":\"2026-02-01T11:00:00.000+0000\"")));
        await using var harness = new Harness(vendor);
        var call = harness.Call("update_record", $$$"""{"object":"Opportunity","id":"{{{Some.Opportunity}}}","fields":{"AccountId":"{{{Some.Account[..15]}}}"},"if_unmodified_since":"2026-02-01T10:00:00Z"}""");
        Assert.True((await harness.RunAsync(call with { Attempt = 1 })).GetProperty("updated").GetBoolean());
    }

    [Fact]
    public async Task BulkUpsert_ByANumber_GoesOut()
    {
        var vendor = new Vendor(sent => sent.Method == "PUT" ? Vendor.Json(201, "") : Vendor.Json(200, $$"""{"id":"{{Some.Job}}","state":"JobComplete"}"""))
        {
            Describe = static sent => sent.Path.Contains("/Account/", StringComparison.Ordinal)
                ? Vendor.Json(200, OrgDescribes.Of("Account")!.Replace("\"name\":\"Ext__c\",\"label\":\"Ext\",\"type\":\"string\"", "\"name\":\"Ext__c\",\"label\":\"Ext\",\"type\":\"double\"", StringComparison.Ordinal)) : null,
        };
        await using var harness = new Harness(vendor);
        var result = await harness.RunAsync("bulk_ingest", """{"object":"Account","operation":"upsert","external_id_field":"Ext__c","records":[{"Ext__c":7,"Name":"A"}]}""");
        Assert.Equal("JobComplete", result.GetProperty("state").GetString());
        Assert.Contains("\"7\",\"A\"", vendor.Requests.Single(static one => one.Method == "PUT").Body, StringComparison.Ordinal);
    }

    private static string Opportunity(string id) => Vendor.Record("Opportunity", $"\"Id\":\"{id}\",\"StageName\":\"Prospecting\",\"LastModifiedDate\":\"2026-02-01T10:00:00.000+0000\"");

    private static string Update(params string[] ids) =>
        $$"""{"operations":[{{string.Join(",", ids.Select(static id => $$$"""{"op":"update","object":"Opportunity","id":"{{{id}}}","fields":{"StageName":"Proposal"}}"""))}}]}""";
}
