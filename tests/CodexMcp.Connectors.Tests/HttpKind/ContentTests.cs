using CodexMcp.Abstractions;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Connectors.Tests.HttpKind;

/// <summary>Pictures come as pictures, files as documents or links, text as words that redaction sees; what the vendor calls it decides nothing.</summary>
public sealed class ContentTests
{
    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 1, 2, 255];

    public static TheoryData<byte[], string, string, string> Bodies => new()
    {
        { Png, "image/png", "Image", "image/png" },
        { Png, "text/html", "Image", "image/png" },
        { [0xFF, 0xD8, 0xFF, 0xE0, 0], "application/octet-stream", "Image", "image/jpeg" },
        { "GIF89a\0"u8.ToArray(), "image/gif", "Image", "image/gif" },
        { "RIFF\0\0\0\0WEBPVP8 "u8.ToArray(), "image/webp", "Image", "image/webp" },
        { "<svg onload='x'/>"u8.ToArray(), "image/svg+xml", "Words", "image/svg+xml" },
        { "not a picture"u8.ToArray(), "image/png", "Words", "text/plain" },
        { "a,b\n1,2\n"u8.ToArray(), "text/csv", "Words", "text/csv" },
        { """{"a":1}"""u8.ToArray(), "application/json", "Words", "application/json" },
        { [1, 2, 0, 255], "image/png", "Document", "application/octet-stream" },
        { [1, 2, 0, 255], "application/pdf", "Document", "application/pdf" },
        { [1, 2, 0, 255], "audio/wav", "Audio", "audio/wav" },
        { [1, 2, 0, 255], "text/plain", "Document", "application/octet-stream" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Execute_BinaryBody_IsTheBlockThatItsBytesAre(byte[] bytes, string said, string expected, string type)
    {
        await using var upstream = await Upstream.StartAsync(async context =>
        {
            context.Response.ContentType = said;
            await context.Response.Body.WriteAsync(bytes);
        });
        await using var rig = new Rig(upstream.Address, Tool("body: binary", "media_type: { type: string }, bytes: { type: integer }"));

        var result = await RunAsync(rig);

        Assert.Equal($$"""{"media_type":"{{type}}","bytes":{{bytes.Length}}}""", result.Structured.GetRawText());
        var block = Assert.Single(result.Content);
        Assert.Equal(expected, block is ToolContent.Document { Words: not null } ? "Words" : block.GetType().Name);
        Assert.NotNull(result.Text);
    }

    [Fact]
    public async Task Execute_PartsOfAnAnswer_StandBesideTheResult()
    {
        await using var upstream = await Upstream.WithJsonAsync($$"""
            {"image":"{{Convert.ToBase64String(Png)}}","broken":"no base64!","file":"name: x","filename":"x\u202E.yaml",
             "urls":["https://files.example.com/a/Page%201.pdf?sig=1","http://files.example.com/plain","https://169.254.169.254/x","javascript:alert(1)","https://u:p@files.example.com/x",7],
             "parts":[{"url":"https://files.example.com/2","title":"Two"},{"title":"none"}]}
            """);
        await using var rig = new Rig(upstream.Address, Tool("""
            result: { filename: /filename }, content: [
                { base64: /image }, { base64: /broken }, { text: /file, name: "{/filename}", media_type: text/yaml },
                { link: /urls, media_type: application/pdf }, { link: /parts, at: /url, name: "Part {/title}" } ]
            """, "filename: { type: string }"), more: "", hosts: "api.example.com, files.example.com");

        var result = await RunAsync(rig);

        Assert.Equal("image/png", Assert.IsType<ToolContent.Image>(result.Content[0]).MediaType);
        Assert.Equal(new ToolContent.Document("x .yaml", "text/yaml", "name: x"), result.Content[1]);
        Assert.Equal(new ToolContent.Link("https://files.example.com/a/Page%201.pdf?sig=1", "Page 1.pdf", null, "application/pdf"), result.Content[2]);
        Assert.Equal(new ToolContent.Link("https://files.example.com/2", "Part Two"), result.Content[3]);
        Assert.Equal(4, result.Content.Count);
        Assert.Equal(result.Structured.GetRawText(), result.Text);
    }

    [Fact]
    public async Task Execute_MoreLinksThanAnyoneOpens_AreCapped()
    {
        await using var upstream = await Upstream.WithJsonAsync($$"""{"filename":"f","urls":[{{string.Join(',', Enumerable.Range(0, 500).Select(i => $"\"https://api.example.com/{i}\""))}}]}""");
        await using var rig = new Rig(upstream.Address, Tool("result: { filename: /filename }, content: [{ link: /urls }]", "filename: { type: string }"));

        Assert.Equal(20, (await RunAsync(rig)).Content.Count);
    }

    private static ValueTask<ToolResult> RunAsync(Rig rig) => rig.Connector.ExecuteAsync(rig.Call("get"), TestContext.Current.CancellationToken);

    private static string Tool(string response, string output) => $$"""
          get:
            title: Get
            description: Reads.
            verb: read
            request: { path: /x }
            response: { {{response}} }
            input: { type: object }
            output: { type: object, properties: { {{output}} } }
            examples: [{ arguments: {} }]
            sandbox: { body: {} }

        """;
}
