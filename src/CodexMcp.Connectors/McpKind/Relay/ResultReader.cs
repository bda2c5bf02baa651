using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind;
using CodexMcp.Connectors.McpKind.Pins;

namespace CodexMcp.Connectors.McpKind.Relay;

/// <summary>Makes the host's result of a server's.</summary>
internal static class ResultReader
{
    private const int LongestError = 2_000;
    private static readonly JsonElement Empty = Json.Build(0, static (writer, _) =>
    {
        writer.WriteStartObject();
        writer.WriteEndObject();
    });

    /// <summary>Reads a result.</summary>
    /// <exception cref="ConnectorException">The tool failed, or its answer makes no sense.</exception>
    public static ToolResult Read(string system, DefinitionKind kind, JsonElement result) => kind switch
    {
        DefinitionKind.Tool => Tool(system, result),
        DefinitionKind.Prompt => Prompt(system, result),
        _ => Resource(system, result),
    };

    /// <summary>What a resource that is not there reads as.</summary>
    public static ToolResult Missing { get; } = new() { Structured = Empty, Text = "" };

    private static ToolResult Tool(string system, JsonElement result)
    {
        var blocks = ContentReader.Blocks(system, result);
        var structured = Json.Member(result, "structuredContent");
        if (Json.Member(result, "isError") is { ValueKind: JsonValueKind.True })
        {
            var words = ContentReader.Words(blocks);
            words = Native.VendorText.Cut(Native.VendorText.Plain(words.Length > 0 ? words : structured?.GetRawText() ?? "It does not say why."), LongestError);
            throw new ConnectorException(ConnectorFailure.Refused, $"{system} reports an error: {words}", "Change the call as the error says, or use another tool.");
        }

        if (structured is { ValueKind: not JsonValueKind.Object })
        {
            throw ContentReader.Bad(system, "its structured content is no object");
        }

        return new()
        {
            // Some clients show the structure alone: it tells the words too when the server gave none.
            Structured = structured ?? Json.Build(ContentReader.Words(blocks), static (writer, words) =>
            {
                writer.WriteStartObject();
                writer.WriteString("text"u8, words);
                writer.WriteEndObject();
            }),
            Text = blocks.Count > 0 ? "" : null,
            Content = blocks,
            Meta = BesideReader.Meta(result),
        };
    }

    private static ToolResult Prompt(string system, JsonElement result)
    {
        if (Json.Member(result, "messages") is not { ValueKind: JsonValueKind.Array } messages)
        {
            throw ContentReader.Bad(system, "it holds no messages");
        }

        var blocks = new List<ToolContent>();
        foreach (var message in messages.EnumerateArray().Take(256))
        {
            var block = Json.Member(message, "content") is { } content ? ContentReader.Block(system, content) : throw ContentReader.Bad(system, "a message in it has no content");
            blocks.Add(block with { FromAssistant = Json.String(message, "role") == "assistant" });
        }

        return new() { Structured = Empty, Text = "", Content = blocks, Meta = BesideReader.Meta(result) };
    }

    private static ToolResult Resource(string system, JsonElement result)
    {
        if (Json.Member(result, "contents") is not { ValueKind: JsonValueKind.Array } contents)
        {
            throw ContentReader.Bad(system, "it holds no contents");
        }

        return new() { Structured = Empty, Text = "", Meta = BesideReader.Meta(result), Content = [.. contents.EnumerateArray().Take(256).Select(one => ContentReader.Document(system, one))] };
    }
}
