using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Tests.Support;
using CodexMcp.Sandbox;
using CodexMcp.Sandbox.Faults;
using CodexMcp.Sandbox.Salesforce;

namespace CodexMcp.Connectors.Salesforce.Tests.Connector;

/// <summary>The connector against the simulated org, with the login that comes with it: what is written is there on the next read.</summary>
public sealed class SimulatorTests : IAsyncDisposable
{
    private const string Scope = """
        {"objects":["Account","Contact","Opportunity","Task","User"],"deny_fields":["Contact.Birthdate"],
         "stage_moves":{"Prospecting":["Qualification","Closed Lost"],"Qualification":["Prospecting","Closed Lost"]}}
        """;

    private static readonly TimeProvider Time = TimeProvider.System;
    private readonly SalesforceSimulator simulator = new(Time);
    private readonly Harness harness;

    public SimulatorTests()
    {
        var login = simulator.Credentials;
        harness = new Harness(new SimulatorHttpHandler(simulator), Scope, Time, settings: $$$"""
            {"login_url":"{{{SalesforceCredentials.LoginUrl}}}","auth":{"method":"jwt_bearer","client_id":"{{{login.ClientId}}}","username":"{{{login.Username}}}","private_key":{{{Vendor.Quote(login.PrivateKeyPem)}}}}}
            """);
    }

    public async ValueTask DisposeAsync()
    {
        await harness.DisposeAsync();
        await simulator.DisposeAsync();
    }

    [Fact]
    public async Task Reads_EveryTool_Answers()
    {
        var accounts = await RecordsAsync("SELECT Id, Name, (SELECT Id, Name FROM Contacts) FROM Account ORDER BY Name LIMIT 5");
        Assert.Equal(5, accounts.Count);
        var id = accounts[0].GetProperty("Id").GetString()!;
        var name = accounts[0].GetProperty("Name").GetString()!;
        Assert.Equal(name, (await harness.RunAsync("get_record", $$"""{"object":"Account","id":"{{id[..15]}}"}""")).GetProperty("record").GetProperty("Name").GetString());
        Assert.Single((await harness.RunAsync("get_records", $$"""{"object":"Account","ids":["{{id}}","001SY0000000001YAA"]}""")).GetProperty("missing").EnumerateArray());
        Assert.Contains((await harness.RunAsync("search", $$"""{"text":{{Vendor.Quote(name)}},"in":"name","objects":["Account"]}""")).GetProperty("records").EnumerateArray(), one => one.GetProperty("Id").GetString() == id);
        Assert.Equal(5, (await harness.RunAsync("list_objects", "{}")).GetProperty("objects").GetArrayLength());
        Assert.DoesNotContain("Birthdate", (await harness.RunAsync("describe_object", """{"object":"Contact"}""")).GetRawText());
        Assert.NotEmpty((await harness.RunAsync("describe_object", """{"object":"Account","view":"layout"}""")).GetProperty("fields").EnumerateArray());
        Assert.NotEmpty((await harness.RunAsync("get_limits", "{}")).GetProperty("limits").EnumerateArray());
        Assert.Equal(simulator.Credentials.Username, (await harness.RunAsync("get_user_info", "{}")).GetProperty("username").GetString());
        await harness.RunAsync("list_recent", "{}");
        Assert.True(((IVendorQuota)harness.Connector).Quota!.Used > 0);
        var total = (await harness.RunAsync("query", """{"soql":"SELECT COUNT() FROM Contact"}""")).GetProperty("total_size").GetInt32();
        Assert.Equal(total, (await RecordsAsync("SELECT Id FROM Contact LIMIT 10000", ",\"max_rows\":10000")).Count);
    }

    [Fact]
    public async Task Record_CreatedReadChangedDeleted()
    {
        const string Create = """{"object":"Account","fields":{"Name":"Zed \\ O'Hara","Segment__c":"Small"},"idempotency_key":"key-00000001"}""";
        var id = (await harness.RunAsync("create_record", Create)).GetProperty("id").GetString();
        var again = await harness.RunAsync("create_record", Create);
        Assert.Equal((id, false), (again.GetProperty("id").GetString(), again.GetProperty("created").GetBoolean()));
        var read = Assert.Single(await RecordsAsync("SELECT Id, LastModifiedDate FROM Account WHERE Name = :n", ",\"params\":{\"n\":\"Zed \\\\ O'Hara\"}"));
        var since = read.GetProperty("LastModifiedDate").GetString();
        await harness.RunAsync("update_record", $$$"""{"object":"Account","id":"{{{id}}}","fields":{"Description":"changed"},"if_unmodified_since":"{{{since}}}"}""");
        Assert.Equal("changed", (await harness.RunAsync("get_record", $$"""{"object":"Account","id":"{{id}}","fields":["Description"]}""")).GetProperty("record").GetProperty("Description").GetString());
        var early = await harness.FailAsync("update_record", $$$"""{"object":"Account","id":"{{{id}}}","fields":{"Description":"late"},"if_unmodified_since":"2020-01-01T00:00:00Z"}""");
        Assert.Contains("nothing was written", early.Message);
        Assert.NotNull(await ((IRecordReader)harness.Connector).ReadAsync(harness.Call("delete_record", $$"""{"object":"Account","id":"{{id}}"}"""), TestContext.Current.CancellationToken));
        await harness.RunAsync("delete_record", $$"""{"object":"Account","id":"{{id}}"}""");
        Assert.Equal(ConnectorFailure.Refused, (await harness.FailAsync("get_record", $$"""{"object":"Account","id":"{{id}}"}""")).Failure);
        var start = Time.GetUtcNow().AddHours(-1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        var end = Time.GetUtcNow().AddHours(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Contains(id!, (await harness.RunAsync("get_deleted", $$"""{"object":"Account","start":"{{start}}","end":"{{end}}"}""")).GetRawText());
        await harness.RunAsync("get_updated", $$"""{"object":"Account","start":"{{start}}","end":"{{end}}"}""");
    }

    [Fact]
    public async Task Upsert_Task_Note_Composite()
    {
        const string Upsert = """{"object":"Account","external_id_field":"External_Id__c","external_id":"a/b'c","fields":{"Name":"Upserted","Segment__c":"Small"}}""";
        var first = await harness.RunAsync("upsert_record", Upsert);
        var second = await harness.RunAsync("upsert_record", Upsert);
        Assert.Equal((first.GetProperty("id").GetString(), true, false), (second.GetProperty("id").GetString(), first.GetProperty("created").GetBoolean(), second.GetProperty("created").GetBoolean()));
        var account = first.GetProperty("id").GetString();
        await harness.RunAsync("create_task", $$"""{"subject":"Call them","what_id":"{{account}}","due_date":"2030-05-10"}""");
        await harness.RunAsync("log_note", $$"""{"title":"Called","body":"They said yes.","what_id":"{{account}}"}""");
        Assert.Equal(["Completed", "Not Started"], (await RecordsAsync($"SELECT Status FROM Task WHERE WhatId = '{account}' ORDER BY Status")).Select(static one => one.GetProperty("Status").GetString()));

        await harness.RunAsync("composite_write", $$$"""{"operations":[{"op":"create","object":"Contact","fields":{"LastName":"A","AccountId":"{{{account}}}"}},{"op":"create","object":"Contact","fields":{"LastName":"B","AccountId":"{{{account}}}"}}]}""");
        await harness.RunAsync("composite_write", """{"operations":[{"op":"create","object":"Account","ref":"acc","fields":{"Name":"Mixed","Segment__c":"Small"}},{"op":"create","object":"Contact","fields":{"LastName":"C","AccountId":"@{acc.id}"}}]}""");
        await harness.RunAsync("composite_write", """{"operations":[{"op":"create","object":"Account","fields":{"Name":"Tree","Segment__c":"Small"},"children":{"Contacts":[{"object":"Contact","fields":{"LastName":"D"}},{"object":"Contact","fields":{"LastName":"E"}}]}}]}""");
        Assert.Equal(2, (await RecordsAsync("SELECT Id FROM Contact WHERE Account.Name = 'Tree'")).Count);
        Assert.Single(await RecordsAsync("SELECT Id FROM Contact WHERE Account.Name = 'Mixed'"));
        var failure = await harness.FailAsync("composite_write", """{"operations":[{"op":"create","object":"Account","fields":{"Name":"Half","Segment__c":"Small"}},{"op":"create","object":"Account","fields":{"Name":"Half","Segment__c":"Nonsense"}}]}""");
        Assert.StartsWith("Nothing was written", failure.Message);
        Assert.Empty(await RecordsAsync("SELECT Id FROM Account WHERE Name = 'Half'"));
    }

    [Fact]
    public async Task Opportunity_MovesByTheRule()
    {
        var account = (await RecordsAsync("SELECT Id FROM Account LIMIT 1"))[0].GetProperty("Id").GetString();
        var stages = (await harness.RunAsync("describe_object", """{"object":"Opportunity","fields":["StageName"]}""")).GetProperty("fields")[0].GetProperty("values").EnumerateArray().Select(static one => one.GetString()).ToList();
        Assert.Contains("Prospecting", stages);
        Assert.Contains("Qualification", stages);
        var id = (await harness.RunAsync("create_record", $$$"""{"object":"Opportunity","fields":{"Name":"New","AccountId":"{{{account}}}","StageName":"Prospecting","CloseDate":"2030-01-01"}}""")).GetProperty("id").GetString();
        await harness.RunAsync("update_opportunity", $$"""{"opportunity_id":"{{id}}","stage":"Qualification","amount":12.5,"next_step":"call"}""");
        Assert.Equal("Qualification", (await RecordsAsync($"SELECT StageName FROM Opportunity WHERE Id = '{id}'"))[0].GetProperty("StageName").GetString());
        await harness.RefuseAsync("update_opportunity", $$"""{"opportunity_id":"{{id}}","stage":"Closed Won"}""");
    }

    [Fact]
    public async Task LostAnswer_IsFoundAgain_ExpiredSession_IsRenewed()
    {
        await harness.RunAsync("list_objects", "{}");
        await harness.RunAsync("describe_object", """{"object":"Account"}""");
        simulator.Activity.Fail(new WireFault(WireFaultKind.AnswerLost) { Only = static request => request.Method is "PATCH" });
        await harness.RunAsync("create_record", """{"object":"Account","fields":{"Name":"Lost once","Segment__c":"Small"}}""");
        Assert.Single(await RecordsAsync("SELECT Id FROM Account WHERE Name = 'Lost once'"));
        simulator.Activity.Fail(new WireFault(WireFaultKind.Unauthorized));
        await harness.RunAsync("get_limits", "{}");
        Assert.Equal(2, simulator.TokensIssued);
    }

    [Fact]
    public async Task Bulk_QueryInsertDelete()
    {
        var job = (await harness.RunAsync("bulk_query", """{"soql":"SELECT Name FROM Account ORDER BY Name"}""")).GetProperty("job").GetString();
        Assert.NotEmpty((await harness.RunAsync("bulk_results", $$"""{"job":"{{job}}"}""")).GetProperty("rows").EnumerateArray());
        var insert = await harness.RunAsync("bulk_ingest", """{"object":"Contact","operation":"insert","records":[{"LastName":"Bulk, \"one\""},{"LastName":"Bulk two","Email":"no mail"}]}""");
        Assert.Equal("JobComplete", insert.GetProperty("state").GetString());
        var good = await harness.RunAsync("bulk_results", $$"""{"job":"{{insert.GetProperty("job").GetString()}}","part":"successful"}""");
        var ids = (await RecordsAsync("SELECT Id FROM Contact WHERE LastName LIKE 'Bulk%'")).Select(static one => one.GetProperty("Id").GetString()).ToList();
        Assert.Equal(ids.Count, good.GetProperty("rows").GetArrayLength());
        Assert.NotEmpty(ids);
        await harness.RunAsync("bulk_delete", $$"""{"object":"Contact","ids":[{{string.Join(",", ids.Select(static id => $"\"{id}\""))}}]}""");
        Assert.Empty(await RecordsAsync("SELECT Id FROM Contact WHERE LastName LIKE 'Bulk%'"));
    }

    private async Task<List<JsonElement>> RecordsAsync(string soql, string more = "") =>
        [.. (await harness.RunAsync("query", $$"""{"soql":{{Vendor.Quote(soql)}}{{more}}}""")).GetProperty("records").EnumerateArray()];
}
