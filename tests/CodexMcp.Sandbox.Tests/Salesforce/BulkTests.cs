using System.Net;
using System.Text;
using CodexMcp.Sandbox.Salesforce;
using CodexMcp.Sandbox.Tests.Support;

namespace CodexMcp.Sandbox.Tests.Salesforce;

/// <summary>Bulk API 2.0: jobs, CSV, locators, results by row.</summary>
public sealed class BulkTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private SalesforceSimulator _org = null!;
    private RestClient _client = null!;

    public ValueTask InitializeAsync()
    {
        Use(new SalesforceSimulatorOptions());
        return ValueTask.CompletedTask;
    }

    private void Use(SalesforceSimulatorOptions options)
    {
        _org = new SalesforceSimulator(_time, options);
        _client = RestClient.InProcess(_org);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _org.DisposeAsync();
    }

    private async Task<string> Ingest(string job, string csv)
    {
        var made = await _client.PostAsync("/jobs/ingest", job);
        Assert.Equal((HttpStatusCode.OK, "Open"), (made.Status, made.Text1("state")));
        using var content = new StringContent(csv, Encoding.UTF8, "text/csv");
        using var put = await _client.Http.PutAsync("/" + made.Text1("contentUrl"), content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        var id = made.Text1("id");
        Assert.Equal("UploadComplete", (await _client.PatchAsync($"/jobs/ingest/{id}", """{"state":"UploadComplete"}""")).Text1("state"));
        return id;
    }

    [Fact]
    public async Task Insert_TellsEachRow()
    {
        var id = await Ingest("""{"object":"Contact","operation":"insert"}""", "LastName,Account.External_Id__c,HasOptedOutOfEmail,Description\nBulky,ACC-0001,true,\"a \"\"quoted\"\"\nline\"\n,ACC-0001,false,x\nOther,ACC-9999,0,\n");

        var job = (await _client.GetAsync($"/jobs/ingest/{id}")).Json;

        Assert.Equal(("JobComplete", 3, 2), (job.GetProperty("state").GetString(), job.GetProperty("numberRecordsProcessed").GetInt32(), job.GetProperty("numberRecordsFailed").GetInt32()));
        var good = Csv.Read((await _client.GetAsync($"/jobs/ingest/{id}/successfulResults")).Text, ',');
        Assert.Equal(["sf__Id", "sf__Created", "LastName", "Account.External_Id__c", "HasOptedOutOfEmail", "Description"], good[0]);
        Assert.Equal("true", good[1][1]);
        Assert.Equal("Bulky|True|a \"quoted\"\nline|Alder Sample Logistics", await _client.TextAsync($"SELECT LastName, HasOptedOutOfEmail, Description, Account.Name FROM Contact WHERE Id = '{good[1][0]}'"));
        var bad = Csv.Read((await _client.GetAsync($"/jobs/ingest/{id}/failedResults")).Text, ',');
        Assert.StartsWith("REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --", bad[1][1]);
        Assert.Contains("ACC-9999", bad[2][1]);
        Assert.Single(Csv.Read((await _client.GetAsync($"/jobs/ingest/{id}/unprocessedrecords")).Text, ','));
    }

    [Fact]
    public async Task UpsertUpdateDelete_ChangeRecords()
    {
        await Ingest("""{"object":"Task","operation":"upsert","externalIdFieldName":"CodexMcp_Key__c","columnDelimiter":"PIPE","lineEnding":"CRLF"}""", "CodexMcp_Key__c|Subject|ActivityDate\r\nb1|First|2026-04-01\r\nb2|Second|\r\n");
        Assert.Equal("First|2026-04-01 / Second|∅", await _client.TextAsync("SELECT Subject, ActivityDate FROM Task WHERE CodexMcp_Key__c LIKE 'b_' ORDER BY Subject"));
        var ids = (await _client.QueryAsync("SELECT Id FROM Task WHERE CodexMcp_Key__c LIKE 'b_' ORDER BY Subject")).Json.GetProperty("records").EnumerateArray().Select(r => r.GetProperty("Id").GetString()).ToArray();
        await Ingest("""{"object":"Task","operation":"update"}""", $"Id,ActivityDate,Subject\n{ids[0]},#N/A,\n");
        await Ingest("""{"object":"Task","operation":"delete"}""", $"Id\n{ids[1]}\nnonsense\n");
        Assert.Equal("First|∅", await _client.TextAsync("SELECT Subject, ActivityDate FROM Task WHERE CodexMcp_Key__c LIKE 'b_'"));
    }

    [Fact]
    public async Task Query_ByLocators_GivesEveryRow()
    {
        var made = await _client.PostAsync("/jobs/query", """{"operation":"query","query":"SELECT Id, Name, Account__r.Name, Sessions__c FROM Usage__c"}""");
        var id = made.Text1("id");
        Assert.Equal("UploadComplete", made.Text1("state"));
        Assert.Equal("JobComplete", (await _client.GetAsync($"/jobs/query/{id}")).Text1("state"));

        var (rows, locator, pages) = (0, "", 0);
        do
        {
            var page = await _client.GetAsync($"/jobs/query/{id}/results?maxRecords=500{(locator.Length > 0 ? "&locator=" + locator : "")}");
            var csv = Csv.Read(page.Text, ',');
            Assert.Equal(["Id", "Name", "Account__r.Name", "Sessions__c"], csv[0]);
            Assert.Equal($"{csv.Count - 1}", page.Headers["Sforce-NumberOfRecords"]);
            rows += csv.Count - 1;
            locator = page.Headers["Sforce-Locator"];
            pages++;
        }
        while (locator != "null");

        Assert.Equal(await _client.TextAsync("SELECT COUNT(Id) FROM Usage__c"), $"{rows}");
        Assert.Equal((rows + 499) / 500, pages);
        Assert.Equal("INVALID_QUERY_LOCATOR", (await _client.GetAsync($"/jobs/query/{id}/results?locator=nonsense")).Code);
    }

    [Fact]
    public async Task Job_TakesItsTime_AndCanBeAborted()
    {
        Use(new SalesforceSimulatorOptions { BulkDuration = TimeSpan.FromSeconds(30) });
        const string csv = "LastName\nSlow\n";
        var (first, second) = (await Ingest("""{"object":"Contact","operation":"insert"}""", csv), await Ingest("""{"object":"Contact","operation":"insert"}""", csv));
        Assert.Equal("InProgress", (await _client.GetAsync($"/jobs/ingest/{first}")).Text1("state"));
        Assert.Equal("Aborted", (await _client.PatchAsync($"/jobs/ingest/{first}", """{"state":"Aborted"}""")).Text1("state"));
        _time.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal("JobComplete", (await _client.GetAsync($"/jobs/ingest/{second}")).Text1("state"));
        Assert.Equal("Aborted", (await _client.GetAsync($"/jobs/ingest/{first}")).Text1("state"));
        Assert.Equal(["Slow"], Csv.Read((await _client.GetAsync($"/jobs/ingest/{first}/unprocessedrecords")).Text, ',')[1]);
        Assert.Equal("1", await _client.TextAsync("SELECT COUNT(Id) FROM Contact WHERE LastName = 'Slow'"));
        Assert.Equal("INVALIDJOBSTATE", (await _client.PatchAsync($"/jobs/ingest/{second}", """{"state":"Aborted"}""")).Code);
        Assert.Equal(HttpStatusCode.NoContent, (await _client.DeleteAsync($"/jobs/ingest/{second}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.GetAsync($"/jobs/ingest/{second}")).Status);
    }

    [Theory]
    [InlineData("LastName,Nope\nx,y\n", "InvalidBatch : Field name not found : Nope")]
    [InlineData("LastName\n\"x\n", "InvalidBatch : The CSV ends inside of a quoted value")]
    public async Task Upload_Wrong_FailsTheJobAndWritesNothing(string csv, string message)
    {
        var id = await Ingest("""{"object":"Contact","operation":"insert"}""", csv);

        var job = (await _client.GetAsync($"/jobs/ingest/{id}")).Json;

        Assert.Equal(("Failed", message), (job.GetProperty("state").GetString(), job.GetProperty("errorMessage").GetString()));
        Assert.Equal("180", await _client.TextAsync("SELECT COUNT(Id) FROM Contact"));
    }

    [Theory]
    [InlineData("/jobs/query", """{"operation":"query","query":"SELECT COUNT(Id) FROM Account"}""", "API_ERROR")]
    [InlineData("/jobs/query", """{"operation":"query","query":"SELECT Nope FROM Account"}""", "INVALID_FIELD")]
    [InlineData("/jobs/query", """{"operation":"insert","query":"SELECT Id FROM Account"}""", "INVALIDJOB")]
    [InlineData("/jobs/ingest", """{"object":"Nope","operation":"insert"}""", "INVALIDENTITY")]
    [InlineData("/jobs/ingest", """{"object":"Account","operation":"upsert","externalIdFieldName":"Name"}""", "INVALIDJOB")]
    [InlineData("/jobs/ingest", """{"object":"Account","operation":"insert","columnDelimiter":"SPACE"}""", "INVALIDJOB")]
    public async Task Job_Wrong_IsRefused(string path, string body, string code) => Assert.Equal(code, (await _client.PostAsync(path, body)).Code);
}
