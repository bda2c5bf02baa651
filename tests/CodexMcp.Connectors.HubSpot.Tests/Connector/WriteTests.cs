using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HubSpot.Tests.Support;

namespace CodexMcp.Connectors.HubSpot.Tests.Connector;

public sealed class WriteTests
{
    private const string Created = """{"id":"900","properties":{"email":"a@b.example","firstname":"A","phone":"+1 555 0100"},"createdAt":"2026-03-02T12:00:00Z","updatedAt":"2026-03-02T12:00:00Z","archived":false}""";

    [Fact]
    public async Task Create_WithoutKey_IsMarkedWithItsCall()
    {
        var stub = Stub.Always(201, Created);
        await using var harness = new Harness(stub);
        var call = harness.Call("create_contact", """{"properties":{"email":"a@b.example","firstname":"A"}}""");

        var result = await harness.RunAsync(call);

        Assert.Equal("""{"status":"created","record":{"id":"900","email":"a@b.example","firstname":"A"}}""", result.Structured.GetRawText());
        Assert.Equal(("POST", "/crm/v3/objects/contacts"), (stub.Requests[0].Method, stub.Requests[0].Path));
        Assert.Equal($$$"""{"properties":{"email":"a@b.example","firstname":"A","codexmcp_key":"call-{{{call.CallId}}}"}}""", stub.Requests[0].Body);
    }

    [Fact]
    public async Task Create_RepeatOfAKey_NeverOverwritesAndGivesTheRecordAsItIs()
    {
        // Somebody has changed the record since: a repeat finds it by its marker, and writes nothing.
        string? marker = null;
        var stub = new Stub(request =>
        {
            if (request.Method == "GET")
            {
                Assert.Equal($"/crm/v3/objects/contacts/{marker}?properties=email%2Cfirstname&idProperty=codexmcp_key", request.Path);
                return Stub.Json(200, """{"id":"900","properties":{"email":"a@b.example","firstname":"Changed"}}""");
            }

            var given = JsonDocument.Parse(request.Body).RootElement.GetProperty("properties").GetProperty("codexmcp_key").GetString();
            if (marker == given)
            {
                return Stub.Json(409, """{"status":"error","category":"CONFLICT","message":"Contact already exists. Existing ID: 900"}""");
            }

            marker = given;
            return Stub.Json(201, """{"id":"900","properties":{"email":"a@b.example","firstname":"A"}}""");
        });
        await using var harness = new Harness(stub);
        var call = harness.Call("create_contact", """{"properties":{"email":"a@b.example","firstname":"A"},"idempotency_key":"k1"}""");

        var first = await harness.RunAsync(call);
        var again = await harness.RunAsync(call with { CallId = Guid.CreateVersion7().ToString("N") });
        var stranger = await harness.RunAsync(call with { Principal = "local:bob" });

        Assert.Equal(["created", "existed", "created"], new[] { first, again, stranger }.Select(static one => one.Structured.GetProperty("status").GetString()));
        Assert.Equal("Changed", again.Structured.GetProperty("record").GetProperty("firstname").GetString());
        Assert.All(stub.Requests.Where(static request => request.Method == "POST"), static request => Assert.Equal("/crm/v3/objects/contacts", request.Path));
    }

    [Fact]
    public async Task Create_RefusedForAnotherRecord_StaysRefused()
    {
        var stub = new Stub(static request => request.Method == "GET" ? Stub.Json(404, """{"status":"error","category":"OBJECT_NOT_FOUND"}""")
            : Stub.Json(409, """{"status":"error","category":"CONFLICT","message":"Contact already exists. Existing ID: 77"}"""));
        await using var harness = new Harness(stub);

        var failure = await harness.FailAsync("create_contact", """{"properties":{"email":"a@b.example"},"idempotency_key":"k1"}""");

        Assert.Contains("its id is 77", failure.Message);
    }

    [Fact]
    public async Task BatchCreate_WithLabels_ReadsTheAccountsKindsOnce()
    {
        var stub = new Stub(static request => request.Method == "GET" ? Stub.Json(200, """{"results":[{"category":"USER_DEFINED","typeId":36,"label":"Buyer"}]}""")
            : Stub.Json(201, """{"status":"COMPLETE","results":[{"id":"1","objectWriteTraceId":"input-0"},{"id":"2","objectWriteTraceId":"input-1"}]}"""));
        await using var harness = new Harness(stub);
        const string Input = """{"properties":{"dealname":"d"},"associations":[{"to_object":"contacts","to_id":"512","label":"Buyer"},{"to_object":"contacts","to_id":"513","label":"buyer"}]}""";

        await harness.RunAsync("batch_create", $$"""{"object":"deals","inputs":[{{Input}},{{Input}}]}""");

        Assert.Equal(1, stub.Requests.Count(static request => request.Method == "GET"));
    }

    [Fact]
    public async Task Create_WhereTheAccountHasNoMarker_WritesNone()
    {
        var stub = Stub.Always(201, """{"id":"1","properties":{"dealname":"d"}}""");
        await using var harness = new Harness(stub);

        await harness.RunAsync("create_deal", """{"properties":{"dealname":"d","amount":12000},"associations":[{"to_object":"contacts","to_id":"512"}],"idempotency_key":"k"}""");

        Assert.Equal("""{"properties":{"dealname":"d","amount":"12000"},"associations":[{"to":{"id":"512"},"types":[{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":3}]}]}""", stub.Requests[0].Body);
    }

    [Fact]
    public async Task Note_AndTask_SetTheirProperties()
    {
        var stub = Stub.Always(201, """{"id":"1","properties":{}}""");
        var time = new ManualTime();
        await using var harness = new Harness(stub, time);

        await harness.RunAsync("create_note", """{"body":"<b>Hi</b>","associations":[{"to_object":"companies","to_id":"7"}]}""");
        await harness.RunAsync("create_task", """{"subject":"Call","due":"2026-03-09T09:00:00Z","priority":"HIGH","owner_id":"3"}""");

        Assert.Equal("""{"properties":{"hs_note_body":"<b>Hi</b>","hs_timestamp":"2026-03-02T12:00:00.000Z"},"associations":[{"to":{"id":"7"},"types":[{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":190}]}]}""",
            Unescaped(stub.Requests[0].Body));
        Assert.Equal("""{"properties":{"hs_task_subject":"Call","hs_timestamp":"2026-03-09T09:00:00Z","hs_task_priority":"HIGH","hubspot_owner_id":"3"}}""", stub.Requests[1].Body);
    }

    [Fact]
    public async Task Update_ClearsWithNull_AndAnswersOnlyWhatTheRoleMaySee()
    {
        var stub = Stub.Always(200, Created);
        await using var harness = new Harness(stub);

        var result = await harness.RunAsync("update_contact", """{"id":"900","properties":{"firstname":"A","jobtitle":null}}""");

        Assert.Equal(("PATCH", "/crm/v3/objects/contacts/900", """{"properties":{"firstname":"A","jobtitle":""}}"""), (stub.Requests[0].Method, stub.Requests[0].Path, stub.Requests[0].Body));
        Assert.Equal("""{"status":"updated","record":{"id":"900","firstname":"A"}}""", result.Structured.GetRawText());
    }

    [Fact]
    public async Task Update_ForTheApprover_ShowsTheRecordAsItIs()
    {
        var stub = Stub.Always(200, """{"id":"900","properties":{"firstname":"Old","jobtitle":null,"phone":"+1 555 0100"}}""");
        await using var harness = new Harness(stub);

        var change = await ((IRecordReader)harness.Connector).ReadAsync(harness.Call("update_contact", """{"id":"900","properties":{"firstname":"New","jobtitle":null}}"""), TestContext.Current.CancellationToken);

        Assert.Equal("HubSpot contact 900", change!.Record);
        Assert.Equal("""{"firstname":"Old","jobtitle":null}""", change.Current.GetRawText());
        Assert.Equal("""{"firstname":"New","jobtitle":null}""", change.Proposed.GetRawText());
        Assert.Equal("GET", Assert.Single(stub.Requests).Method);
    }

    [Fact]
    public async Task Batch_PartOfItFails_EachIsReportedByItself()
    {
        var stub = Stub.Always(207, """
            {"status":"COMPLETE","results":[{"id":"1","properties":{},"objectWriteTraceId":"input-0"}],"numErrors":7,
             "errors":[{"status":"error","category":"VALIDATION_ERROR","message":"phone +1 555 0100 is bad","context":{"objectWriteTraceId":["input-2"]},"errors":[{"message":"m","code":"INVALID_EMAIL","in":"email"}]}]}
            """);
        await using var harness = new Harness(stub);

        var result = (await harness.RunAsync("batch_create", """{"object":"contacts","inputs":[{"properties":{"email":"a@b.example"}},{"properties":{"email":"b@b.example"}},{"properties":{"email":"bad"}}]}""")).Structured;

        Assert.Equal("partial", result.GetProperty("status").GetString());
        Assert.Equal("""[{"index":0,"id":"1"}]""", result.GetProperty("records").GetRawText());
        Assert.Equal("""[{"indexes":[2],"code":"VALIDATION_ERROR","message":"HubSpot refused it because of email (INVALID_EMAIL)."}]""", result.GetProperty("errors").GetRawText());
        Assert.Contains("says nothing of 1 of the 3", result.GetProperty("notice").GetString());
    }

    [Fact]
    public async Task Batch_ReadUpsertArchive_AreSentAsHubSpotTakesThem()
    {
        var stub = new Stub(static request => request.Path.EndsWith("archive", StringComparison.Ordinal) ? Stub.Empty(204)
            : Stub.Json(200, """{"status":"COMPLETE","results":[{"id":"1","properties":{"email":"a@b.example"},"new":true,"objectWriteTraceId":"input-0"}]}"""));
        await using var harness = new Harness(stub);

        var read = (await harness.RunAsync("batch_read", """{"object":"contacts","ids":["1","2"],"properties":["email"]}""")).Structured;
        var upsert = (await harness.RunAsync("batch_upsert", """{"object":"contacts","id_property":"email","inputs":[{"id":"a@b.example","properties":{"firstname":"A"}}]}""")).Structured;
        var archive = (await harness.RunAsync("batch_archive", """{"object":"contacts","ids":["1"]}""")).Structured;

        Assert.Contains("1 of 2", read.GetProperty("notice").GetString());
        Assert.Equal("""{"inputs":[{"id":"a@b.example","idProperty":"email","properties":{"firstname":"A"},"objectWriteTraceId":"input-0"}]}""", stub.Requests[1].Body);
        Assert.Equal("""{"records":[{"index":0,"id":"1","created":true}],"status":"complete"}""", upsert.GetRawText());
        Assert.Equal("""{"status":"archived","count":1}""", archive.GetRawText());
    }

    [Fact]
    public async Task Batch_OfMoreThanHubSpotTakes_IsRefusedWhole()
    {
        var stub = Stub.Always(200, "{}");
        await using var harness = new Harness(stub);

        var failure = await harness.FailAsync("batch_archive", $$"""{"object":"contacts","ids":[{{string.Join(',', Enumerable.Range(0, 101).Select(static id => $"\"{id}\""))}}]}""");

        Assert.Contains("1 to 100 records, not 101", failure.Message);
        Assert.Empty(stub.Requests);
    }

    private static string Unescaped(string json) => json.Replace("\\u003C", "<", StringComparison.Ordinal).Replace("\\u003E", ">", StringComparison.Ordinal);
}
