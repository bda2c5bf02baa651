using System.Text;
using CodexMcp.Abstractions;
using CodexMcp.Core.Pipeline;

namespace CodexMcp.Core.Tests.Pipeline;

/// <summary>What of a result leaves: it fits the tool's promise and the cap, and what was cut can be fetched.</summary>
public sealed class ResultTests
{
    private const string Open = """{"type":"object","properties":{"rows":{"type":"array"},"truncated":{"type":"boolean"},"returned_rows":{"type":"integer"},"notice":{"type":"string"},"continuation":{"type":"string"}},"additionalProperties":false}""";

    [Theory]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    [InlineData("""{"n":"not a number"}""")]
    [InlineData("{}")]
    public async Task CallAsync_ResultBreaksThePromise_IsWithheld(string structured)
    {
        var kit = Returning(Some.Definition("get", output: """{"type":"object","required":["n"],"properties":{"n":{"type":"integer"}}}"""), structured);

        var outcome = await kit.CallAsync("fake_get");

        Assert.Equal(OutcomeCode.InvalidResult, outcome.Code);
        Assert.DoesNotContain("not a number", outcome.Text, StringComparison.Ordinal);
        Assert.Equal("check", kit.Audit.Last.Stage);
    }

    [Fact]
    public async Task CallAsync_NoStructuredResultAtAll_IsWithheld()
    {
        var kit = new Kit(Some.Read());
        kit.Connector.OnExecute = (_, _) => ValueTask.FromResult(new ToolResult { Structured = default });

        Assert.Equal(OutcomeCode.InvalidResult, (await kit.CallAsync("fake_get")).Code);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(500)]
    [InlineData(4000)]
    public async Task CallAsync_TooManyRows_AreCutAndCanBeContinued(int tokenLength)
    {
        var kit = Returning(Some.Definition("get", output: Open, items: "/rows"), Rows(5_000), kept => $"{kept}:".PadRight(tokenLength, 'x'));

        var outcome = await kit.CallAsync("fake_get");

        Assert.Equal(OutcomeCode.Succeeded, outcome.Code);
        var kept = outcome.Structured.GetProperty("rows").GetArrayLength();
        Assert.InRange(Encoding.UTF8.GetByteCount(outcome.Structured.GetRawText()), 40_000 - 700, 40_000);
        Assert.True(outcome.Structured.GetProperty("truncated").GetBoolean());
        Assert.Equal(kept, outcome.Structured.GetProperty("returned_rows").GetInt32());
        Assert.StartsWith($"{kept}:", outcome.Structured.GetProperty("continuation").GetString(), StringComparison.Ordinal);
        Assert.Contains($"first {kept} of 5000 rows", outcome.Structured.GetProperty("notice").GetString(), StringComparison.Ordinal);
        Assert.Contains("with continuation set to", outcome.Structured.GetProperty("notice").GetString(), StringComparison.Ordinal);
        Assert.Equal($"[{kept - 1},\"row {kept - 1}\"]", outcome.Structured.GetProperty("rows")[kept - 1].GetRawText());
    }

    [Fact]
    public async Task CallAsync_RowsDeepInside_AreCutThereAndTheRestStays()
    {
        var kit = Returning(
            Some.Definition("get", items: "/data/a~1b"),
            $$"""{"truncated":false,"notice":"Slow.","data":{"before":1,"a/b":{{Array(5_000)}},"after":2},"continuation":"old"}""",
            kept => $"next{kept}");

        var outcome = (await kit.CallAsync("fake_get")).Structured;

        Assert.Equal((1, 2), (outcome.GetProperty("data").GetProperty("before").GetInt32(), outcome.GetProperty("data").GetProperty("after").GetInt32()));
        Assert.Equal($"next{outcome.GetProperty("data").GetProperty("a/b").GetArrayLength()}", outcome.GetProperty("continuation").GetString());
        Assert.StartsWith("Slow. Only the first", outcome.GetProperty("notice").GetString(), StringComparison.Ordinal);
        Assert.Equal(5, outcome.GetPropertyCount());
    }

    [Fact]
    public async Task CallAsync_SchemaWithoutPlaceForNotices_GetsOnlyWhatItAllows()
    {
        var kit = Returning(
            Some.Definition("get", output: """{"type":"object","properties":{"rows":{},"continuation":{"type":"string"}},"additionalProperties":false}""", items: "/rows"),
            Rows(5_000),
            kept => $"{kept}");

        var outcome = await kit.CallAsync("fake_get");

        Assert.Equal(["rows", "continuation"], outcome.Structured.EnumerateObject().Select(property => property.Name));
    }

    [Theory]
    [InlineData("no pointer")]
    [InlineData("no continuation")]
    [InlineData("no place")]
    [InlineData("one huge row")]
    [InlineData("minItems")]
    [InlineData("not an array")]
    public async Task CallAsync_TooLargeAndCannotBeCut_SaysHowToAskForLess(string why)
    {
        var output = why switch
        {
            "no place" => """{"type":"object","properties":{"rows":{}},"additionalProperties":false}""",
            "minItems" => Open.Replace("\"array\"", "\"array\",\"minItems\":5000", StringComparison.Ordinal),
            _ => null,
        };
        var structured = why switch
        {
            "one huge row" => $$"""{"rows":["{{new string('x', 50_000)}}"]}""",
            "not an array" => $$"""{"rows":"{{new string('x', 50_000)}}"}""",
            _ => Rows(5_000),
        };
        var kit = Returning(Some.Definition("get", output: output, items: why == "no pointer" ? null : "/rows"), structured, why == "no continuation" ? null : kept => $"{kept}");

        var outcome = await kit.CallAsync("fake_get");

        Assert.Equal(OutcomeCode.InvalidResult, outcome.Code);
        Assert.Contains("larger than the 40000 bytes", outcome.Text, StringComparison.Ordinal);
        Assert.Contains("fewer rows", outcome.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallAsync_WriteWithABadResult_SaysThatItRan()
    {
        var kit = Returning(Some.Definition("put", ToolVerb.Write), "[]", mode: ApprovalMode.Approve);

        var outcome = await kit.CallAsync("fake_put");

        Assert.Contains("was carried out", outcome.Text, StringComparison.Ordinal);
        Assert.Contains("Do not repeat", outcome.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallAsync_ResultThatGrowsPastTheCapWhenMadeVisible_IsWithheld()
    {
        var kit = Returning(Some.Definition("get"), $$"""{"v":"{{new string('\u200b', 12_000)}}"}""");

        Assert.Equal(OutcomeCode.InvalidResult, (await kit.CallAsync("fake_get")).Code);
    }

    [Fact]
    public async Task CallAsync_WordsBeyondTheCap_AreReplacedByTheJson()
    {
        var kit = new Kit(Some.Read());
        kit.Connector.OnExecute = (_, _) => ValueTask.FromResult(new ToolResult { Structured = Some.Json("""{"a":1}"""), Text = new string('x', 1_000_000) });

        Assert.Equal("""{"a":1}""", (await kit.CallAsync("fake_get")).Text);
    }

    [Fact]
    public async Task Error_HasOneShape()
    {
        var kit = new Kit(Some.Read());

        var outcome = await kit.CallAsync("nothing");

        var error = outcome.Structured.GetProperty("error");
        Assert.Equal(["code", "message", "next", "call_id"], error.EnumerateObject().Select(property => property.Name));
        Assert.Equal(("unknown_tool", outcome.CallId), (error.GetProperty("code").GetString(), error.GetProperty("call_id").GetString()));
        Assert.Equal($"{error.GetProperty("message").GetString()} {error.GetProperty("next").GetString()}", outcome.Text);
    }

    private static Kit Returning(ToolDefinition definition, string structured, Func<int, string>? continueAfter = null, ApprovalMode mode = ApprovalMode.Writes)
    {
        var kit = new Kit(Some.Tool(definition, mode));
        kit.Connector.OnExecute = (_, _) => ValueTask.FromResult(new ToolResult { Structured = Some.Json(structured), ContinueAfter = continueAfter });
        return kit;
    }

    private static string Rows(int count) => $$"""{"rows":{{Array(count)}}}""";

    private static string Array(int count) => "[" + string.Join(",", Enumerable.Range(0, count).Select(i => $"[{i},\"row {i}\"]")) + "]";
}
