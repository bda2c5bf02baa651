using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Core.Dlp;

namespace CodexMcp.Core.Pipeline;

/// <summary>What the stages Check and Redact do with the blocks of a result: bound, name and clean them. Most results have none.</summary>
internal static class ContentBlocks
{
    /// <summary>The most blocks of one result.</summary>
    public const int MaxBlocks = 64;

    /// <summary>The most bytes of pictures, sounds and binary documents of one result together. Words count against the role's own cap.</summary>
    public const int MaxBinaryBytes = 1024 * 1024;

    /// <summary>Whether the blocks stay within the caps.</summary>
    public static bool Fit(IReadOnlyList<ToolContent> blocks, int maxText)
    {
        long binary = 0, text = 0;
        foreach (var block in blocks)
        {
            binary += Bytes(block).Length;
            text += block.Meta is { } meta ? JsonMarshal.GetRawUtf8Value(meta).Length : 0;
            text += block switch
            {
                ToolContent.Text words => words.Value.Length,
                ToolContent.Document document => (document.Words?.Length ?? 0) + document.Uri.Length,
                ToolContent.Link link => link.Uri.Length + link.Name.Length + (link.Description?.Length ?? 0),
                _ => 0,
            };
        }

        return blocks.Count <= MaxBlocks && binary <= MaxBinaryBytes && text <= maxText;
    }

    /// <summary>Names what leaves in binary form, for the record: nobody can read it later, but its hash tells what it was.</summary>
    public static void Note(ToolCall call, IReadOnlyList<ToolContent> blocks)
    {
        foreach (var block in blocks)
        {
            if (Bytes(block) is { Length: > 0 } bytes)
            {
                call.Note($"Returned {VisibleText.Ascii(MediaType(block))}, {bytes.Length} bytes, sha256 {Convert.ToHexStringLower(SHA256.HashData(bytes.Span))}.");
            }
        }
    }

    /// <summary>Masks secrets in every text of the blocks.</summary>
    public static IReadOnlyList<ToolContent> Clean(IReadOnlyList<ToolContent> blocks, Redactor redactor, Findings findings)
    {
        var clean = new ToolContent[blocks.Count];
        for (var i = 0; i < clean.Length; i++)
        {
            var block = blocks[i];
            clean[i] = (block.Meta is null ? block : block with { Meta = Clean(block.Meta, redactor, findings) }) switch
            {
                ToolContent.Text words => words with { Value = redactor.Clean(words.Value, findings) },
                ToolContent.Image image => image with { MediaType = redactor.Clean(image.MediaType, findings) },
                ToolContent.Audio audio => audio with { MediaType = redactor.Clean(audio.MediaType, findings) },
                ToolContent.Document document => document with
                {
                    Uri = redactor.Clean(document.Uri, findings),
                    MediaType = document.MediaType is { } type ? redactor.Clean(type, findings) : null,
                    Words = document.Words is { } words ? redactor.Clean(words, findings) : null,
                },
                ToolContent.Link link => link with
                {
                    Uri = redactor.Clean(link.Uri, findings),
                    Name = redactor.Clean(link.Name, findings),
                    Description = link.Description is { } description ? redactor.Clean(description, findings) : null,
                    MediaType = link.MediaType is { } type ? redactor.Clean(type, findings) : null,
                },
                _ => throw new InvalidOperationException("There is no such block."),
            };
        }

        return clean;
    }

    /// <summary>Masks secrets in what stands beside a result or a block.</summary>
    public static JsonElement? Clean(JsonElement? meta, Redactor redactor, Findings findings) => meta is { } there ? redactor.Clean(there, findings) : null;

    private static ReadOnlyMemory<byte> Bytes(ToolContent block) => block switch
    {
        ToolContent.Image image => image.Data,
        ToolContent.Audio audio => audio.Data,
        ToolContent.Document document => document.Data,
        _ => default,
    };

    private static string MediaType(ToolContent block) => block switch
    {
        ToolContent.Image image => image.MediaType,
        ToolContent.Audio audio => audio.MediaType,
        ToolContent.Document { MediaType: { } type } => type,
        _ => "a document",
    };
}
