using System.Net;
using System.Text.Json;
using CodexMcp.Sandbox.Salesforce;
using CodexMcp.Sandbox.Tests.Support;

namespace CodexMcp.Sandbox.Tests.Salesforce;

/// <summary>Several requests in one, all or none, each with its own result.</summary>
public sealed class CompositeTests : IAsyncLifetime
{
    private SalesforceSimulator _org = null!;
    private RestClient _client = null!;

    public ValueTask InitializeAsync()
    {
        _org = new SalesforceSimulator(new ManualTime());
        _client = RestClient.InProcess(_org);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _org.DisposeAsync();
    }

    private static string Two(bool allOrNone, string second) => $$$"""
        {"allOrNone":{{{(allOrNone ? "true" : "false")}}},"compositeRequest":[
          {"method":"POST","url":"/services/data/v66.0/sobjects/Account","referenceId":"acc","body":{"Name":"Composite \"Sample\""}},
          {{{second}}}]}
        """;

    private const string GoodContact = """{"method":"POST","url":"/services/data/v66.0/sobjects/Contact","referenceId":"con","body":{"LastName":"Child","AccountId":"@{acc.id}"}}""";
    private const string BadContact = """{"method":"POST","url":"/services/data/v66.0/sobjects/Contact","referenceId":"con","body":{"AccountId":"@{acc.id}"}}""";

    private static string Codes(Reply reply) => string.Join(",", reply.Json.GetProperty("compositeResponse").EnumerateArray().Select(r => $"{r.GetProperty("referenceId")}={r.GetProperty("httpStatusCode")}"));

    [Fact]
    public async Task Composite_WithReferences_LinksWhatItMakes()
    {
        var reply = await _client.PostAsync("/composite", Two(true, GoodContact + """
            ,{"method":"GET","url":"/services/data/v66.0/sobjects/Account/@{acc.id}?fields=Name","referenceId":"back"},
            {"method":"GET","url":"/services/data/v66.0/query?q=SELECT+Name,Account.Name+FROM+Contact+WHERE+AccountId='@{acc.id}'","referenceId":"q"}
            """));

        Assert.Equal("acc=201,con=201,back=200,q=200", Codes(reply));
        var answers = reply.Json.GetProperty("compositeResponse");
        Assert.Equal("Composite \"Sample\"", answers[2].GetProperty("body").GetProperty("Name").GetString());
        Assert.Equal("Composite \"Sample\"", answers[3].GetProperty("body").GetProperty("records")[0].GetProperty("Account").GetProperty("Name").GetString());
        Assert.StartsWith("/services/data/v66.0/sobjects/Account/001", answers[0].GetProperty("httpHeaders").GetProperty("Location").GetString());
    }

    [Theory]
    [InlineData(true, "acc=400,con=400", 0, "PROCESSING_HALTED")]
    [InlineData(false, "acc=201,con=400", 1, null)]
    public async Task Composite_WithAFailure_IsAllOrNoneWhenAsked(bool allOrNone, string codes, int accounts, string? first)
    {
        var reply = await _client.PostAsync("/composite", Two(allOrNone, BadContact));

        Assert.Equal(codes, Codes(reply));
        var answers = reply.Json.GetProperty("compositeResponse");
        Assert.Equal("REQUIRED_FIELD_MISSING", answers[1].GetProperty("body")[0].GetProperty("errorCode").GetString());
        Assert.True(first is null || answers[0].GetProperty("body")[0].GetProperty("errorCode").GetString() == first);
        Assert.Equal($"{accounts}", await _client.TextAsync("SELECT COUNT(Id) FROM Account WHERE Name LIKE 'Composite%'"));
    }

    [Fact]
    public async Task Composite_ReferenceToAFailure_FailsToo()
    {
        var reply = await _client.PostAsync("/composite", """
            {"compositeRequest":[{"method":"POST","url":"/services/data/v66.0/sobjects/Account","referenceId":"acc","body":{}},
            {"method":"POST","url":"/services/data/v66.0/sobjects/Contact","referenceId":"con","body":{"LastName":"x","AccountId":"@{acc.id}"}}]}
            """);

        Assert.Equal("acc=400,con=400", Codes(reply));
        Assert.Contains("Invalid reference", reply.Json.GetProperty("compositeResponse")[1].GetProperty("body")[0].GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("""{"compositeRequest":[]}""", "JSON_PARSER_ERROR")]
    [InlineData("""{"compositeRequest":[{"method":"GET","url":"/services/data/v66.0/limits"}]}""", "INVALID_INPUT")]
    [InlineData("{}", "JSON_PARSER_ERROR")]
    public async Task Composite_Malformed_IsRefused(string body, string code) => Assert.Equal(code, (await _client.PostAsync("/composite", body)).Code);

    [Fact]
    public async Task Composite_TooLarge_IsRefused()
    {
        static string One(int i, string url) => $$"""{"method":"GET","url":"/services/data/v66.0/{{url}}","referenceId":"r{{i}}"}""";
        static string Many(int count, string url) => $$"""{"compositeRequest":[{{string.Join(",", Enumerable.Range(0, count).Select(i => One(i, url)))}}]}""";

        Assert.Equal("INVALID_INPUT", (await _client.PostAsync("/composite", Many(26, "limits"))).Code);
        Assert.Equal("INVALID_INPUT", (await _client.PostAsync("/composite", Many(6, "query?q=SELECT+Id+FROM+User"))).Code);
        Assert.Equal(HttpStatusCode.OK, (await _client.PostAsync("/composite", Many(25, "limits"))).Status);
    }

    [Fact]
    public async Task Batch_GivesEachItsResult()
    {
        var reply = await _client.PostAsync("/composite/batch", """
            {"batchRequests":[{"method":"GET","url":"v66.0/sobjects/Account/0015g0000000001AAA?fields=Name"},
            {"method":"PATCH","url":"v66.0/sobjects/Account/0015g0000000001AAA","richInput":{"Rating":"Hot"}},
            {"method":"GET","url":"v66.0/sobjects/Nope"}]}
            """);

        Assert.True(reply.Json.GetProperty("hasErrors").GetBoolean());
        Assert.Equal([200, 204, 404], reply.Json.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("statusCode").GetInt32()));
        Assert.Equal("Hot", await _client.TextAsync("SELECT Rating FROM Account WHERE Id = '0015g0000000001AAA'"));
    }

    [Fact]
    public async Task Tree_IsMadeWhole_OrNotAtAll()
    {
        const string tree = """
            {"records":[{"attributes":{"type":"Account","referenceId":"a1"},"Name":"Tree Sample",
              "Contacts":{"records":[{"attributes":{"type":"Contact","referenceId":"c1"},"LastName":"Leaf"},{"attributes":{"type":"Contact","referenceId":"c2"},"LastName":"LEAF2"}]}}]}
            """;

        var made = await _client.PostAsync("/composite/tree/Account", tree);
        var failed = await _client.PostAsync("/composite/tree/Account", tree.Replace("\"LastName\":\"LEAF2\"", "\"FirstName\":\"x\"", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal(["a1", "c1", "c2"], made.Json.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("referenceId").GetString()));
        Assert.Equal((HttpStatusCode.BadRequest, true), (failed.Status, failed.Json.GetProperty("hasErrors").GetBoolean()));
        Assert.Equal("c2", failed.Json.GetProperty("results")[0].GetProperty("referenceId").GetString());
        Assert.Equal("Tree Sample|[Leaf,LEAF2]", await _client.TextAsync("SELECT Name, (SELECT LastName FROM Contacts ORDER BY Id) FROM Account WHERE Name = 'Tree Sample'"));
    }

    [Theory]
    [InlineData(false, "true,false", "REQUIRED_FIELD_MISSING", 1)]
    [InlineData(true, "false,false", "ALL_OR_NONE_OPERATION_ROLLED_BACK", 0)]
    public async Task Collection_WithAFailure_TellsEachRecord(bool allOrNone, string success, string code, int made)
    {
        var reply = await _client.PostAsync("/composite/sobjects", $$"""
            {"allOrNone":{{(allOrNone ? "true" : "false")}},"records":[{"attributes":{"type":"Contact"},"LastName":"Many"},{"attributes":{"type":"Contact"},"FirstName":"x"}]}
            """);

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal(success, string.Join(",", reply.Json.EnumerateArray().Select(r => r.GetProperty("success").GetBoolean() ? "true" : "false")));
        Assert.Contains(reply.Json.EnumerateArray(), r => r.GetProperty("errors").EnumerateArray().Any(e => e.GetProperty("statusCode").GetString() == code));
        Assert.Equal($"{made}", await _client.TextAsync("SELECT COUNT(Id) FROM Contact WHERE LastName = 'Many'"));
    }

    [Fact]
    public async Task Collection_ChangedReadAndDeleted_Works()
    {
        var id = await _client.CreateAsync("Contact", """{"LastName":"One","CodexMcp_Key__c":"k1"}""");
        var changed = await _client.PatchAsync("/composite/sobjects", $$"""{"records":[{"attributes":{"type":"Contact"},"id":"{{id}}","Title":"Boss"},{"attributes":{"type":"Contact"},"Title":"x"}]}""");
        Assert.Equal("MISSING_ARGUMENT", changed.Json[1].GetProperty("errors")[0].GetProperty("statusCode").GetString());
        var upserted = await _client.PatchAsync("/composite/sobjects/Contact/CodexMcp_Key__c", """{"records":[{"attributes":{"type":"Contact"},"CodexMcp_Key__c":"k1","Title":"Chief"},{"attributes":{"type":"Contact"},"CodexMcp_Key__c":"k2","LastName":"Two"}]}""");
        Assert.Equal([false, true], upserted.Json.EnumerateArray().Select(r => r.GetProperty("created").GetBoolean()));
        var read = await _client.PostAsync("/composite/sobjects/Contact", $$"""{"ids":["{{id}}","0035g00000zzzzz"],"fields":["LastName","Title"]}""");
        Assert.Equal(("Chief", JsonValueKind.Null), (read.Json[0].GetProperty("Title").GetString(), read.Json[1].ValueKind));
        var deleted = await _client.DeleteAsync($"/composite/sobjects?ids={id},0035g00000zzzzz&allOrNone=false");
        Assert.Equal([true, false], deleted.Json.EnumerateArray().Select(r => r.GetProperty("success").GetBoolean()));
        var many = string.Join(",", Enumerable.Repeat("""{"attributes":{"type":"Contact"},"LastName":"x"}""", 201));
        Assert.Equal("EXCEEDED_MAX_SIZE_REQUEST", (await _client.PostAsync("/composite/sobjects", $$"""{"records":[{{many}}]}""")).Code);
    }
}
