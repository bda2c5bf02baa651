using System.Text.Json;
using CodexMcp.Connectors.McpKind.Relay;

namespace CodexMcp.Connectors.Tests.McpKind;

/// <summary>What a server may say beside its content, and which keys only the protocol, a host or a client may use.</summary>
public sealed class BesideReaderTests
{
    [Theory]
    [InlineData("com.example/rank")]
    [InlineData("openai/widget")]
    [InlineData("rank")]
    [InlineData("a.b-c_d")]
    public void IsFree_OwnKey_IsPassedOn(string key) => Assert.True(BesideReader.IsFree(key));

    [Theory]
    [InlineData("codex-mcp/content")]
    [InlineData("codex-mcp/replays")]
    [InlineData("Codex-MCP/content")]
    [InlineData("com.codex-mcp/content")]
    [InlineData("codex_approval_kind")]
    [InlineData("codex/approval")]
    [InlineData("com.example/codex_approval_kind")]
    [InlineData("io.modelcontextprotocol/serverInfo")]
    [InlineData("dev.mcp/x")]
    [InlineData("MCP/x")]
    [InlineData("x/mcp/y")]
    [InlineData("progressToken")]
    [InlineData("traceparent")]
    [InlineData("")]
    [InlineData("c\u043edex-mcp/content")]
    [InlineData("codex-mcp\u200b/content")]
    [InlineData("a b")]
    public void IsFree_KeyThatMeansSomething_IsTakenOut(string key) => Assert.False(BesideReader.IsFree(key));

    [Fact]
    public void Meta_TooLarge_IsLeftOut() => Assert.Null(BesideReader.Meta(Said($$$"""{"_meta":{"a":"{{{new string('x', 9_000)}}}"}}""")));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"_meta":null}""")]
    [InlineData("""{"_meta":[1]}""")]
    [InlineData("""{"_meta":{"codex-mcp/content":{}}}""")]
    public void Meta_NothingToPassOn_IsNull(string said) => Assert.Null(BesideReader.Meta(Said(said)));

    [Fact]
    public void Meta_SameKeyTwice_KeepsTheFirst() => Assert.Equal("""{"a":1}""", BesideReader.Meta(Said("""{"_meta":{"a":1,"a":2}}"""))!.Value.GetRawText());

    [Theory]
    [InlineData("""{"annotations":{"priority":7,"audience":["admin"],"lastModified":"yesterday"}}""")]
    [InlineData("""{"annotations":{"priority":"1","audience":"user"}}""")]
    [InlineData("""{"annotations":[]}""")]
    public void Hints_ThatMakeNoSense_AreNone(string said) => Assert.Null(BesideReader.Hints(Said(said)));

    [Fact]
    public void WithoutMeta_Question_KeepsTheRest() =>
        Assert.Equal("""{"message":"Go on?","mode":"form"}""", BesideReader.WithoutMeta(Said("""{"message":"Go on?","_meta":{"codex_approval_kind":"mcp_tool_call"},"mode":"form"}""")).GetRawText());

    private static JsonElement Said(string json) => JsonDocument.Parse(json).RootElement;
}
