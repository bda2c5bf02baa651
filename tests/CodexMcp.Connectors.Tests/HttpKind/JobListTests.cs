using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Tests.HttpKind;

/// <summary>A job's result that is a list is given in parts like any other: the handle says how many rows were given, and nothing is begun again.</summary>
public sealed class JobListTests
{
    private const string Output = "output: { type: object, required: [status], properties: { status: { type: string }, run: { type: string }, detail: { type: string }, rows: { type: array }, total: { type: integer }, truncated: { type: boolean }, continuation: { type: string } } }";

    private static string Tools(bool reads) => $$"""
          query:
            title: Query
            description: Runs a query.
            verb: {{(reads ? "read" : "write")}}
            items: /rows
            {{(reads ? "continuation: run" : "idempotent: false")}}
            request: { method: POST, path: /queries, because: It is a test of both., body: { json: { q: "{q}" } } }
            job:
              handle: run
              values: { id: /id }
              poll: { path: "/queries/{job.id}" }
              state: /state
              running: [RUNNING]
              done: [DONE]
              failed: [FAILED]
              result: { path: "/queries/{job.id}/rows" }
              every: 1ms
              up_to: 1ms
            response: { result: { rows: { from: /rows, take: { n: /n } }, total: /rows | count } }
            input: { type: object, required: [q], properties: { q: { type: string, description: Query. }{{(reads ? ", run: { type: string, description: Handle. }" : "")}} } }
            {{Output}}
            examples: [{ arguments: { q: a } }]
            sandbox: { body: { id: "{job}", state: RUNNING }, job: { running: { body: { state: RUNNING } }, done: { body: { state: DONE } }, result: { body: { rows: [] } } } }
          get_rows:
            title: Get rows
            description: Gives the rows of a query.
            verb: read
            items: /rows
            continuation: run
            job: { of: query }
            input: { type: object, required: [run], properties: { run: { type: string, description: Handle. } } }
            {{Output}}
            examples: [{ arguments: { run: none }, outcome: connector_error }]

        """;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Execute_LongResult_IsGivenInPartsAndBegunOnce(bool reads)
    {
        await using var upstream = await VendorAsync(10);
        await using var rig = new Rig(upstream.Address, Tools(reads));
        var seen = new List<int>();
        var call = rig.Call("query", """{"q":"a"}""") with { MaxRows = 4 };
        while (true)
        {
            var result = (await rig.Connector.ExecuteAsync(call, TestContext.Current.CancellationToken)).Structured;
            Assert.Equal(("done", 10), (result.GetProperty("status").GetString(), result.GetProperty("total").GetInt32()));
            seen.AddRange(Numbers(result));
            if (!result.GetProperty("truncated").GetBoolean())
            {
                break;
            }

            Assert.Contains("thing_get_rows", result.GetProperty("detail").GetString());
            call = rig.Call("get_rows", $$"""{"run":"{{result.GetProperty("continuation").GetString()}}"}""") with { MaxRows = 4 };
        }

        Assert.Equal(Enumerable.Range(0, 10), seen);
        Assert.Single(upstream.Requests, request => request.Method == "POST");
    }

    /// <summary>The host cuts at any row, and what comes after goes on exactly there.</summary>
    [Fact]
    public async Task ContinueAfter_EachCut_GoesOnAtTheNextRow()
    {
        await using var upstream = await VendorAsync(5);
        await using var rig = new Rig(upstream.Address, Tools(reads: true));
        var whole = await rig.Connector.ExecuteAsync(rig.Call("query", """{"q":"a"}"""), TestContext.Current.CancellationToken);

        for (var kept = 1; kept < 5; kept++)
        {
            var part = await rig.Connector.ExecuteAsync(rig.Call("query", $$"""{"q":"a","run":"{{whole.ContinueAfter!(kept)}}"}"""), TestContext.Current.CancellationToken);
            Assert.Equal(Enumerable.Range(kept, 5 - kept), Numbers(part.Structured));
            if (kept < 4)
            {
                var rest = await rig.RunAsync("get_rows", $$"""{"run":"{{part.ContinueAfter!(1)}}"}""");
                Assert.Equal(Enumerable.Range(kept + 1, 4 - kept), Numbers(rest));
            }
        }

        Assert.Equal(ConnectorFailure.Refused, (await rig.FailAsync("query", $$"""{"q":"b","run":"{{whole.ContinueAfter!(1)}}"}""")).Failure);
    }

    /// <summary>The system may have forgotten rows by then: what is not there is not made up.</summary>
    [Fact]
    public async Task Execute_ResultThatHasShrunk_EndsTheList()
    {
        var rows = 5;
        await using var upstream = await VendorAsync(() => rows);
        await using var rig = new Rig(upstream.Address, Tools(reads: true));
        var whole = await rig.Connector.ExecuteAsync(rig.Call("query", """{"q":"a"}"""), TestContext.Current.CancellationToken);
        rows = 2;

        var rest = await rig.RunAsync("get_rows", $$"""{"run":"{{whole.ContinueAfter!(3)}}"}""");

        Assert.Empty(Numbers(rest));
        Assert.False(rest.GetProperty("truncated").GetBoolean());
    }

    [Theory]
    [InlineData("items: /rows\n    continuation: run\n    job", "job", "differ in 'items'. Write items: /rows here too.")]
    [InlineData("continuation: run\n    job", "job", "asked for with its handle. Write continuation: run.")]
    [InlineData("continuation: run\n    request", "continuation: q\n    request", "asked for with its handle. Write continuation: run.")]
    [InlineData("items: /rows\n    continuation: run\n    request", "continuation: run\n    request", "'continuation' needs 'items'")]
    [InlineData("items: /rows\n    continuation: run\n    request", "items: /rows\n    continuation: run\n    rows_argument: n\n    request", "A job's result has no 'rows_argument'")]
    [InlineData(", truncated: { type: boolean }", "", "A list needs 'truncated' in the output schema")]
    public void Load_ListThatNobodyCanReadOn_SaysWhereAndWhatToDo(string old, string replacement, string expected)
    {
        var text = Tools(reads: true);
        Assert.Contains(old, text);
        var at = text.IndexOf(old, StringComparison.Ordinal);

        var failure = Assert.Throws<InvalidOperationException>(() => new Rig("http://127.0.0.1:1", text[..at] + replacement + text[(at + old.Length)..]));

        Assert.Contains(expected, failure.Message);
    }

    private static IEnumerable<int> Numbers(JsonElement result) => result.GetProperty("rows").EnumerateArray().Select(static row => row.GetProperty("n").GetInt32());

    private static Task<Upstream> VendorAsync(int rows) => VendorAsync(() => rows);

    private static Task<Upstream> VendorAsync(Func<int> rows) => Upstream.StartAsync(context => Upstream.JsonAsync(context, context.Request.Method == "POST" ? """{"id":"7","state":"RUNNING"}"""
        : context.Request.Path.Value!.EndsWith("/rows", StringComparison.Ordinal) ? $$"""{"rows":[{{string.Join(',', Enumerable.Range(0, rows()).Select(static n => $$"""{"n":{{n}}}"""))}}]}"""
        : """{"state":"DONE"}"""));
}
