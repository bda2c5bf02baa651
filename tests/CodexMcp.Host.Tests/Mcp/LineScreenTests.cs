using System.Text;
using CodexMcp.Host.Mcp;

namespace CodexMcp.Host.Tests.Mcp;

public sealed class LineScreenTests
{
    private readonly LineScreen screen = new();

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""", LineKind.Request)]
    [InlineData("""{"jsonrpc":"2.0","id":"a","method":"tools/call","params":{"name":"x","arguments":{"name":"y","n":1.5e10}}}""", LineKind.Request)]
    [InlineData("""{"jsonrpc":"2.0","method":"notifications/initialized"}""", LineKind.Notification)]
    [InlineData("""{"jsonrpc":"2.0","id":7,"result":{}}""", LineKind.Response)]
    [InlineData("""{"jsonrpc":"2.0","id":7,"error":{"code":1,"message":"x"}}""", LineKind.Response)]
    [InlineData("""{"jsonrpc":"2.0","id":7,"method":"x","params":{"text":"\ud83d\ude00 \u0041"}}""", LineKind.Request)]
    internal void Judge_GoodMessage_IsSorted(string line, LineKind kind) => Assert.Equal(kind, Judge(line).Kind);

    [Theory]
    [InlineData("", -32700)]
    [InlineData("hello", -32700)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/li""", -32700)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"a"}{"jsonrpc":"2.0","id":2,"method":"b"}""", -32700)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"x","params":{"t":"\ud800"}}""", -32700)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"x","params":{"n":01}}""", -32700)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"x","params":{"n":NaN}}""", -32700)]
    [InlineData("[]", -32600)]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"method":"tools/list"}]""", -32600)]
    [InlineData("42", -32600)]
    [InlineData("null", -32600)]
    [InlineData("{}", -32600)]
    [InlineData("""{"id":1,"method":"x"}""", -32600)]
    [InlineData("""{"jsonrpc":"1.0","id":1,"method":"x"}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":null,"method":"x"}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1.5,"method":"x"}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":{},"method":"x"}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":7}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"x","result":{}}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","result":{}}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"x","method":"y"}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"x","\u006dethod":"y"}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"id":2,"method":"x"}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read","name":"write"}}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"x","params":{"arguments":{"a":[{"b":1,"b":2}]}}}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"x","params":{"n":1e999}}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"x","params":{"n":-1E400}}""", -32600)]
    public void Judge_BadMessage_IsRejectedWithItsCode(string line, int code)
    {
        var verdict = Judge(line);

        Assert.Equal(LineKind.Rejected, verdict.Kind);
        Assert.Equal(code, verdict.ErrorCode);
        Assert.EndsWith(".", verdict.Error);
    }

    [Fact]
    public void Judge_InvalidUtf8_IsRejected() =>
        Assert.Equal(-32700, screen.Judge([.. "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\""u8, 0xC3, 0x28, .. "\"}"u8]).ErrorCode);

    [Fact]
    public void Judge_TenThousandLevels_IsRejected()
    {
        var line = """{"jsonrpc":"2.0","id":1,"method":"x","params":""" + new string('[', 10_000) + new string(']', 10_000) + "}";

        Assert.Equal(-32700, Judge(line).ErrorCode);
    }

    [Fact]
    public void Judge_ManyNames_StaysLinearAndFindsTheDuplicate()
    {
        var wide = new StringBuilder("""{"jsonrpc":"2.0","id":1,"method":"x","params":{""");
        for (var i = 0; i < 200_000; i++)
        {
            wide.Append($"\"k{i}\":0,");
        }

        var clock = System.Diagnostics.Stopwatch.StartNew();

        Assert.Equal(LineKind.Request, Judge(wide + "\"last\":0}}").Kind);
        Assert.Equal(-32600, Judge(wide + "\"k77777\":0}}").ErrorCode);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"took {clock.Elapsed}");
    }

    [Fact]
    public void Judge_RejectedMessageWithId_KeepsTheId() =>
        Assert.Equal("\"a\\u0062\"", Judge("""{"jsonrpc":"2.0","id":"a\u0062","method":"x","params":{"n":1e999}}""").Id);

    [Fact]
    public void Judge_SameNameInTwoObjects_Passes() =>
        Assert.Equal(LineKind.Request, Judge("""{"jsonrpc":"2.0","id":1,"method":"x","params":{"a":{"n":1},"b":{"n":1},"n":[{"n":1},{"n":2}]}}""").Kind);

    private LineVerdict Judge(string line) => screen.Judge(Encoding.UTF8.GetBytes(line));
}
