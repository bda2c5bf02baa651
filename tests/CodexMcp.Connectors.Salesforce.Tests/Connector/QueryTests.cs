using System.Text;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Tests.Support;

namespace CodexMcp.Connectors.Salesforce.Tests.Connector;

public sealed class QueryTests
{
    private const string Next = "/services/data/v66.0/query/01gSY0000000001YAA-2";

    [Fact]
    public async Task Query_AllPagesAndChildPages_AreReadAndStripped()
    {
        const string ChildNext = "/services/data/v66.0/query/01gSY0000000002YAA-1";
        var vendor = new Vendor(sent => sent.Path switch
        {
            ChildNext => Vendor.Page(2, null, Vendor.Record("Contact", $"\"Id\":\"{Some.Contact}\",\"LastName\":\"Two\"")),
            Next => Vendor.Page(3, null, Vendor.Record("Account", "\"Name\":\"C\"")),
            _ => Vendor.Page(3, Next,
                Vendor.Record("Account", $$"""
                    "Name":"A","Contacts":{"totalSize":2,"done":false,"nextRecordsUrl":"{{ChildNext}}","records":[{{Vendor.Record("Contact", "\"LastName\":\"One\",\"Birthdate\":\"1980-01-01\"")}}]}
                    """),
                Vendor.Record("Account", "\"Name\":\"B\",\"Contacts\":null")),
        });
        await using var harness = new Harness(vendor);
        var result = await harness.RunAsync("query", """{"soql":"SELECT Name, (SELECT LastName FROM Contacts) FROM Account"}""");

        var records = result.GetProperty("records").EnumerateArray().ToList();
        Assert.Equal(["A", "B", "C"], records.Select(static record => record.GetProperty("Name").GetString()));
        Assert.Equal(["One", "Two"], records[0].GetProperty("Contacts").EnumerateArray().Select(static record => record.GetProperty("LastName").GetString()));
        Assert.DoesNotContain("1980", result.GetRawText());
        Assert.DoesNotContain("attributes", result.GetRawText());
        Assert.False(result.GetProperty("truncated").GetBoolean());
    }

    [Theory]
    [InlineData("O'Hara")]
    [InlineData("x' OR Name != '")]
    [InlineData("ends with \\\\")]
    [InlineData("line\\nbreak \\u00fc")]
    public async Task Query_Params_AreValuesAndNeverGrammar(string value)
    {
        var vendor = new Vendor(_ => Vendor.Page());
        await using var harness = new Harness(vendor);
        await harness.RunAsync("query", $$$"""{"soql":"SELECT Id FROM Account WHERE Name = :name","params":{"name":"{{{value}}}"}}""");
        var soql = Assert.Single(vendor.Requests).Soql;
        var inner = soql[(soql.IndexOf('\'', StringComparison.Ordinal) + 1)..soql.LastIndexOf('\'')];
        for (var i = 0; i < inner.Length; i++)
        {
            Assert.NotEqual('\'', inner[i]);
            i += inner[i] == '\\' ? 1 : 0;
        }

        Assert.Contains("LIMIT", soql);
    }

    [Fact]
    public async Task Query_Continuation_GoesOnWhereItEndedAndFitsTheSameQueryOnly()
    {
        var vendor = new Vendor(sent => sent.Path == Next
            ? Vendor.Page(3, null, Vendor.Record("Account", "\"Name\":\"C\""))
            : Vendor.Page(3, Next, Vendor.Record("Account", "\"Name\":\"A\""), Vendor.Record("Account", "\"Name\":\"B\"")));
        await using var harness = new Harness(vendor);
        var first = await harness.RunAsync("query", """{"soql":"SELECT Name FROM Account","max_rows":1}""");
        Assert.True(first.GetProperty("truncated").GetBoolean());
        var token = first.GetProperty("continuation").GetString();
        var second = await harness.RunAsync("query", $$"""{"soql":"SELECT Name FROM Account","continuation":"{{token}}"}""");
        Assert.Equal(["B", "C"], second.GetProperty("records").EnumerateArray().Select(static record => record.GetProperty("Name").GetString()));

        Assert.Contains("continuation", (await harness.FailAsync("query", $$"""{"soql":"SELECT Id FROM Account","continuation":"{{token}}"}""")).Message);
        var other = harness.Call("query", $$"""{"soql":"SELECT Name FROM Account","continuation":"{{token}}"}""") with { Principal = "local:mallory" };
        Assert.Equal(ConnectorFailure.Refused, (await harness.FailAsync(other)).Failure);
    }

    [Fact]
    public async Task Query_CutByTheHost_GoesOnAfterTheKeptRows()
    {
        var vendor = new Vendor(sent => sent.Path == Next
            ? Vendor.Page(3, null, Vendor.Record("Account", "\"Name\":\"C\""))
            : Vendor.Page(3, Next, Vendor.Record("Account", "\"Name\":\"A\""), Vendor.Record("Account", "\"Name\":\"B\"")));
        await using var harness = new Harness(vendor);
        for (var kept = 1; kept <= 3; kept++)
        {
            var result = await harness.ResultAsync(harness.Call("query", """{"soql":"SELECT Name FROM Account"}"""));
            var rest = await harness.RunAsync("query", $$"""{"soql":"SELECT Name FROM Account","continuation":"{{result.ContinueAfter!(kept)}}"}""");
            Assert.Equal("ABC"[kept..], string.Concat(rest.GetProperty("records").EnumerateArray().Select(static record => record.GetProperty("Name").GetString())));
        }
    }

    [Theory]
    [InlineData("https://evil.example/services/data/v66.0/query/x-1")]
    [InlineData("/services/apexrest/x")]
    [InlineData("/services/data/v66.0/query/../sobjects")]
    [InlineData("//evil.example/query/x-1")]
    public async Task Query_NextPageElsewhere_IsNotFollowed(string next)
    {
        var vendor = new Vendor(_ => Vendor.Page(9, next, Vendor.Record("Account", "\"Name\":\"A\"")));
        await using var harness = new Harness(vendor);
        Assert.Equal(ConnectorFailure.BadAnswer, (await harness.FailAsync("query", """{"soql":"SELECT Name FROM Account"}""")).Failure);
        Assert.Single(vendor.Requests);
    }

    [Fact]
    public async Task Query_TheGuardsText_IsWhatIsSentWithItsFilterOnce()
    {
        var vendor = new Vendor(_ => Vendor.Page());
        await using var harness = new Harness(vendor, """{"objects":["Opportunity"],"deny_fields":["Opportunity.Amount"],"filters":{"Opportunity":"Amount < 1000000"}}""");
        var call = harness.Call("query", """{"soql":"SELECT Id FROM Opportunity WHERE Name = :n OR StageName = 'Proposal'","params":{"n":"x"}}""");
        var verdict = await harness.Connector.Guard!.CheckAsync(call, TestContext.Current.CancellationToken);
        var judged = call with { Arguments = verdict.Arguments!.Value };
        Assert.False(judged.Arguments.TryGetProperty("params", out _));
        var again = await harness.Connector.Guard!.CheckAsync(judged, TestContext.Current.CancellationToken);
        Assert.Null(again.Rejection);
        Assert.Null(again.Arguments);
        await harness.Connector.ExecuteAsync(judged, TestContext.Current.CancellationToken);
        var sent = Assert.Single(vendor.Requests).Soql;
        Assert.Equal(judged.Arguments.GetProperty("soql").GetString(), sent);
        Assert.Equal(2, sent.Split("1000000").Length);
    }

    [Fact]
    public async Task Query_RecordsOfAnotherObject_AreNotShown()
    {
        var vendor = new Vendor(_ => Vendor.Page(Vendor.Record("Secret__c", "\"Name\":\"hidden\"")));
        await using var harness = new Harness(vendor);
        Assert.Equal(ConnectorFailure.BadAnswer, (await harness.FailAsync("query", """{"soql":"SELECT Name FROM Account"}""")).Failure);
    }

    [Fact]
    public async Task Query_RolesRowCap_EndsTheResult()
    {
        var vendor = new Vendor(_ => Vendor.Page([.. Enumerable.Range(0, 50).Select(static i => Vendor.Record("Account", $"\"Name\":\"{i}\""))]));
        await using var harness = new Harness(vendor);
        var result = await harness.RunAsync(harness.Call("query", """{"soql":"SELECT Name FROM Account LIMIT 40"}""") with { MaxRows = 10 });
        Assert.Equal(10, result.GetProperty("records").GetArrayLength());
        Assert.False(result.TryGetProperty("continuation", out _));
        Assert.Contains("LIMIT 10", Assert.Single(vendor.Requests).Soql);
    }

    [Fact]
    public async Task Query_TenAtOnce_DoNotWaitForEachOther()
    {
        var all = new TaskCompletionSource();
        var waiting = 0;
        var gate = new GateHandler(new Vendor(_ => Vendor.Page()), path => path.Contains("/query?", StringComparison.Ordinal)
            ? Interlocked.Increment(ref waiting) == 10 ? Release(all) : all.Task
            : Task.CompletedTask);
        await using var harness = new Harness(gate);
        var calls = Enumerable.Range(0, 10).Select(i => harness.RunAsync("query", $$"""{"soql":"SELECT Id FROM Account LIMIT {{i + 1}}"}"""));
        await Task.WhenAll(calls).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Query_TenThousandRecords_KeepMemoryFlat()
    {
        var row = Vendor.Record("Account", $"\"Name\":\"{new string('n', 200)}\"");
        var page = string.Join(",", Enumerable.Repeat(row, 2000));
        var number = 0;
        var vendor = new Vendor(_ =>
        {
            var next = ++number % 5 == 0 ? "true" : $"false,\"nextRecordsUrl\":\"/services/data/v66.0/query/01gSY0000000001YAA-{number * 2000}\"";
            return Vendor.Json(200, $$"""{"totalSize":10000,"done":{{next}},"records":[{{page}}]}""");
        });
        await using var harness = new Harness(vendor);
        await ReadAllAsync(harness);
        GC.Collect();
        var before = GC.GetTotalMemory(true);
        await ReadAllAsync(harness);
        Assert.InRange(GC.GetTotalMemory(true) - before, long.MinValue, 6 * 1024 * 1024);
    }

    [Fact]
    public async Task Query_PageOfAHundredMegabytes_IsAClearFailure()
    {
        var vendor = new Vendor(_ =>
        {
            var response = Vendor.Json(200, "");
            response.Content = new StreamContent(new Endless(100 * 1024 * 1024));
            response.Content.Headers.ContentType = new("application/json");
            return response;
        });
        await using var harness = new Harness(vendor);
        var failure = await harness.FailAsync("query", """{"soql":"SELECT Name FROM Account"}""");
        Assert.Equal(ConnectorFailure.BadAnswer, failure.Failure);
        Assert.Contains("larger than", failure.Message);
    }

    private static async Task ReadAllAsync(Harness harness)
    {
        var token = "";
        var rows = 0;
        do
        {
            var result = await harness.RunAsync("query", $$"""{"soql":"SELECT Name FROM Account","max_rows":2000{{(token.Length > 0 ? $",\"continuation\":\"{token}\"" : "")}}}""");
            rows += result.GetProperty("records").GetArrayLength();
            token = result.TryGetProperty("continuation", out var next) ? next.GetString()! : "";
        }
        while (token.Length > 0);

        Assert.Equal(10_000, rows);
    }

    private static Task Release(TaskCompletionSource source)
    {
        source.TrySetResult();
        return source.Task;
    }

    private sealed class GateHandler(HttpMessageHandler inner, Func<string, Task> wait) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await wait(request.RequestUri!.PathAndQuery).WaitAsync(cancellationToken);
            return await base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class Endless(long length) : Stream
    {
        private long at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get => at; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, length - at);
            buffer.AsSpan(offset, read).Fill(at == 0 ? (byte)'[' : (byte)' ');
            at += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
