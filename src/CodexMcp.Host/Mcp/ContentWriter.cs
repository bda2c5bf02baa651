using CodexMcp.Abstractions;
using CodexMcp.Core.Pipeline;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Host.Mcp;

/// <summary>A result's words and blocks as MCP content.</summary>
internal static class ContentWriter
{
    /// <summary>The words first, when there are any, and then the blocks.</summary>
    public static IList<ContentBlock> Write(CallOutcome outcome)
    {
        if (outcome.Content.Count == 0 && outcome.Replays is null)
        {
            return [new TextContentBlock { Text = outcome.Text }];
        }

        var content = new List<ContentBlock>(outcome.Content.Count + 2);
        if (outcome.Replays is { } first)
        {
            content.Add(new TextContentBlock { Text = $"The same call was made before (call {first}); this is its result, and nothing was sent again." });
        }

        if (outcome.Text.Length > 0 || outcome.Content.Count == 0)
        {
            content.Add(new TextContentBlock { Text = outcome.Text });
        }

        foreach (var block in outcome.Content)
        {
            content.Add(block switch
            {
                ToolContent.Text words => new TextContentBlock { Text = words.Value },
                ToolContent.Image image => ImageContentBlock.FromBytes(image.Data, image.MediaType),
                ToolContent.Audio audio => AudioContentBlock.FromBytes(audio.Data, audio.MediaType),
                ToolContent.Document { Words: { } words } document => new EmbeddedResourceBlock
                {
                    Resource = new TextResourceContents { Uri = document.Uri, MimeType = document.MediaType, Text = words },
                },
                ToolContent.Document document => new EmbeddedResourceBlock { Resource = BlobResourceContents.FromBytes(document.Data, document.Uri, document.MediaType) },
                ToolContent.Link link => new ResourceLinkBlock { Uri = link.Uri, Name = link.Name, Description = link.Description, MimeType = link.MediaType },
                _ => throw new InvalidOperationException("There is no such block."),
            });
        }

        return content;
    }
}
