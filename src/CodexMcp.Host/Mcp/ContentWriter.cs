using System.Text.Json;
using System.Text.Json.Nodes;
using CodexMcp.Abstractions;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Untrusted;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Host.Mcp;

/// <summary>
/// A result's words and blocks as MCP content. Words from outside stand between delimiters: in their own block where they are one, and in blocks before and
/// after documents and links, which stay as they are. JSON that repeats the structured content needs none: each text in it has its own quotes.
/// </summary>
internal static class ContentWriter
{
    /// <summary>The words first, when there are any, and then the blocks.</summary>
    public static IList<ContentBlock> Write(CallOutcome outcome, Delimiters? delimiters)
    {
        if (outcome.Content.Count == 0 && outcome.Replays is null)
        {
            return [new TextContentBlock { Text = Words(outcome, delimiters) }];
        }

        var content = new List<ContentBlock>(outcome.Content.Count + 2);
        if (outcome.Replays is { } first)
        {
            content.Add(new TextContentBlock { Text = $"The same call was made before (call {first}); this is its result, and nothing was sent again." });
        }

        if (outcome.Text.Length > 0 || outcome.Content.Count == 0)
        {
            content.Add(new TextContentBlock { Text = Words(outcome, delimiters) });
        }

        var isOpen = false; // between the delimiters of documents and links
        foreach (var block in outcome.Content)
        {
            if (delimiters is not null && isOpen != IsRead(block))
            {
                isOpen = !isOpen;
                content.Add(new TextContentBlock { Text = isOpen ? delimiters.Begin : delimiters.End });
            }

            content.Add(Block(block, delimiters));
        }

        if (isOpen)
        {
            content.Add(new TextContentBlock { Text = delimiters!.End });
        }

        return content;
    }

    /// <summary>Whether words from outside stand in the content, beside JSON.</summary>
    public static bool HasWords(CallOutcome outcome) =>
        (outcome.Text.Length > 0 && !outcome.TextIsJson) || outcome.Content.Any(static block => block is ToolContent.Text || IsRead(block));

    /// <summary>Whether a text stands anywhere in the blocks.</summary>
    public static bool Has(CallOutcome outcome, string text) => outcome.Content.Any(block => block switch
    {
        ToolContent.Text words => Contains(words.Value, text),
        ToolContent.Document document => Contains(document.Words, text) || Contains(document.Uri, text),
        ToolContent.Link link => Contains(link.Name, text) || Contains(link.Description, text) || Contains(link.Uri, text),
        _ => false,
    });

    /// <summary>What a host adds to a failure, what to do next, is its own word and stands behind the delimiters.</summary>
    private static string Words(CallOutcome outcome, Delimiters? delimiters)
    {
        if (delimiters is null || outcome.TextIsJson)
        {
            return outcome.Text;
        }

        if (!outcome.IsError)
        {
            return delimiters.Around(outcome.Text);
        }

        var error = outcome.Structured.GetProperty("error"u8);
        return $"{delimiters.Around(error.GetProperty("message"u8).GetString()!)}\n{error.GetProperty("next"u8).GetString()}";
    }

    private static ContentBlock Block(ToolContent block, Delimiters? delimiters)
    {
        var written = Form(block, delimiters);
        written.Annotations = Annotations(block.Hints);
        written.Meta = Object(block.Meta);
        return written;
    }

    /// <summary>Hints in MCP's words.</summary>
    public static Annotations? Annotations(ContentHints? hints) => hints is null ? null : new()
    {
        Audience = (hints.ForUser, hints.ForAssistant) switch
        {
            (true, true) => [Role.User, Role.Assistant],
            (true, false) => [Role.User],
            (false, true) => [Role.Assistant],
            _ => null,
        },
        Priority = hints.Priority,
        LastModified = hints.LastModified,
    };

    /// <summary>What stands beside a result or a block, as a part of the message.</summary>
    public static JsonObject? Object(JsonElement? meta) => meta is { ValueKind: JsonValueKind.Object } there ? JsonObject.Create(there) : null;

    private static ContentBlock Form(ToolContent block, Delimiters? delimiters) => block switch
    {
        ToolContent.Text words => new TextContentBlock { Text = delimiters?.Around(words.Value) ?? words.Value },
        ToolContent.Image image => ImageContentBlock.FromBytes(image.Data, image.MediaType),
        ToolContent.Audio audio => AudioContentBlock.FromBytes(audio.Data, audio.MediaType),
        ToolContent.Document { Words: { } words } document => new EmbeddedResourceBlock
        {
            Resource = new TextResourceContents { Uri = document.Uri, MimeType = document.MediaType, Text = words },
        },
        ToolContent.Document document => new EmbeddedResourceBlock { Resource = BlobResourceContents.FromBytes(document.Data, document.Uri, document.MediaType) },
        ToolContent.Link link => new ResourceLinkBlock { Uri = link.Uri, Name = link.Name, Description = link.Description, MimeType = link.MediaType },
        _ => throw new InvalidOperationException("There is no such block."),
    };

    /// <summary>Whether a block is read, and keeps its own form.</summary>
    private static bool IsRead(ToolContent block) => block is ToolContent.Document { Words: not null } or ToolContent.Link;

    private static bool Contains(string? text, string part) => text?.Contains(part, StringComparison.OrdinalIgnoreCase) == true;
}
