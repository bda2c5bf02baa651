using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Core.Pipeline;
using CodexMcp.Host.Mcp;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Host.Tests.Mcp;

/// <summary>What of an outcome stands in a result's content.</summary>
public sealed class ContentWriterTests
{
    [Fact]
    public void Write_ReplayWithBlocks_HasTheNoteAndAllOfThem()
    {
        var content = ContentWriter.Write(Outcome("words") with { Replays = "first", Content = [new ToolContent.Image(new byte[] { 1 }, "image/png"), new ToolContent.Link("x://a", "a")] });

        Assert.Equal(["text", "text", "image", "resource_link"], content.Select(block => block.Type));
        Assert.Contains("made before (call first)", ((TextContentBlock)content[0]).Text, StringComparison.Ordinal);
        Assert.Equal("words", ((TextContentBlock)content[1]).Text);
    }

    [Fact]
    public void Write_ReplayOfWords_HasTheNoteFirst() =>
        Assert.Equal(["text", "text"], ContentWriter.Write(Outcome("words") with { Replays = "first" }).Select(block => block.Type));

    private static CallOutcome Outcome(string text) => new()
    {
        Code = OutcomeCode.Succeeded,
        CallId = "0123456789abcdef0123456789abcdef",
        Structured = JsonSerializer.SerializeToElement(new Dictionary<string, string>()),
        Text = text,
    };
}
