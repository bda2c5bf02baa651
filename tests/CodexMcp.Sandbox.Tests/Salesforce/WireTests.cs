using System.Net;
using System.Text.Json;
using CodexMcp.Sandbox.Faults;
using CodexMcp.Sandbox.Salesforce;
using CodexMcp.Sandbox.Tests.Support;

namespace CodexMcp.Sandbox.Tests.Salesforce;

/// <summary>The quota, and everything that can go wrong on the wire.</summary>
public sealed class WireTests : IAsyncLifetime
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

    [Fact]
    public async Task Quota_IsToldOnEveryAnswer_AndEnds()
    {
        Use(new SalesforceSimulatorOptions { DailyRequests = 5 });
        Assert.Equal("api-usage=1/5", (await _client.GetAsync("/limits")).Headers["Sforce-Limit-Info"]);
        Assert.Equal("api-usage=2/5", (await _client.GetAsync("/sobjects/Nope")).Headers["Sforce-Limit-Info"]);
        _org.UseRequests(3);

        var reply = await _client.GetAsync("/limits");

        Assert.Equal((HttpStatusCode.Forbidden, "REQUEST_LIMIT_EXCEEDED"), (reply.Status, reply.Code));
        Assert.Equal("api-usage=5/5", reply.Headers["Sforce-Limit-Info"]);
        Assert.False(reply.Headers.ContainsKey("Retry-After"));
        _time.Advance(TimeSpan.FromHours(23));
        using var later = RestClient.InProcess(_org);
        Assert.Equal(HttpStatusCode.Forbidden, (await later.GetAsync("/limits")).Status);
        _time.Advance(TimeSpan.FromHours(1.1));
        using var nextDay = RestClient.InProcess(_org);
        Assert.Equal("api-usage=1/5", (await nextDay.GetAsync("/limits")).Headers["Sforce-Limit-Info"]);
    }

    [Theory]
    [InlineData(WireFaultKind.Unauthorized, 401, "INVALID_SESSION_ID")]
    [InlineData(WireFaultKind.TooManyRequests, 403, "REQUEST_LIMIT_EXCEEDED")]
    [InlineData(WireFaultKind.Unavailable, 503, "<html>")]
    [InlineData(WireFaultKind.HtmlPage, 200, "<html>")]
    public async Task Fault_Planned_HappensOnce(WireFaultKind kind, int status, string text)
    {
        _org.Activity.Fail(WireFault.On(kind, "GET", "/services/data/v66.0/query*"));
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync("/limits")).Status);

        var reply = await _client.QueryAsync("SELECT Id FROM Account LIMIT 1");

        Assert.Equal(status, (int)reply.Status);
        Assert.Contains(text, reply.Text);
        Assert.Equal(HttpStatusCode.OK, (await _client.QueryAsync("SELECT Id FROM Account LIMIT 1")).Status);
    }

    [Fact]
    public async Task AnswerLost_AfterTheWrite_LeavesTheWrite()
    {
        _org.Activity.Fail(WireFault.On(WireFaultKind.AnswerLost, "POST", "/services/data/v66.0/sobjects/Task"));

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => _client.PostAsync("/sobjects/Task", """{"Subject":"Lost","CodexMcp_Key__c":"lost-1"}"""));

        Assert.Equal("Lost", await _client.TextAsync("SELECT Subject FROM Task WHERE CodexMcp_Key__c = 'lost-1'"));
    }

    [Fact]
    public async Task LockedRows_FailAndWriteNothing()
    {
        _org.LockRows(2);
        for (var i = 0; i < 2; i++)
        {
            var reply = await _client.PatchAsync("/sobjects/Account/0015g0000000001AAA", """{"Rating":"Hot"}""");
            Assert.Equal((HttpStatusCode.BadRequest, "UNABLE_TO_LOCK_ROW"), (reply.Status, reply.Code));
        }

        Assert.Equal("∅", await _client.TextAsync("SELECT Rating FROM Account WHERE Id = '0015g0000000001AAA'"));
        Assert.Equal(HttpStatusCode.NoContent, (await _client.PatchAsync("/sobjects/Account/0015g0000000001AAA", """{"Rating":"Hot"}""")).Status);
    }

    [Fact]
    public async Task Sessions_Expired_Are401UntilTheNextLogin()
    {
        _org.ExpireSessions();
        Assert.Equal("INVALID_SESSION_ID", (await _client.GetAsync("/limits")).Code);
        using var again = RestClient.InProcess(_org);
        Assert.Equal(HttpStatusCode.OK, (await again.GetAsync("/limits")).Status);
    }

    [Fact]
    public async Task HugePage_IsAsLargeAsPlanned()
    {
        _org.Activity.Fail(new WireFault(WireFaultKind.HugePage) { Bytes = 5_000_000 });

        Assert.Equal(5_000_000, (await _client.QueryAsync("SELECT Id FROM Account LIMIT 1")).Text.Length);
    }

    [Fact]
    public async Task ChildPages_HaveTheirOwnNext()
    {
        Use(new SalesforceSimulatorOptions { ChildPageSize = 10 });
        var reply = await _client.QueryAsync("SELECT Name, (SELECT Id, Week_Of__c FROM Usages__r ORDER BY Week_Of__c) FROM Account WHERE External_Id__c = 'ACC-0007'");
        var children = reply.Json.GetProperty("records")[0].GetProperty("Usages__r");
        var (total, seen) = (children.GetProperty("totalSize").GetInt32(), children.GetProperty("records").GetArrayLength());
        Assert.Equal(10, seen);
        Assert.False(children.GetProperty("done").GetBoolean());

        for (var next = children.GetProperty("nextRecordsUrl").GetString(); next is not null;)
        {
            var page = await _client.GetAsync(next);
            seen += page.Json.GetProperty("records").GetArrayLength();
            next = page.Json.TryGetProperty("nextRecordsUrl", out var more) ? more.GetString() : null;
        }

        Assert.Equal((26, 26), (total, seen));
    }

    [Fact]
    public async Task ManyRows_AreThereWhenAskedFor()
    {
        Use(new SalesforceSimulatorOptions { ExtraUsageRows = 9_000 });
        var reply = await _client.QueryAsync("SELECT Id, Name FROM Usage__c");

        Assert.True(reply.Json.GetProperty("totalSize").GetInt32() > 10_000);
        Assert.Equal(2_000, reply.Json.GetProperty("records").GetArrayLength());
    }

    public static TheoryData<string, string> Resources => new()
    {
        { "POST", "/sobjects/Account" }, { "POST", "/sobjects/ContentVersion" }, { "PATCH", "/sobjects/Account/0015g0000000001AAA" }, { "PATCH", "/sobjects/Task/CodexMcp_Key__c/x" },
        { "POST", "/composite" }, { "POST", "/composite/batch" }, { "POST", "/composite/tree/Account" }, { "POST", "/composite/sobjects" }, { "PATCH", "/composite/sobjects" },
        { "PATCH", "/composite/sobjects/Task/CodexMcp_Key__c" }, { "POST", "/composite/sobjects/Account" }, { "POST", "/parameterizedSearch" }, { "POST", "/jobs/query" }, { "POST", "/jobs/ingest" },
    };

    [Theory]
    [MemberData(nameof(Resources))]
    public async Task Body_OfAnyKind_IsAnswered(string method, string path)
    {
        string[] values = ["", "null", "1", "\"x\"", "[]", "{}", "[1]", "{\"a\":", new string('[', 200), "{\"Name\":[]}", "{\"attributes\":1}", "\uFFFD"];
        string[] members = ["records", "compositeRequest", "batchRequests", "ids", "q", "sobjects", "query", "operation"];
        string[] parts = ["1", "[1]", "[null]", "[{}]", "[[]]", "[{\"attributes\":1}]", "[{\"attributes\":{\"type\":1,\"referenceId\":{}}}]", "[{\"method\":1,\"url\":[],\"referenceId\":\"a\"}]", "{\"a\":1}"];

        foreach (var body in values.Concat(members.SelectMany(m => parts.Select(p => $"{{\"{m}\":{p},\"fields\":[1]}}"))))
        {
            var reply = await _client.SendAsync(new HttpMethod(method), path, body);
            Assert.True((int)reply.Status is (>= 200 and < 300) or (>= 400 and < 500), $"{body}: {reply.Status} {reply.Text}");
            Assert.True((int)reply.Status < 300 || reply.Json.ValueKind is JsonValueKind.Array or JsonValueKind.Object, body);
        }

        Assert.Equal("Alder Sample Logistics", await _client.TextAsync("SELECT Name FROM Account WHERE Id = '0015g0000000001AAA'"));
    }

    [Theory]
    [InlineData("0015g0000000001", "0015g0000000001AAA")]
    [InlineData("0015g0000000001AAA", "0015g0000000001AAA")]
    [InlineData("0015G0000000001AAA", "0015g0000000001AAA")]
    [InlineData("0015g0000000001AAB", null)]
    [InlineData("0015g000000000", null)]
    [InlineData("0015g00000000-1", null)]
    [InlineData("001D000000IqhSL", "001D000000IqhSLIAZ")]
    [InlineData("", null)]
    public void Id_Normalized_HasItsChecksum(string id, string? whole) => Assert.Equal(whole, SalesforceId.Normalize(id));
}
