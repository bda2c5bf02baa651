using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Tests.Support;

namespace CodexMcp.Connectors.Salesforce.Tests.Connector;

public sealed class WriteTests
{
    private const string Moves = """{"objects":["Opportunity","Account"],"stage_moves":{"Prospecting":["Proposal"],"Proposal":["Closed Won","Closed Lost"]}}""";
    private static readonly string Created = $$"""{"id":"{{Some.Account}}","success":true,"errors":[]}""";
    private static readonly string Opportunity = Vendor.Record("Opportunity", $"\"Id\":\"{Some.Opportunity}\",\"Name\":\"Big\",\"StageName\":\"Prospecting\",\"Amount\":5,\"LastModifiedDate\":\"2026-02-01T10:00:00.000+0000\"");

    [Fact]
    public async Task Create_WithoutTheKeyField_IsAPostWithItsValues()
    {
        var vendor = new Vendor(_ => Vendor.Json(201, Created));
        await using var harness = new Harness(vendor);
        var result = await harness.RunAsync("create_record", """{"object":"account","fields":{"name":"O'Hara \\ Söhne","AnnualRevenue":1.50,"Industry":null}}""");
        Assert.Equal(Some.Account, result.GetProperty("id").GetString());
        var sent = Assert.Single(vendor.Requests);
        Assert.Equal(("POST", Vendor.Root + "sobjects/Account"), (sent.Method, sent.Path));
        var body = Some.Json(sent.Body);
        Assert.Equal("O'Hara \\ Söhne", body.GetProperty("Name").GetString());
        Assert.Equal("1.50", body.GetProperty("AnnualRevenue").GetRawText());
        Assert.Equal(JsonValueKind.Null, body.GetProperty("Industry").ValueKind);
    }

    [Fact]
    public async Task Create_WithTheKeyField_IsAnUpsertThatOneKeyAlwaysNamesAlike()
    {
        var vendor = new Vendor(_ => Vendor.Json(201, $$"""{"id":"{{Some.Account}}","success":true,"errors":[],"created":true}""")) { HasKey = true };
        await using var harness = new Harness(vendor);
        const string Arguments = """{"object":"Account","fields":{"Name":"A"},"idempotency_key":"my-key-0001"}""";
        await harness.RunAsync("create_record", Arguments);
        await harness.RunAsync("create_record", Arguments);
        await harness.RunAsync("create_record", """{"object":"Account","fields":{"Name":"B"},"idempotency_key":"my-key-0001"}""");
        await harness.RunAsync("create_record", """{"object":"Account","fields":{"Name":"A"}}""");
        await harness.RunAsync("create_record", """{"object":"Account","fields":{"Name":"A"}}""");
        Assert.All(vendor.Requests, static one => Assert.StartsWith(Vendor.Root + "sobjects/Account/CodexMcp_Key__c/cm1-", one.Path));
        var marks = vendor.Requests.Select(static one => one.Path).ToList();
        Assert.Equal(marks[0], marks[1]);
        Assert.Equal(4, marks.Distinct().Count());
    }

    [Fact]
    public async Task Create_WithTheKeyField_LostOnce_IsSentAgainAndFound()
    {
        var count = 0;
        var vendor = new Vendor(_ => ++count == 1 ? Vendor.Json(503, "<html>", "text/html") : Vendor.Json(200, $$"""{"id":"{{Some.Account}}","success":true,"errors":[],"created":false}""")) { HasKey = true };
        await using var harness = new Harness(vendor);
        var result = await harness.RunAsync("create_record", """{"object":"Account","fields":{"Name":"A"}}""");
        Assert.True(result.GetProperty("created").GetBoolean());
        Assert.Equal(2, vendor.Requests.Count);
        Assert.Equal(vendor.Requests[0].Path, vendor.Requests[1].Path);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Lost_IsReadBackByItsMark(bool there, bool key)
    {
        string? mark = null;
        var vendor = new Vendor(sent =>
        {
            if (sent.Method == "PATCH")
            {
                mark = sent.Path.Split('/')[^1];
                throw new IOException("gone");
            }

            Assert.Contains($"'{mark}'", sent.Soql);
            return there ? Vendor.Page(Vendor.Record("Account", $"\"Id\":\"{Some.Account}\"")) : Vendor.Page();
        })
        { HasKey = true };
        await using var harness = new Harness(vendor);
        var call = harness.Call("create_record", $$$"""{"object":"Account","fields":{"Name":"A"}{{{(key ? ",\"idempotency_key\":\"my-key-0001\"" : "")}}}}""");
        Assert.Equal(ConnectorFailure.Ambiguous, (await harness.FailAsync(call)).Failure);

        var fate = await ((IWriteRecovery)harness.Connector).FindAsync(call with { CallId = Guid.CreateVersion7().ToString("N") }, call.CallId, TestContext.Current.CancellationToken);
        Assert.Equal(there || key, fate.IsKnown);
        Assert.Equal(there ? Some.Account : null, fate.Result?.Structured.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Update_CompareAndSet_WritesOnlyWhatNobodyChanged()
    {
        var vendor = new Vendor(sent => sent.Method == "PATCH" ? Vendor.Json(204, "") : Vendor.Page(Opportunity));
        await using var harness = new Harness(vendor);
        string Arguments(string since) => $$$"""{"object":"Opportunity","id":"{{{Some.Opportunity}}}","fields":{"NextStep":"call"},"if_unmodified_since":"{{{since}}}"}""";
        await harness.RunAsync("update_record", Arguments("2026-02-01T10:00:00.000+0000"));
        Assert.Equal(new DateTimeOffset(2026, 2, 1, 10, 0, 0, TimeSpan.Zero), vendor.Requests.Last().Request.Headers.IfUnmodifiedSince);
        var failure = await harness.FailAsync("update_record", Arguments("2026-02-01T09:59:59.000+0000"));
        Assert.Contains("changed the record", failure.Message);
        Assert.Equal(1, vendor.SentTo("PATCH", ""));
    }

    [Fact]
    public async Task Update_ChangedInBetween_IsRefused()
    {
        var vendor = new Vendor(_ => Vendor.Json(412, """[{"errorCode":"PRECONDITION_FAILED","message":"x"}]"""));
        await using var harness = new Harness(vendor);
        var failure = await harness.FailAsync("update_record", $$$"""{"object":"Account","id":"{{{Some.Account}}}","fields":{"Name":"B"}}""");
        Assert.Equal(ConnectorFailure.Refused, failure.Failure);
        Assert.Contains("nothing was written", failure.Message);
    }

    [Theory]
    [InlineData("Proposal", true)]
    [InlineData("proposal", true)]
    [InlineData("Prospecting", true)]
    [InlineData("Closed Won", false)]
    [InlineData("Retired", false)]
    [InlineData("Nonsense", false)]
    public async Task StageMove_ByEveryTool_FollowsTheRule(string stage, bool allowed)
    {
        var vendor = new Vendor(sent => sent.Method switch
        {
            "POST" => Vendor.Json(200, """{"compositeResponse":[{"body":null,"httpStatusCode":204,"referenceId":"r0x0"}]}"""),
            "PATCH" => Vendor.Json(204, ""),
            _ => Vendor.Page(Opportunity),
        });
        await using var harness = new Harness(vendor, Moves);
        (string, string)[] calls =
        [
            ("update_opportunity", $$"""{"opportunity_id":"{{Some.Opportunity}}","stage":"{{stage}}"}"""),
            ("update_record", $$$"""{"object":"opportunity","id":"{{{Some.Opportunity}}}","fields":{"stagename":"{{{stage}}}"}}"""),
            ("composite_write", $$$"""{"operations":[{"op":"update","object":"Opportunity","id":"{{{Some.Opportunity}}}","fields":{"StageName":"{{{stage}}}"}}]}"""),
        ];
        foreach (var (action, arguments) in calls)
        {
            if (allowed)
            {
                await harness.RunAsync(action, arguments);
            }
            else
            {
                await harness.RefuseAsync(action, arguments);
            }
        }

        Assert.Equal(allowed ? (2, 1) : (0, 0), (vendor.SentTo("PATCH", ""), vendor.SentTo("POST", "composite")));
        await harness.RefuseAsync("bulk_ingest", $$"""{"object":"Opportunity","operation":"update","records":[{"Id":"{{Some.Opportunity}}","StageName":"{{stage}}"}]}""");
    }

    [Fact]
    public async Task StageMove_IsWrittenOnlyWhenTheOpportunityIsStillAsItWasJudged()
    {
        var vendor = new Vendor(sent => sent.Method == "PATCH" ? Vendor.Json(412, "[]") : Vendor.Page(Opportunity));
        await using var harness = new Harness(vendor, Moves);
        Assert.Equal(ConnectorFailure.Refused, (await harness.FailAsync("update_opportunity", $$"""{"opportunity_id":"{{Some.Opportunity}}","stage":"Proposal"}""")).Failure);
        Assert.NotNull(vendor.Requests.Last().Request.Headers.IfUnmodifiedSince);
    }

    [Fact]
    public async Task UpdateOpportunity_TakesItsFourFields()
    {
        var vendor = new Vendor(_ => Vendor.Json(204, ""));
        await using var harness = new Harness(vendor);
        await harness.RunAsync("update_opportunity", $$"""{"opportunity_id":"{{Some.Opportunity}}","stage":"Proposal","amount":null,"close_date":"2026-05-10","next_step":"call"}""");
        Assert.Equal("""{"StageName":"Proposal","Amount":null,"CloseDate":"2026-05-10","NextStep":"call"}""", Assert.Single(vendor.Requests).Body);
    }

    [Fact]
    public async Task Change_ForTheApprover_ShowsBeforeAndAfterOfWhatIsSet()
    {
        var vendor = new Vendor(_ => Vendor.Page(Opportunity));
        await using var harness = new Harness(vendor);
        var reader = (IRecordReader)harness.Connector;
        var change = await reader.ReadAsync(harness.Call("update_opportunity", $$"""{"opportunity_id":"{{Some.Opportunity}}","amount":7}"""), TestContext.Current.CancellationToken);
        Assert.Contains("\"Big\"", change!.Record);
        Assert.Equal(5, change.Current.GetProperty("Amount").GetInt32());
        Assert.Equal(7, change.Proposed.GetProperty("Amount").GetInt32());
        var gone = await reader.ReadAsync(harness.Call("delete_record", $$"""{"object":"Opportunity","id":"{{Some.Opportunity}}"}"""), TestContext.Current.CancellationToken);
        Assert.Equal(JsonValueKind.Null, gone!.Proposed.GetProperty("Name").ValueKind);
        Assert.Null(await reader.ReadAsync(harness.Call("create_record", """{"object":"Account","fields":{"Name":"A"}}"""), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Upsert_NewRecord_GoesByItsExternalId_ExistingByItsId()
    {
        var exists = false;
        var vendor = new Vendor(sent => sent.Method == "GET" ? (exists ? Vendor.Page(Vendor.Record("Account", $"\"Id\":\"{Some.Account}\"")) : Vendor.Page())
            : exists ? Vendor.Json(204, "") : Vendor.Json(201, Created));
        await using var harness = new Harness(vendor);
        const string Arguments = """{"object":"Account","external_id_field":"ext__C","external_id":"a/b'c","fields":{"Name":"X"}}""";
        Assert.True((await harness.RunAsync("upsert_record", Arguments)).GetProperty("created").GetBoolean());
        Assert.Equal(Vendor.Root + "sobjects/Account/Ext__c/a%2Fb%27c", vendor.Requests.Last().Path);
        exists = true;
        Assert.False((await harness.RunAsync("upsert_record", Arguments)).GetProperty("created").GetBoolean());
        Assert.Equal($"{Vendor.Root}sobjects/Account/{Some.Account}", vendor.Requests.Last().Path);
    }

    [Fact]
    public async Task Delete_RepeatThatFindsItGone_IsDone()
    {
        var vendor = new Vendor(_ => Vendor.Error(404, "ENTITY_IS_DELETED", "entity is deleted"));
        await using var harness = new Harness(vendor);
        var call = harness.Call("delete_record", $$"""{"object":"Account","id":"{{Some.Account}}"}""");
        Assert.Equal(ConnectorFailure.Refused, (await harness.FailAsync(call)).Failure);
        Assert.True((await harness.RunAsync(call with { Attempt = 1 })).GetProperty("deleted").GetBoolean());
    }

    [Fact]
    public async Task TaskAndNote_AreTasks()
    {
        var vendor = new Vendor(_ => Vendor.Json(201, $$"""{"id":"{{Some.Task}}","success":true,"errors":[]}"""));
        await using var harness = new Harness(vendor, time: new ManualTime());
        await harness.RunAsync("create_task", $$"""{"subject":"Call","what_id":"{{Some.Account}}","who_id":"{{Some.Contact}}","due_date":"2026-05-10","owner_id":"{{Some.User[..15]}}"}""");
        Assert.Equal($$"""{"Subject":"Call","WhatId":"{{Some.Account}}","WhoId":"{{Some.Contact}}","OwnerId":"{{Some.User}}","ActivityDate":"2026-05-10"}""", vendor.Requests[^1].Body);
        await harness.RunAsync("log_note", $$"""{"title":"Call","body":"They said yes.","what_id":"{{Some.Account}}"}""");
        Assert.Equal($$"""{"Subject":"Call","Description":"They said yes.","WhatId":"{{Some.Account}}","ActivityDate":"2026-03-01","Status":"Completed"}""", vendor.Requests[^1].Body);
    }

    [Fact]
    public async Task Composite_OfOneKind_IsACollectionAllOrNone()
    {
        var vendor = new Vendor(_ => Vendor.Json(200, $"[{Created},{Created.Replace(Some.Account, Some.OtherAccount, StringComparison.Ordinal)}]"));
        await using var harness = new Harness(vendor);
        var result = await harness.RunAsync("composite_write", """{"operations":[{"op":"create","object":"Account","fields":{"Name":"A"}},{"op":"create","object":"Account","fields":{"Name":"B"}}]}""");
        Assert.Equal(2, result.GetProperty("results").GetArrayLength());
        var body = Some.Json(Assert.Single(vendor.Requests).Body);
        Assert.True(body.GetProperty("allOrNone").GetBoolean());
        Assert.Equal("Account", body.GetProperty("records")[1].GetProperty("attributes").GetProperty("type").GetString());
    }

    [Fact]
    public async Task Composite_Mixed_RefersToEarlierRecords()
    {
        var vendor = new Vendor(_ => Vendor.Json(200, $$"""
            {"compositeResponse":[{"body":{{Created}},"httpHeaders":{},"httpStatusCode":201,"referenceId":"acc"},
             {"body":{"id":"{{Some.Contact}}","success":true,"errors":[]},"httpStatusCode":201,"referenceId":"r1x1"},
             {"body":null,"httpStatusCode":204,"referenceId":"r2x2"}]}
            """));
        await using var harness = new Harness(vendor);
        var result = await harness.RunAsync("composite_write", $$$"""
            {"operations":[{"op":"create","object":"Account","ref":"acc","fields":{"Name":"A"}},{"op":"create","object":"Contact","fields":{"LastName":"L","AccountId":"@{acc.id}"}},
             {"op":"update","object":"Opportunity","id":"{{{Some.Opportunity}}}","fields":{"NextStep":"n"}}]}
            """);
        Assert.Equal([Some.Account, Some.Contact, Some.Opportunity], result.GetProperty("results").EnumerateArray().Select(static one => one.GetProperty("id").GetString()));
        var sent = Assert.Single(vendor.Requests);
        Assert.Equal(Vendor.Root + "composite", sent.Path);
        Assert.Contains("\"AccountId\":\"@{acc.id}\"", sent.Body);
    }

    [Fact]
    public async Task Composite_Tree_HasChildrenBelowTheirParents()
    {
        var vendor = new Vendor(_ => Vendor.Json(201, $$"""{"hasErrors":false,"results":[{"referenceId":"acc","id":"{{Some.Account}}"},{"referenceId":"r0x1","id":"{{Some.Contact}}"}]}"""));
        await using var harness = new Harness(vendor);
        var result = await harness.RunAsync("composite_write", """{"operations":[{"op":"create","object":"Account","ref":"acc","fields":{"Name":"A"},"children":{"contacts":[{"object":"Contact","fields":{"LastName":"L"}}]}}]}""");
        Assert.Equal([Some.Account, Some.Contact], result.GetProperty("results").EnumerateArray().Select(static one => one.GetProperty("id").GetString()));
        var root = Some.Json(Assert.Single(vendor.Requests).Body).GetProperty("records")[0];
        Assert.Equal("L", root.GetProperty("Contacts").GetProperty("records")[0].GetProperty("LastName").GetString());
    }

    [Theory]
    [InlineData("""[{"success":false,"errors":[{"statusCode":"ALL_OR_NONE_OPERATION_ROLLED_BACK","message":"rolled back"}]},{"success":false,"errors":[{"statusCode":"REQUIRED_FIELD_MISSING","message":"Required fields are missing: [Name]","fields":["Name"]}]}]""", ConnectorFailure.Refused)]
    [InlineData("""[{"success":true,"id":"001SY0000000001YAA","errors":[]}]""", ConnectorFailure.Ambiguous)]
    [InlineData("""[]""", ConnectorFailure.Ambiguous)]
    [InlineData("""{"odd":true}""", ConnectorFailure.Ambiguous)]
    public async Task Composite_FailedOrHalfAnswered_IsTold(string answer, ConnectorFailure expected)
    {
        await using var harness = new Harness(new Vendor(_ => Vendor.Json(200, answer)));
        var failure = await harness.FailAsync("composite_write", """{"operations":[{"op":"create","object":"Account","fields":{"Name":"A"}},{"op":"create","object":"Account","fields":{"Industry":"B"}}]}""");
        Assert.Equal(expected, failure.Failure);
        if (expected == ConnectorFailure.Refused)
        {
            Assert.StartsWith("Nothing was written. Operation 2", failure.Message);
        }
    }
}
