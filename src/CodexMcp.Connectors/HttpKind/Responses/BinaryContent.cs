using System.Text;
using System.Text.Unicode;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.HttpKind.Responses;

/// <summary>Makes blocks of bytes: a picture when it is one, words when it is text, a document otherwise. What the vendor calls it decides nothing.</summary>
internal static class BinaryContent
{
    /// <summary>Gives the block and its media type.</summary>
    public static (ToolContent Block, string MediaType) Of(ReadOnlyMemory<byte> bytes, string? said, string name)
    {
        if (Picture(bytes.Span) is { } picture)
        {
            return (new ToolContent.Image(bytes, picture), picture);
        }

        var type = said is { Length: > 2 and < 100 } && said.Contains('/', StringComparison.Ordinal) && said.All(static c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '+' or '.') ? said.ToLowerInvariant() : null;
        if (IsText(bytes.Span))
        {
            // As words, so that what redacts words sees it: an SVG too is text.
            type = type is null || IsMedia(type, "image") && type != "image/svg+xml" || IsMedia(type, "audio") ? "text/plain" : type;
            return (new ToolContent.Document(name, type, Encoding.UTF8.GetString(bytes.Span)), type);
        }

        // A picture that is none is just bytes.
        type = type is null || IsMedia(type, "image") || IsMedia(type, "text") ? "application/octet-stream" : type;
        return (IsMedia(type, "audio") ? new ToolContent.Audio(bytes, type) : new ToolContent.Document(name, type, null, bytes), type);
    }

    private static bool IsMedia(string type, string kind) => type.StartsWith(kind + "/", StringComparison.Ordinal);

    private static bool IsText(ReadOnlySpan<byte> bytes) => Utf8.IsValid(bytes) && bytes.IndexOf((byte)0) < 0;

    private static string? Picture(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']) ? "image/png"
        : bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "image/jpeg"
        : bytes.StartsWith("GIF8"u8) ? "image/gif"
        : bytes.Length > 12 && bytes.StartsWith("RIFF"u8) && bytes[8..].StartsWith("WEBP"u8) ? "image/webp" : null;
}
