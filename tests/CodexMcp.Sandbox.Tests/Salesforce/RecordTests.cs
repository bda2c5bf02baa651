using System.Net;
using System.Text;
using System.Text.Json;
using CodexMcp.Sandbox.Salesforce;
using CodexMcp.Sandbox.Tests.Support;

namespace CodexMcp.Sandbox.Tests.Salesforce;

/// <summary>What is written is there on the next read, and what may not be written is refused.</summary>
public sealed class RecordTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private SalesforceSimulator _org = null!;
    private RestClient _client = null!;

    public ValueTask InitializeAsync()
    {
        _org = new SalesforceSimulator(_time);
        _client = RestClient.InProcess(_org);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _org.DisposeAsync();
    }

    private async Task<string> Id(string soql) => (await _client.QueryAsync(soql)).Json.GetProperty("records")[0].GetProperty("Id").GetString()!;

    private Task<string> Deal(string number) => Id($"SELECT Id FROM Opportunity WHERE External_Id__c = 'OPP-{number}'");

    [Fact]
    public async Task Record_CreatedChangedDeleted_ShowsIt()
    {
        var id = await _client.CreateAsync("Account", """{"Name":"Made Sample","NumberOfEmployees":12,"Technologies__c":"dbt;Kafka","Customer_Since__c":"2026-01-02"}""");
        Assert.Equal(18, id.Length);
        Assert.Equal("Made Sample|12|Integration User", await _client.TextAsync($"SELECT Name, NumberOfEmployees, Owner.Name FROM Account WHERE Technologies__c INCLUDES ('Kafka') AND Id = '{id[..15]}'"));
        _time.Advance(TimeSpan.FromMinutes(5));

        var changed = await _client.PatchAsync($"/sobjects/Account/{id}", """{"NumberOfEmployees":null,"Name":"Changed Sample"}""");

        Assert.Equal((HttpStatusCode.NoContent, ""), (changed.Status, changed.Text));
        var record = await _client.GetAsync($"/sobjects/account/{id[..15]}?fields=Name,NumberOfEmployees,CreatedDate,LastModifiedDate,Owner.Alias");
        Assert.Equal("Changed Sample", record.Text1("Name"));
        Assert.Equal(JsonValueKind.Null, record.Json.GetProperty("NumberOfEmployees").ValueKind);
        Assert.Equal("2026-03-18T09:30:00.000+0000", record.Text1("CreatedDate"));
        Assert.Equal("2026-03-18T09:35:00.000+0000", record.Text1("LastModifiedDate"));
        Assert.Equal("integ", record.Json.GetProperty("Owner").GetProperty("Alias").GetString());

        Assert.Equal(HttpStatusCode.NoContent, (await _client.DeleteAsync($"/sobjects/Account/{id}")).Status);
        var again = await _client.DeleteAsync($"/sobjects/Account/{id}");
        Assert.Equal((HttpStatusCode.NotFound, "ENTITY_IS_DELETED"), (again.Status, again.Code));
        Assert.Equal("ENTITY_IS_DELETED", (await _client.PatchAsync($"/sobjects/Account/{id}", "{}")).Code);
        Assert.Equal("NOT_FOUND", (await _client.GetAsync($"/sobjects/Account/{id}")).Code);
        Assert.Equal("", await _client.TextAsync($"SELECT Id FROM Account WHERE Id = '{id}'"));
        var all = await _client.GetAsync($"/queryAll?q={Uri.EscapeDataString($"SELECT IsDeleted FROM Account WHERE Id = '{id}'")}");
        Assert.True(all.Json.GetProperty("records")[0].GetProperty("IsDeleted").GetBoolean());
    }

    [Theory]
    [InlineData("Account", "{}", "REQUIRED_FIELD_MISSING", "Name")]
    [InlineData("Contact", """{"FirstName":"A","Nope":1}""", "INVALID_FIELD", "No such column 'Nope' on sobject of type Contact")]
    [InlineData("Account", """{"Name":"x","CreatedDate":"2026-01-01T00:00:00Z"}""", "INVALID_FIELD_FOR_INSERT_UPDATE", "CreatedDate")]
    [InlineData("Account", """{"Name":"x","Id":"0015g0000000001AAA"}""", "INVALID_FIELD_FOR_INSERT_UPDATE", "Id")]
    [InlineData("Account", """{"Name":"x","NumberOfEmployees":"many"}""", "JSON_PARSER_ERROR", "int")]
    [InlineData("Account", """{"Name":"x","NumberOfEmployees":1.5}""", "JSON_PARSER_ERROR", "int")]
    [InlineData("Account", """{"Name":"x","AnnualRevenue":1e300}""", "NUMBER_OUTSIDE_VALID_RANGE", "Annual Revenue")]
    [InlineData("Account", """{"Name":{"a":1}}""", "JSON_PARSER_ERROR", "OBJECT")]
    [InlineData("Account", """{"Name":"x","Segment__c":"Huge"}""", "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "bad value for restricted picklist field: Huge")]
    [InlineData("Account", """{"Name":"x","ParentId":"0035g0000000001AAA"}""", "MALFORMED_ID", "id value of incorrect type")]
    [InlineData("Account", """{"Name":"x","ParentId":"nonsense"}""", "MALFORMED_ID", "nonsense")]
    [InlineData("Account", """{"Name":"x","ParentId":"0015g00000zzzzz"}""", "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id")]
    [InlineData("Account", """{"Name":"x","External_Id__c":"ACC-0001"}""", "DUPLICATE_VALUE", "duplicate value found: External_Id__c duplicates value on record with id: 0015g0000000001AAA")]
    [InlineData("Contact", """{"LastName":"x","Email":"no mail"}""", "INVALID_EMAIL_ADDRESS", "invalid email address: no mail")]
    [InlineData("Contact", """{"LastName":"x","Birthdate":"yesterday"}""", "JSON_PARSER_ERROR", "date")]
    [InlineData("Opportunity", """{"Name":"x","StageName":"Nearly","CloseDate":"2026-05-01"}""", "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "Stage")]
    [InlineData("OpportunityHistory", "{}", "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "Opportunity History")]
    [InlineData("Event", """{"Subject":"x","StartDateTime":"9999-12-31T23:30:00Z","DurationInMinutes":60}""", "FIELD_INTEGRITY_EXCEPTION", "End Date Time")]
    [InlineData("Event", """{"Subject":"x","StartDateTime":"2026-03-20T10:00:00Z","EndDateTime":"2026-03-20T09:00:00Z"}""", "FIELD_INTEGRITY_EXCEPTION", "End Date Time")]
    [InlineData("Account", "[1", "JSON_PARSER_ERROR", "line:1")]
    [InlineData("Account", "[]", "JSON_PARSER_ERROR", "JSON object")]
    public async Task Create_Wrong_SaysWhatAndWritesNothing(string type, string body, string code, string message)
    {
        var before = await _client.TextAsync("SELECT COUNT(Id) FROM Account");

        var reply = await _client.PostAsync($"/sobjects/{type}", body);

        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Equal(code, reply.Code);
        Assert.Contains(message, reply.Message);
        Assert.Equal(before, await _client.TextAsync("SELECT COUNT(Id) FROM Account"));
    }

    [Fact]
    public async Task Create_WithSeveralFaults_TellsAll()
    {
        var reply = await _client.PostAsync("/sobjects/Account", $$"""{"Name":"{{new string('x', 256)}}","Segment__c":"Huge"}""");

        Assert.Equal(["STRING_TOO_LONG", "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"], reply.Json.EnumerateArray().Select(e => e.GetProperty("errorCode").GetString()));
        Assert.Equal("Name", reply.Json[0].GetProperty("fields")[0].GetString());
    }

    [Theory]
    [InlineData("/sobjects/Nope", "NOT_FOUND")]
    [InlineData("/sobjects/Account/0015g00000zzzzz", "NOT_FOUND")]
    [InlineData("/sobjects/Account/nonsense", "NOT_FOUND")]
    [InlineData("/sobjects/Contact/0015g0000000001AAA", "NOT_FOUND")]
    [InlineData("/sobjects/Account/0015g0000000001AAB", "NOT_FOUND")]
    [InlineData("/sobjects/Account/External_Id__c/none", "NOT_FOUND")]
    [InlineData("/nothing", "NOT_FOUND")]
    public async Task Get_OfNothing_Is404(string path, string code)
    {
        var reply = await _client.GetAsync(path);

        Assert.Equal((HttpStatusCode.NotFound, code), (reply.Status, reply.Code));
    }

    [Fact]
    public async Task Upsert_ByExternalId_CreatesThenChanges()
    {
        var first = await _client.PatchAsync("/sobjects/Task/CodexMcp_Key__c/call%201", """{"Subject":"Call back","WhatId":"0015g0000000001AAA"}""");
        var second = await _client.PatchAsync("/sobjects/Task/CodexMcp_Key__c/call%201", """{"Status":"Completed"}""");

        Assert.Equal((HttpStatusCode.Created, true), (first.Status, first.Json.GetProperty("created").GetBoolean()));
        Assert.Equal((HttpStatusCode.OK, false), (second.Status, second.Json.GetProperty("created").GetBoolean()));
        Assert.Equal(first.Text1("id"), second.Text1("id"));
        Assert.Equal("Call back|true|2026-03-18T09:30:00.000+0000|Alder Sample Logistics", (await _client.TextAsync("SELECT Subject, IsClosed, CompletedDateTime, Account.Name FROM Task WHERE CodexMcp_Key__c = 'call 1'")).Replace("True", "true", StringComparison.Ordinal));
        Assert.Equal("INVALID_FIELD", (await _client.PatchAsync("/sobjects/Task/CodexMcp_Key__c/call%201", """{"CodexMcp_Key__c":"other"}""")).Code);
    }

    [Fact]
    public async Task ExternalId_OfSeveral_Is300()
    {
        await _client.CreateAsync("Account", """{"Name":"One","Domain__c":"twice.example"}""");
        await _client.CreateAsync("Account", """{"Name":"Two","Domain__c":"twice.example"}""");

        Assert.Equal(2, (await _client.GetAsync("/sobjects/Account/Domain__c/twice.example")).Json.GetArrayLength());
        var reply = await _client.PatchAsync("/sobjects/Account/Domain__c/twice.example", """{"Name":"x"}""");
        Assert.Equal(HttpStatusCode.MultipleChoices, reply.Status);
        Assert.All(reply.Json.EnumerateArray(), url => Assert.StartsWith("/services/data/v66.0/sobjects/Account/001", url.GetString()));
        Assert.Equal("2", await _client.TextAsync("SELECT COUNT(Id) FROM Account WHERE Name IN ('One', 'Two')"));
    }

    [Fact]
    public async Task Reference_ByExternalId_IsFound()
    {
        var id = await _client.CreateAsync("Contact", """{"LastName":"Linked","Account":{"External_Id__c":"ACC-0007"}}""");

        Assert.Equal("Brightwater Sample Retail", await _client.TextAsync($"SELECT Account.Name FROM Contact WHERE Id = '{id}'"));
    }

    [Fact]
    public async Task Conditions_OnDates_HoldForEveryObject()
    {
        var id = await Deal("0037");
        var modified = (await _client.GetAsync($"/sobjects/Opportunity/{id}")).Headers["Last-Modified"];
        Assert.Equal(HttpStatusCode.NotModified, (await _client.GetAsync($"/sobjects/Opportunity/{id}", ("If-Modified-Since", modified))).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await _client.PatchAsync($"/sobjects/Opportunity/{id}", """{"NextStep":"mine"}""", ("If-Unmodified-Since", modified))).Status);

        var late = await _client.PatchAsync($"/sobjects/Opportunity/{id}", """{"NextStep":"theirs"}""", ("If-Unmodified-Since", modified));

        Assert.Equal(HttpStatusCode.PreconditionFailed, late.Status);
        Assert.Equal("mine", await _client.TextAsync($"SELECT NextStep FROM Opportunity WHERE Id = '{id}'"));
        Assert.Equal(HttpStatusCode.BadRequest, (await _client.PatchAsync($"/sobjects/Opportunity/{id}", "{}", ("If-Unmodified-Since", "yesterday"))).Status);
    }

    [Fact]
    public async Task Conditions_OnTags_HoldForAccount()
    {
        const string path = "/sobjects/Account/0015g0000000001AAA";
        var tag = (await _client.GetAsync(path)).Headers["ETag"];
        Assert.Equal(HttpStatusCode.NotModified, (await _client.GetAsync(path, ("If-None-Match", tag))).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await _client.PatchAsync(path, """{"Rating":"Hot"}""", ("If-Match", tag))).Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await _client.PatchAsync(path, """{"Rating":"Cold"}""", ("If-Match", tag))).Status);
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync(path, ("If-None-Match", tag))).Status);
    }

    [Fact]
    public async Task Opportunity_Moved_FollowsItsStage()
    {
        var id = await Deal("0037");
        var before = await _client.TextAsync($"SELECT COUNT(Id) FROM OpportunityHistory WHERE OpportunityId = '{id}'");

        await _client.PatchAsync($"/sobjects/Opportunity/{id}", """{"StageName":"closed won","Amount":1000}""");

        Assert.Equal("Closed Won|100.0|1000.0|True|True|Closed", await _client.TextAsync($"SELECT StageName, Probability, ExpectedRevenue, IsClosed, IsWon, ForecastCategoryName FROM Opportunity WHERE Id = '{id}'"));
        Assert.Equal((int.Parse(before) + 1).ToString(), await _client.TextAsync($"SELECT COUNT(Id) FROM OpportunityHistory WHERE OpportunityId = '{id}'"));
        Assert.Equal("Closed Won|1000.0", await _client.TextAsync($"SELECT StageName, Amount FROM OpportunityHistory WHERE OpportunityId = '{id}' ORDER BY CreatedDate DESC LIMIT 1"));
        await _client.PatchAsync($"/sobjects/Opportunity/{id}", """{"NextStep":"nothing that is kept in the history"}""");
        Assert.Equal((int.Parse(before) + 1).ToString(), await _client.TextAsync($"SELECT COUNT(Id) FROM OpportunityHistory WHERE OpportunityId = '{id}'"));
    }

    [Fact]
    public async Task Products_OnAnOpportunity_MakeItsAmount()
    {
        var id = await _client.CreateAsync("Opportunity", """{"Name":"New","StageName":"Prospecting","CloseDate":"2026-06-30","AccountId":"0015g0000000001AAA"}""");
        var entry = await Id("SELECT Id FROM PricebookEntry WHERE ProductCode = 'ADD-API'");

        await _client.CreateAsync("OpportunityLineItem", $$"""{"OpportunityId":"{{id}}","PricebookEntryId":"{{entry}}","Quantity":2,"UnitPrice":6000}""");

        Assert.Equal("12000.0|True|[Lumen API Pack|12000.0]", await _client.TextAsync($"SELECT Amount, HasOpportunityLineItem, (SELECT Name, TotalPrice FROM OpportunityLineItems) FROM Opportunity WHERE Id = '{id}'"));
    }

    [Fact]
    public async Task Delete_OfAParent_TakesItsOwnWithIt()
    {
        await _client.DeleteAsync("/sobjects/Account/0015g0000000001AAA");

        Assert.Equal("0", await _client.TextAsync("SELECT COUNT(Id) FROM Contact WHERE AccountId = '0015g0000000001AAA'"));
        Assert.Equal("0", await _client.TextAsync("SELECT COUNT(Id) FROM Usage__c WHERE Account__c = '0015g0000000001AAA'"));
        var gone = await _client.GetAsync("/sobjects/Contact/deleted?start=2026-03-18T00:00:00%2B00:00&end=2026-03-18T10:00:00%2B00:00");
        Assert.Equal(3, gone.Json.GetProperty("deletedRecords").GetArrayLength());
    }

    [Fact]
    public async Task Updated_TellsWhatChanged()
    {
        _time.Advance(TimeSpan.FromHours(1));
        await _client.PatchAsync("/sobjects/Account/0015g0000000001AAA", """{"Rating":"Hot"}""");

        var reply = await _client.GetAsync("/sobjects/Account/updated?start=2026-03-18T10:00:00Z&end=2026-03-18T11:00:00Z");

        Assert.Equal("0015g0000000001AAA", Assert.Single(reply.Json.GetProperty("ids").EnumerateArray()).GetString());
        Assert.Equal("INVALID_REPLICATION_DATE", (await _client.GetAsync("/sobjects/Account/updated?start=2025-03-18T10:00:00Z&end=2026-03-18T11:00:00Z")).Code);
    }

    [Fact]
    public async Task Files_ComeBackAsTheyWere()
    {
        var bytes = Convert.ToBase64String("plain words"u8);
        var version = await _client.CreateAsync("ContentVersion", $$"""{"PathOnClient":"plan.txt","VersionData":"{{bytes}}","FirstPublishLocationId":"0015g0000000001AAA"}""");
        Assert.Equal("plain words", (await _client.GetAsync($"/sobjects/ContentVersion/{version}/VersionData")).Text);
        Assert.Equal("plan|txt|11", await _client.TextAsync($"SELECT Title, FileExtension, ContentSize FROM ContentDocument WHERE LatestPublishedVersionId = '{version}'"));
        Assert.Equal("1", await _client.TextAsync("SELECT COUNT(Id) FROM ContentDocumentLink WHERE LinkedEntityId = '0015g0000000001AAA' AND ShareType = 'V' AND ContentDocument.Name = 'plan'"));
        var attachment = await _client.CreateAsync("Attachment", $$"""{"ParentId":"0015g0000000001AAA","Name":"a.txt","ContentType":"text/plain","Body":"{{bytes}}"}""");
        var body = await _client.GetAsync($"/sobjects/Attachment/{attachment}/Body");
        Assert.Equal(("plain words", "text/plain"), (body.Text, body.Headers["Content-Type"]));
        Assert.EndsWith($"/sobjects/Attachment/{attachment}/Body", await _client.TextAsync($"SELECT Body FROM Attachment WHERE Id = '{attachment}'"));

        var note = await _client.CreateAsync("ContentNote", $$"""{"Title":"Note","Content":"{{Convert.ToBase64String("<p>They said yes</p>"u8)}}"}""");
        await _client.CreateAsync("ContentDocumentLink", $$"""{"ContentDocumentId":"{{note}}","LinkedEntityId":"0015g0000000001AAA","ShareType":"V"}""");
        Assert.Equal("They said yes", await _client.TextAsync($"SELECT TextPreview FROM ContentNote WHERE Id = '{note}'"));
        Assert.Equal("<p>They said yes</p>", (await _client.GetAsync($"/sobjects/ContentNote/{note}/Content")).Text);
    }

    [Fact]
    public async Task Files_SentInParts_Arrive()
    {
        using var parts = new MultipartFormDataContent("edge")
        {
            { new StringContent("""{"PathOnClient":"big.bin"}""", Encoding.UTF8, "application/json"), "entity_content" },
            { new ByteArrayContent([1, 2, 3, 13, 10, 45, 45]), "VersionData", "big.bin" },
        };
        using var response = await _client.Http.PostAsync(RestClient.Root + "/sobjects/ContentVersion", parts, TestContext.Current.CancellationToken);
        var reply = await Reply.ReadAsync(response);

        var bytes = await _client.Http.GetByteArrayAsync($"{RestClient.Root}/sobjects/ContentVersion/{reply.Text1("id")}/VersionData", TestContext.Current.CancellationToken);

        Assert.Equal([1, 2, 3, 13, 10, 45, 45], bytes);
    }

    [Fact]
    public async Task Describe_TellsFieldsValuesAndChildren()
    {
        var all = await _client.GetAsync("/sobjects");
        Assert.Contains(all.Json.GetProperty("sobjects").EnumerateArray(), o => o.GetProperty("name").GetString() == "Renewal__c" && o.GetProperty("custom").GetBoolean() && o.GetProperty("keyPrefix").GetString() == "a01");
        var one = (await _client.GetAsync("/sobjects/Opportunity/describe")).Json;
        var stage = one.GetProperty("fields").EnumerateArray().Single(f => f.GetProperty("name").GetString() == "StageName");
        Assert.Equal(10, stage.GetProperty("picklistValues").GetArrayLength());
        Assert.True(stage.GetProperty("restrictedPicklist").GetBoolean() && stage.GetProperty("updateable").GetBoolean());
        var what = (await _client.GetAsync("/sobjects/Task/describe")).Json.GetProperty("fields").EnumerateArray().Single(f => f.GetProperty("name").GetString() == "WhatId");
        Assert.Contains("Opportunity", what.GetProperty("referenceTo").EnumerateArray().Select(r => r.GetString()));
        Assert.Equal(("What", true), (what.GetProperty("relationshipName").GetString(), what.GetProperty("polymorphicForeignKey").GetBoolean()));
        Assert.Contains(one.GetProperty("childRelationships").EnumerateArray(), c => c.GetProperty("relationshipName").GetString() == "OpportunityHistories" && c.GetProperty("childSObject").GetString() == "OpportunityHistory");
        Assert.Equal(HttpStatusCode.NotModified, (await _client.GetAsync("/sobjects/Account/describe", ("If-Modified-Since", "Wed, 18 Mar 2026 09:30:00 GMT"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync("/sobjects/Account/describe/layouts")).Status);
    }

    [Fact]
    public async Task EveryObject_DescribesAndReadsItself()
    {
        foreach (var item in (await _client.GetAsync("/sobjects")).Json.GetProperty("sobjects").EnumerateArray())
        {
            var name = item.GetProperty("name").GetString()!;
            var described = (await _client.GetAsync($"/sobjects/{name}/describe")).Json.GetProperty("fields").EnumerateArray().Select(f => f.GetProperty("name").GetString()!).ToArray();
            var rows = await _client.QueryAsync($"SELECT FIELDS(ALL) FROM {name} LIMIT 5");
            Assert.True(rows.Status == HttpStatusCode.OK, name + rows.Text);
            foreach (var row in rows.Json.GetProperty("records").EnumerateArray())
            {
                Assert.Equal(described, row.EnumerateObject().Skip(1).Select(m => m.Name));
                var whole = await _client.GetAsync($"/sobjects/{name}/{row.GetProperty("Id").GetString()}");
                Assert.Equal(row.GetRawText(), whole.Json.GetRawText());
            }
        }
    }

    [Fact]
    public async Task Recent_AndLimits_TellWhatWasUsed()
    {
        await _client.GetAsync("/sobjects/Account/0015g0000000001AAA");
        Assert.Equal("Alder Sample Logistics", (await _client.GetAsync("/recent?limit=1")).Json[0].GetProperty("Name").GetString());
        Assert.Equal("0015g0000000001AAA", (await _client.GetAsync("/sobjects/Account")).Json.GetProperty("recentItems")[0].GetProperty("Id").GetString());
        var limits = (await _client.GetAsync("/limits")).Json.GetProperty("DailyApiRequests");
        Assert.Equal(100_000 - 4, limits.GetProperty("Remaining").GetInt32());
    }

    [Fact]
    public async Task Search_FindsByWords()
    {
        var found = await _client.PostAsync("/parameterizedSearch", """{"q":"brightwater","sobjects":[{"name":"Account","fields":["Id","Name"],"limit":5},{"name":"Contact","fields":["Email"]}]}""");
        Assert.Equal(["Account", "Contact", "Contact", "Contact"], found.Json.GetProperty("searchRecords").EnumerateArray().Select(r => r.GetProperty("attributes").GetProperty("type").GetString()));
        Assert.Equal(1, (await _client.GetAsync("/parameterizedSearch?q=Brightwater&sobject=Account&in=NAME&Account.fields=Name")).Json.GetProperty("searchRecords").GetArrayLength());
        var sosl = Uri.EscapeDataString("FIND {Kestrel Mot*} IN NAME FIELDS RETURNING Account(Name WHERE Seats__c > 0 LIMIT 3), Opportunity(Name) LIMIT 10");
        Assert.Equal("Kestrel Sample Motors", (await _client.GetAsync($"/search?q={sosl}")).Json.GetProperty("searchRecords")[0].GetProperty("Name").GetString());
        Assert.Empty((await _client.GetAsync("/parameterizedSearch?q=%25%25&sobject=Account")).Json.GetProperty("searchRecords").EnumerateArray());
        foreach (var bad in (string[])["/parameterizedSearch?q=a", "/search?q=FIND", "/search?q=FIND%20%7Babc", "/search?q=SELECT%20Id"])
        {
            Assert.Equal("MALFORMED_SEARCH", (await _client.GetAsync(bad)).Code);
        }
    }
}
