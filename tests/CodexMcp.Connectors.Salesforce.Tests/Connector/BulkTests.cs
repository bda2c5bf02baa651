using System.Text;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Tests.Support;

namespace CodexMcp.Connectors.Salesforce.Tests.Connector;

public sealed class BulkTests
{
    private const string Insert = """{"object":"Contact","operation":"insert","records":[{"LastName":"Plain","Email":"a@b.example"},{"LastName":"Comma, \"quote\"\nline","Email":null}]}""";

    [Fact]
    public async Task Ingest_UploadsBeginsWaitsAndTellsWhatBecameOfEach()
    {
        var polls = 0;
        var vendor = new Vendor(sent => (sent.Method, sent.Path) switch
        {
            ("POST", _) => Job("Open"),
            ("PUT", _) => Vendor.Json(201, ""),
            ("PATCH", _) => Job("UploadComplete"),
            (_, var path) when path.Contains("failedResults", StringComparison.Ordinal) =>
                Csv("\"sf__Id\",\"sf__Error\",LastName,Birthdate\n\"\",\"REQUIRED_FIELD_MISSING:Required fields are missing: [Email]:Email --\",\"Comma, \"\"quote\"\"\nline\",1980-01-01\n\"\",\"X:Birthdate 1980-01-01 is wrong:Birthdate --\",B,\n"),
            _ => Job(++polls < 2 ? "InProgress" : "JobComplete"),
        });
        await using var harness = new Harness(vendor);
        var progress = new List<ToolProgress>();
        var result = await harness.RunAsync(harness.Call("bulk_ingest", Insert) with { Progress = new Collect(progress) });
        Assert.Equal("JobComplete", result.GetProperty("state").GetString());
        Assert.NotEmpty(progress);
        var put = Assert.Single(vendor.Requests, static one => one.Method == "PUT");
        Assert.Equal($"{Vendor.Root}jobs/ingest/{Some.Job}/batches", put.Path);
        Assert.Equal("LastName,Email\n\"Plain\",\"a@b.example\"\n\"Comma, \"\"quote\"\"\nline\",\"#N/A\"\n", put.Body);

        var rows = await harness.RunAsync("bulk_results", $$"""{"job":"{{result.GetProperty("job").GetString()}}"}""");
        Assert.Equal(["sf__Id", "sf__Error", "LastName"], rows.GetProperty("columns").EnumerateArray().Select(static one => one.GetString()));
        Assert.Equal("Comma, \"quote\"\nline", rows.GetProperty("rows")[0][2].GetString());
        Assert.DoesNotContain("1980", rows.GetRawText());
    }

    [Fact]
    public async Task Ingest_UploadThatFails_StopsTheJob()
    {
        var vendor = new Vendor(sent => sent.Method switch { "POST" => Job("Open"), "PUT" => Vendor.Json(500, "", "text/html"), _ => Job("Aborted") });
        await using var harness = new Harness(vendor);
        Assert.Equal(ConnectorFailure.Unavailable, (await harness.FailAsync("bulk_ingest", Insert)).Failure);
        Assert.Contains("Aborted", Assert.Single(vendor.Requests, static one => one.Method == "PATCH").Body);
    }

    [Theory]
    [InlineData("Open", ConnectorFailure.Refused)]
    [InlineData("InProgress", null)]
    public async Task Ingest_LostBeginning_IsLookedUp(string state, ConnectorFailure? expected)
    {
        var begun = false;
        var vendor = new Vendor(sent =>
        {
            if (sent.Method == "PATCH" && sent.Body.Contains("UploadComplete", StringComparison.Ordinal))
            {
                begun = true;
                throw new IOException("gone");
            }

            return sent.Method switch { "POST" => Job("Open"), "PUT" => Vendor.Json(201, ""), "PATCH" => Job("Aborted"), _ => Job(begun ? state : "Open") };
        });
        await using var harness = new Harness(vendor);
        var call = harness.Call("bulk_ingest", Insert.Replace("\"records\"", "\"wait_seconds\":0,\"records\"", StringComparison.Ordinal));
        if (expected is null)
        {
            Assert.Equal(state, (await harness.RunAsync(call)).GetProperty("state").GetString());
        }
        else
        {
            Assert.Equal(expected, (await harness.FailAsync(call)).Failure);
        }
    }

    [Fact]
    public async Task Query_ResultsGoOnFromPageToPage_AndFitTheirStarterOnly()
    {
        var vendor = new Vendor(sent => (sent.Method, sent.Path) switch
        {
            ("POST", _) => Job("UploadComplete"),
            (_, var path) when path.Contains("locator=AB", StringComparison.Ordinal) => Csv("\"Name\"\n\"C\"\n", "null"),
            (_, var path) when path.Contains("/results", StringComparison.Ordinal) => Csv("\"Name\"\n\"A\"\n\"B\"\n", "AB"),
            _ => Job("JobComplete"),
        });
        await using var harness = new Harness(vendor);
        var job = (await harness.RunAsync("bulk_query", """{"soql":"SELECT Name FROM Account WHERE Name = :n","params":{"n":"x'y"}}""")).GetProperty("job").GetString();
        Assert.Contains("x\\\\'y", vendor.Requests[0].Body.Replace("\\u0027", "'", StringComparison.Ordinal));
        var names = new StringBuilder();
        var token = "";
        do
        {
            var page = await harness.RunAsync("bulk_results", $$"""{"job":"{{job}}","max_rows":1{{(token.Length > 0 ? $",\"continuation\":\"{token}\"" : "")}}}""");
            names.AppendJoin("", page.GetProperty("rows").EnumerateArray().Select(static row => row[0].GetString()));
            token = page.TryGetProperty("continuation", out var next) ? next.GetString()! : "";
        }
        while (token.Length > 0);

        Assert.Equal("ABC", names.ToString());
        var other = harness.Call("bulk_results", $$"""{"job":"{{job}}"}""");
        Assert.Equal(ConnectorFailure.Refused, (await harness.FailAsync(other with { Principal = "local:mallory" })).Failure);
        Assert.Equal(ConnectorFailure.Refused, (await harness.FailAsync(other with { Scope = Some.Json("""{"objects":["Account"],"deny_fields":["Account.Name"]}""") })).Failure);
    }

    [Theory]
    [InlineData("\"Name\"\n\"A")]
    [InlineData("\"Name\"\n\"A\"x\n")]
    [InlineData("\"Name\"\n\"A\",\"B\"\n")]
    public async Task Results_Broken_AreABadAnswer(string csv)
    {
        var vendor = new Vendor(sent => sent.Method == "POST" ? Job("UploadComplete") : sent.Path.Contains("/results", StringComparison.Ordinal) ? Csv(csv) : Job("JobComplete"));
        await using var harness = new Harness(vendor);
        var job = (await harness.RunAsync("bulk_query", """{"soql":"SELECT Name FROM Account"}""")).GetProperty("job").GetString();
        Assert.Equal(ConnectorFailure.BadAnswer, (await harness.FailAsync("bulk_results", $$"""{"job":"{{job}}"}""")).Failure);
    }

    [Fact]
    public async Task Running_Status_Abort()
    {
        var aborted = false;
        var vendor = new Vendor(sent =>
        {
            aborted |= sent.Method == "PATCH";
            return Job(sent.Method == "POST" ? "UploadComplete" : aborted ? "Aborted" : "InProgress");
        });
        await using var harness = new Harness(vendor);
        var started = await harness.RunAsync("bulk_query", """{"soql":"SELECT Name FROM Account","wait_seconds":0}""");
        Assert.Equal("InProgress", started.GetProperty("state").GetString());
        var job = started.GetProperty("job").GetString();
        Assert.Contains("not done", (await harness.FailAsync("bulk_results", $$"""{"job":"{{job}}"}""")).Message);
        Assert.Equal("InProgress", (await harness.RunAsync("bulk_status", $$"""{"job":"{{job}}","wait_seconds":0}""")).GetProperty("state").GetString());
        Assert.Equal("Aborted", (await harness.RunAsync("bulk_abort", $$"""{"job":"{{job}}"}""")).GetProperty("state").GetString());
    }

    private static HttpResponseMessage Job(string state) =>
        Vendor.Json(200, $$"""{"id":"{{Some.Job}}","state":"{{state}}","object":"Contact","numberRecordsProcessed":2,"numberRecordsFailed":1,"contentUrl":"https://evil.example/x"}""");

    private static HttpResponseMessage Csv(string csv, string? locator = null)
    {
        var response = Vendor.Json(200, csv, "text/csv");
        response.Headers.TryAddWithoutValidation("Sforce-Locator", locator ?? "null");
        return response;
    }

    private sealed class Collect(List<ToolProgress> into) : IProgress<ToolProgress>
    {
        public void Report(ToolProgress value) => into.Add(value);
    }
}
