using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Scope;
using CodexMcp.Connectors.Salesforce.Tests.Support;

namespace CodexMcp.Connectors.Salesforce.Tests.Connector;

/// <summary>One forbidden field, by every way that leads to it. Nothing may be sent to the vendor but logins and descriptions.</summary>
public sealed class ScopeRouteTests
{
    private const string Filtered = """{"objects":["Account","Contact","Opportunity","Task"],"filters":{"Account":"Industry = 'Energy'"}}""";

    [Theory]
    [InlineData("query", """{"soql":"SELECT Birthdate FROM Contact"}""")]
    [InlineData("query", """{"soql":"SELECT bIrThDaTe FROM contact"}""")]
    [InlineData("query", """{"soql":"SELECT c.Birthdate FROM Contact c"}""")]
    [InlineData("query", """{"soql":"SELECT Id FROM Contact WHERE Birthdate > 1980-01-01"}""")]
    [InlineData("query", """{"soql":"SELECT Id FROM Contact ORDER BY Birthdate"}""")]
    [InlineData("query", """{"soql":"SELECT COUNT(Id), Birthdate FROM Contact GROUP BY Birthdate"}""")]
    [InlineData("query", """{"soql":"SELECT MIN(Birthdate) x FROM Contact"}""")]
    [InlineData("query", """{"soql":"SELECT Id, (SELECT Birthdate FROM Contacts) FROM Account"}""")]
    [InlineData("query", """{"soql":"SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact WHERE Birthdate = TODAY)"}""")]
    [InlineData("query", """{"soql":"SELECT Who.Birthdate FROM Task"}""")]
    [InlineData("query", """{"soql":"SELECT TYPEOF Who WHEN Contact THEN Birthdate END FROM Task"}""")]
    [InlineData("bulk_query", """{"soql":"SELECT Birthdate FROM Contact"}""")]
    [InlineData("search", """{"text":"1980","objects":["Contact"],"fields":["Birthdate"]}""")]
    [InlineData("search", """{"text":"555","objects":["Contact"],"in":"phone"}""")]
    [InlineData("get_record", """{"object":"Contact","id":"003SY0000000001YAA","fields":["Birthdate"]}""")]
    [InlineData("get_record", """{"object":"Contact","external_id_field":"Birthdate","external_id":"1980-01-01"}""")]
    [InlineData("get_records", """{"object":"Contact","ids":["003SY0000000001YAA"],"fields":["Birthdate"]}""")]
    [InlineData("describe_object", """{"object":"Contact","fields":["Birthdate"]}""")]
    [InlineData("create_record", """{"object":"Contact","fields":{"LastName":"X","Birthdate":"1980-01-01"}}""")]
    [InlineData("update_record", """{"object":"Contact","id":"003SY0000000001YAA","fields":{"BIRTHDATE":"1980-01-01"}}""")]
    [InlineData("upsert_record", """{"object":"Contact","external_id_field":"Birthdate","external_id":"1980-01-01","fields":{"LastName":"X"}}""")]
    [InlineData("composite_write", """{"operations":[{"op":"create","object":"Account","fields":{"Name":"A"},"children":{"Contacts":[{"object":"Contact","fields":{"Birthdate":"1980-01-01"}}]}}]}""")]
    [InlineData("composite_write", """{"operations":[{"op":"create","object":"Contact","fields":{"Birthdate":"1980-01-01"}}]}""")]
    [InlineData("bulk_ingest", """{"object":"Contact","operation":"insert","records":[{"LastName":"A"},{"LastName":"B","Birthdate":"1980-01-01"}]}""")]
    public async Task DeniedField_ByEveryRoute_IsRefusedBeforeAnythingIsSent(string action, string arguments)
    {
        var vendor = new Vendor(_ => null);
        await using var harness = new Harness(vendor);
        var (message, next) = await harness.RefuseAsync(action, arguments);
        Assert.NotEmpty(next);
        Assert.DoesNotContain("denied", message, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(vendor.Requests);
    }

    [Theory]
    [InlineData("query", """{"soql":"SELECT Id FROM Secret__c"}""")]
    [InlineData("query", """{"soql":"SELECT Id FROM Account; DELETE"}""")]
    [InlineData("query", """{"soql":"SELECT Id FROM Account /* c */"}""")]
    [InlineData("query", """{"soql":"SELECT Id FROM Account FOR UPDATE"}""")]
    [InlineData("query", """{"soql":"SELECT Id FROM Account WHERE Name = :missing"}""")]
    [InlineData("search", """{"text":"xx","objects":["Secret__c"]}""")]
    [InlineData("describe_object", """{"object":"Secret__c"}""")]
    [InlineData("describe_object", """{"object":"Account/../Secret__c"}""")]
    [InlineData("get_record", """{"object":"Secret__c","id":"a00SY0000000001YAA"}""")]
    [InlineData("get_record", """{"object":"Account","id":"003SY0000000001YAA"}""")]
    [InlineData("get_record", """{"object":"Account","id":"001sy0000000001YAA"}""")]
    [InlineData("get_record", """{"object":"Account","id":"../../../query"}""")]
    [InlineData("get_record", """{"object":"Account"}""")]
    [InlineData("get_record", """{"object":"Account","id":"001SY0000000001YAA","external_id_field":"Ext__c","external_id":"1"}""")]
    [InlineData("get_record", """{"object":"Account","external_id_field":"Name","external_id":"1"}""")]
    [InlineData("create_record", """{"object":"Secret__c","fields":{"Name":"X"}}""")]
    [InlineData("create_record", """{"object":"Account","fields":{"Nope":"X"}}""")]
    [InlineData("create_record", """{"object":"Account","fields":{"Name":"X","name":"Y"}}""")]
    [InlineData("create_record", """{"object":"Account","fields":{"Id":"001SY0000000001YAA"}}""")]
    [InlineData("create_record", """{"object":"Account","fields":{"Name":{"a":1}}}""")]
    [InlineData("create_record", """{"object":"Contact","fields":{"LastName":"X","AccountId":"003SY0000000001YAA"}}""")]
    [InlineData("create_record", """{"object":"Contact","fields":{"LastName":"X","AccountId":"nope"}}""")]
    [InlineData("create_record", """{"object":"Opportunity","fields":{"Name":"X","StageName":"Retired"}}""")]
    [InlineData("update_record", """{"object":"Account","id":"006SY0000000001YAA","fields":{"Name":"X"}}""")]
    [InlineData("update_record", """{"object":"Account","id":"001SY0000000001YAA","fields":{"LastModifiedDate":"2026-01-01T00:00:00Z"}}""")]
    [InlineData("update_record", """{"object":"Account","id":"001SY0000000001YAA","fields":{"Name":"X"},"if_unmodified_since":"yesterday"}""")]
    [InlineData("upsert_record", """{"object":"Account","external_id_field":"Ext__c","external_id":"..","fields":{"Name":"X"}}""")]
    [InlineData("upsert_record", """{"object":"Account","external_id_field":"Name","external_id":"x","fields":{"Industry":"X"}}""")]
    [InlineData("delete_record", """{"object":"Secret__c","id":"a00SY0000000001YAA"}""")]
    [InlineData("create_task", """{"subject":"x","what_id":"a00SY0000000001YAA"}""")]
    [InlineData("create_task", """{"subject":"x","who_id":"001SY0000000001YAA"}""")]
    [InlineData("log_note", """{"title":"x","body":"y"}""")]
    [InlineData("composite_write", """{"operations":[{"op":"create","object":"Account","ref":"a","fields":{"Name":"A"}},{"op":"create","object":"Contact","fields":{"LastName":"@{a.Name}"}}]}""")]
    [InlineData("composite_write", """{"operations":[{"op":"create","object":"Contact","ref":"b","fields":{"LastName":"X","AccountId":"@{later.id}"}}]}""")]
    [InlineData("composite_write", """{"operations":[{"op":"update","object":"Account","id":"001SY0000000001YAA","fields":{"Name":"A"}},{"op":"update","object":"Account","id":"001SY0000000001Y","fields":{"Name":"B"}}]}""")]
    [InlineData("composite_write", """{"operations":[{"op":"create","object":"Account","fields":{"Name":"A"},"children":{"Secrets__r":[{"object":"Secret__c","fields":{"Name":"x"}}]}}]}""")]
    [InlineData("get_updated", """{"object":"Secret__c","start":"2026-01-01T00:00:00Z"}""")]
    [InlineData("get_updated", """{"object":"Account","start":"1999-01-01T00:00:00Z"}""")]
    [InlineData("get_file", """{"id":"001SY0000000001YAA"}""")]
    [InlineData("bulk_ingest", """{"object":"Account","operation":"upsert","records":[{"Name":"A"}]}""")]
    [InlineData("bulk_ingest", """{"object":"Account","operation":"insert","records":[{"Name":"#N/A"}]}""")]
    [InlineData("bulk_ingest", """{"object":"Account","operation":"update","records":[{"Name":"A"}]}""")]
    [InlineData("bulk_delete", """{"object":"Account","ids":["003SY0000000001YAA"]}""")]
    [InlineData("bulk_status", """{"job":"forged"}""")]
    [InlineData("bulk_results", """{"job":"forged"}""")]
    [InlineData("bulk_abort", """{"job":"forged"}""")]
    public async Task BadInput_IsRefusedBeforeAnythingIsSent(string action, string arguments)
    {
        var vendor = new Vendor(_ => null);
        await using var harness = new Harness(vendor);
        var (message, next) = await harness.RefuseAsync(action, arguments);
        Assert.NotEmpty(message);
        Assert.NotEmpty(next);
        Assert.Empty(vendor.Requests);
    }

    [Theory]
    [InlineData("update_record", """{"object":"Account","id":"001SY0000000001YAA","fields":{"Name":"X"}}""")]
    [InlineData("delete_record", """{"object":"Account","id":"001SY0000000001YAA"}""")]
    [InlineData("bulk_delete", """{"object":"Account","ids":["001SY0000000001YAA"]}""")]
    [InlineData("bulk_ingest", """{"object":"Account","operation":"update","records":[{"Id":"001SY0000000001YAA","Name":"A"}]}""")]
    [InlineData("composite_write", """{"operations":[{"op":"update","object":"Account","id":"001SY0000000001YAA","fields":{"Name":"A"}}]}""")]
    [InlineData("create_task", """{"subject":"x","what_id":"001SY0000000001YAA"}""")]
    [InlineData("upsert_record", """{"object":"Account","external_id_field":"Ext__c","external_id":"7","fields":{"Name":"X"}}""")]
    public async Task RecordOutsideTheRowFilter_IsNotChanged(string action, string arguments)
    {
        // Without the filter the record is found; with it, it is not.
        var vendor = new Vendor(sent => sent.Path.Contains("/query?", StringComparison.Ordinal) && !sent.Soql.Contains("Energy", StringComparison.Ordinal)
            ? Vendor.Page(Vendor.Record("Account", $"\"Id\":\"{Some.Account}\"")) : Vendor.Page());
        await using var harness = new Harness(vendor, Filtered);
        await harness.RefuseAsync(action, arguments);
        Assert.All(vendor.Requests, static one => Assert.Equal("GET", one.Method));
    }

    [Fact]
    public async Task RecordOutsideTheRowFilter_IsNotRead()
    {
        var vendor = new Vendor(sent => sent.Path.Contains("parameterizedSearch", StringComparison.Ordinal)
            ? Vendor.Json(200, $$"""{"searchRecords":[{{Vendor.Record("Account", $"\"Id\":\"{Some.Account}\",\"Name\":\"hidden\"")}}]}""")
            : sent.Path.Contains("/updated/", StringComparison.Ordinal) ? Vendor.Json(200, $$"""{"ids":["{{Some.Account}}"],"latestDateCovered":"x"}""")
            : sent.Path.Contains("/recent", StringComparison.Ordinal) ? Vendor.Json(200, $"[{Vendor.Record("Account", $"\"Id\":\"{Some.Account}\",\"Name\":\"hidden\"")}]")
            : sent.Soql.Contains("Energy", StringComparison.Ordinal) ? Vendor.Page() : throw new InvalidOperationException("A read went around the filter: " + sent.Soql));
        var time = new ManualTime();
        await using var harness = new Harness(vendor, Filtered, time);
        Assert.Contains("no Account", (await harness.FailAsync("get_record", $$"""{"object":"Account","id":"{{Some.Account}}"}""")).Message);
        Assert.Empty((await harness.RunAsync("get_records", $$"""{"object":"Account","ids":["{{Some.Account}}"]}""")).GetProperty("records").EnumerateArray());
        Assert.Empty((await harness.RunAsync("search", """{"text":"hidden","objects":["Account"]}""")).GetProperty("records").EnumerateArray());
        Assert.Empty((await harness.RunAsync("get_updated", """{"object":"Account","start":"2026-02-20T00:00:00Z"}""")).GetProperty("ids").EnumerateArray());
        Assert.Empty((await harness.RunAsync("list_recent", "{}")).GetProperty("records").EnumerateArray());
        await harness.RefuseAsync("get_deleted", """{"object":"Account","start":"2026-02-25T00:00:00Z"}""");
    }

    [Fact]
    public async Task Search_ThatStoppedAtItsLimit_SaysThatThereMayBeMore()
    {
        var vendor = new Vendor(_ => Vendor.Json(200, $$"""{"searchRecords":[{{Vendor.Record("Account", $"\"Id\":\"{Some.Account}\",\"Name\":\"a\"")}}]}"""));
        await using var harness = new Harness(vendor);
        var full = await harness.RunAsync("search", """{"text":"aa","in":"name","objects":["Account"],"limit":1}""");
        Assert.True(full.GetProperty("truncated").GetBoolean());
        Assert.Contains("raise limit", full.GetProperty("notice").GetString(), StringComparison.Ordinal);
        Assert.False((await harness.RunAsync("search", """{"text":"aa","in":"name","objects":["Account"],"limit":2}""")).GetProperty("truncated").GetBoolean());
    }

    [Fact]
    public async Task Search_WhereAnExternalNumberIsHidden_LooksAtNamesOnly()
    {
        var vendor = new Vendor(_ => Vendor.Json(200, """{"searchRecords":[]}"""))
        {
            Describe = static sent => sent.Path.Contains("/Account/", StringComparison.Ordinal)
                ? Vendor.Json(200, OrgDescribes.Of("Account")!.Replace("\"name\":\"Ext__c\",\"label\":\"Ext\",\"type\":\"string\"", "\"name\":\"Ext__c\",\"label\":\"Ext\",\"type\":\"double\"", StringComparison.Ordinal)) : null,
        };
        await using var harness = new Harness(vendor, """{"objects":["Account"],"deny_fields":["Account.Ext__c"]}""");
        Assert.Contains("Only names", (await harness.RunAsync("search", """{"text":"4711"}""")).GetProperty("notice").GetString(), StringComparison.Ordinal);
        Assert.Equal("NAME", Some.Json(Assert.Single(vendor.Requests).Body).GetProperty("in").GetString());
    }

    [Fact]
    public async Task Updated_HiddenRecordsFirst_TakeNoPlaceFromVisibleOnes()
    {
        var ids = Enumerable.Range(0, 5).Select(static number => $"001SY000000000{number}YAA").Select(static id => SalesforceId.TryNormalise(id[..15], out var normal) ? normal : "").ToList();
        var vendor = new Vendor(sent => sent.Path.Contains("/updated/", StringComparison.Ordinal)
            ? Vendor.Json(200, $$"""{"ids":[{{string.Join(",", ids.Select(static id => $"\"{id}\""))}}],"latestDateCovered":"x"}""")
            : Vendor.Page([.. ids.Skip(2).Select(static id => Vendor.Record("Account", $"\"Id\":\"{id}\""))]));
        await using var harness = new Harness(vendor, Filtered, new ManualTime());
        var call = harness.Call("get_updated", """{"object":"Account","start":"2026-02-20T00:00:00Z"}""") with { MaxRows = 2 };
        var first = await harness.RunAsync(call);
        Assert.Equal(ids[2..4], first.GetProperty("ids").EnumerateArray().Select(static id => id.GetString()!));
        Assert.True(first.GetProperty("truncated").GetBoolean());
        var second = await harness.RunAsync(call with { Arguments = Some.Json($$"""{"object":"Account","start":"2026-02-20T00:00:00Z","continuation":"{{first.GetProperty("continuation").GetString()}}"}""") });
        Assert.Equal(ids[4..], second.GetProperty("ids").EnumerateArray().Select(static id => id.GetString()!));
        Assert.False(second.GetProperty("truncated").GetBoolean());
    }

    [Fact]
    public async Task SlipInAnotherObject_LeavesAnErrorAsItIs()
    {
        var vendor = new Vendor(sent => sent.Method == "POST" ? Vendor.Error(400, "FIELD_CUSTOM_VALIDATION_EXCEPTION", "Industry is too plain") : Vendor.Page());
        await using var harness = new Harness(vendor, """{"objects":["Account","Contact"],"deny_fields":["Contact.Birthdat"]}""");
        Assert.Equal(ConnectorFailure.Configuration, (await harness.FailAsync("describe_object", """{"object":"Contact"}""")).Failure);
        var failure = await harness.FailAsync("create_record", """{"object":"Account","fields":{"Name":"A"}}""");
        Assert.Equal(ConnectorFailure.Refused, failure.Failure);
        Assert.Contains("too plain", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FieldsAll_IsWrittenOutAsWhatTheRoleMaySee()
    {
        var vendor = new Vendor(_ => Vendor.Page());
        await using var harness = new Harness(vendor);
        await harness.RunAsync("query", """{"soql":"SELECT FIELDS(ALL) FROM Contact LIMIT 200"}""");
        var sent = Assert.Single(vendor.Requests).Soql;
        Assert.Contains("Email", sent);
        Assert.DoesNotContain("FIELDS", sent);
        Assert.DoesNotContain("Birthdate", sent);
    }

    [Fact]
    public async Task Scope_MissingOrWrong_AllowsNothing()
    {
        var vendor = new Vendor(_ => null);
        await using var harness = new Harness(vendor);
        var call = harness.Call("list_objects", "{}");
        Assert.NotNull((await harness.Connector.Guard!.CheckAsync(call with { Scope = null }, TestContext.Current.CancellationToken)).Rejection);
        Assert.NotNull((await harness.Connector.Guard!.CheckAsync(call with { Scope = Some.Json("""{"objects":"all"}""") }, TestContext.Current.CancellationToken)).Rejection);
        Assert.NotNull((await harness.Connector.Guard!.CheckAsync(call with { Scope = Some.Json("""{"objects":["Account"],"deny_fields":["Contact.X"]}""") }, TestContext.Current.CancellationToken)).Rejection);
        Assert.Empty(vendor.Logins);
    }
}
