using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind;

namespace CodexMcp.Connectors.McpKind.Relay;

/// <summary>Reads a server's content blocks. What it says is untrusted: shapes are checked here, sizes and secrets by the pipeline.</summary>
internal static class ContentReader
{
    private const int MostBlocks = 256;

    /// <summary>Reads the blocks of a result.</summary>
    /// <exception cref="ConnectorException">A block is none.</exception>
    public static List<ToolContent> Blocks(string system, JsonElement result)
    {
        var blocks = new List<ToolContent>();
        if (Json.Member(result, "content") is not { } content)
        {
            return blocks;
        }

        if (content.ValueKind != JsonValueKind.Array || content.GetArrayLength() > MostBlocks)
        {
            throw Bad(system, "its content is no list of a size that anybody reads");
        }

        foreach (var block in content.EnumerateArray())
        {
            blocks.Add(Block(system, block));
        }

        return blocks;
    }

    /// <summary>Reads one block.</summary>
    public static ToolContent Block(string system, JsonElement block)
    {
        var read = Form(system, block);
        return BesideReader.Hints(block) is var hints && BesideReader.Meta(block) is var meta && (hints is not null || meta is not null)
            ? read with { Hints = hints, Meta = meta ?? read.Meta }
            : read;
    }

    private static ToolContent Form(string system, JsonElement block) => Json.String(block, "type") switch
    {
        "text" when Json.String(block, "text") is { } text => new ToolContent.Text(text),
        "image" => new ToolContent.Image(Data(system, block), Json.String(block, "mimeType") ?? "application/octet-stream"),
        "audio" => new ToolContent.Audio(Data(system, block), Json.String(block, "mimeType") ?? "application/octet-stream"),
        "resource" when Json.Member(block, "resource") is { } resource => Document(system, resource),
        "resource_link" when Json.String(block, "uri") is { } uri =>
            new ToolContent.Link(uri, Json.String(block, "name") ?? uri, Json.String(block, "description"), Json.String(block, "mimeType")),
        _ => throw Bad(system, "its content holds a block that MCP does not know"),
    };

    /// <summary>Reads the contents of a resource.</summary>
    public static ToolContent Document(string system, JsonElement resource)
    {
        if (Json.String(resource, "uri") is not { } uri)
        {
            throw Bad(system, "a resource in it has no URI");
        }

        var mediaType = Json.String(resource, "mimeType");
        var document = Json.String(resource, "text") is { } text
            ? new ToolContent.Document(uri, mediaType, text)
            : new ToolContent.Document(uri, mediaType, null, Data(system, resource, "blob"));
        return BesideReader.Meta(resource) is { } meta ? document with { Meta = meta } : document;
    }

    /// <summary>All words of the blocks, line by line: for a client that looks at the structure alone.</summary>
    public static string Words(IEnumerable<ToolContent> blocks) => string.Join('\n', blocks.Select(static block => block switch
    {
        ToolContent.Text text => text.Value,
        ToolContent.Document { Words: { } words } => words,
        ToolContent.Document document => $"[{document.Uri}, {document.MediaType ?? "binary"}, {document.Data.Length} bytes]",
        ToolContent.Image image => $"[image, {image.MediaType}, {image.Data.Length} bytes]",
        ToolContent.Audio audio => $"[audio, {audio.MediaType}, {audio.Data.Length} bytes]",
        ToolContent.Link link => $"[{link.Name}: {link.Uri}]",
        _ => "",
    }));

    /// <summary>An answer that makes no sense.</summary>
    public static ConnectorException Bad(string system, string why, Exception? inner = null) => new(
        ConnectorFailure.BadAnswer, $"The answer of {system} can't be used: {why}.", "Tell the operator; another tool may answer the question.", inner: inner);

    private static byte[] Data(string system, JsonElement block, string member = "data") =>
        Json.Member(block, member) is { ValueKind: JsonValueKind.String } data && data.TryGetBytesFromBase64(out var bytes) ? bytes : throw Bad(system, "binary data in it is no Base64");
}
