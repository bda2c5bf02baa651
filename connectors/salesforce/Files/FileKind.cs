using System.Text;

namespace CodexMcp.Connectors.Salesforce.Files;

/// <summary>What a file is: by its first bytes where they tell, else by its name. What its record says of itself counts least.</summary>
internal sealed record FileKind(string MediaType, bool IsProgram)
{
    private static readonly Dictionary<string, string> ByExtension = new(StringComparer.OrdinalIgnoreCase)
    {
        ["txt"] = "text/plain",
        ["md"] = "text/markdown",
        ["csv"] = "text/csv",
        ["json"] = "application/json",
        ["xml"] = "application/xml",
        ["eml"] = "message/rfc822",
        ["docx"] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ["xlsx"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ["pptx"] = "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    };

    public static FileKind Of(string extension, ReadOnlySpan<byte> bytes, string? claimed)
    {
        if (IsRunnable(bytes))
        {
            return new FileKind("application/octet-stream", true);
        }

        var seen = bytes.StartsWith("%PDF-"u8) ? "application/pdf"
            : bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']) ? "image/png"
            : bytes.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff]) ? "image/jpeg"
            : bytes.StartsWith("GIF8"u8) ? "image/gif"
            : bytes.Length > 12 && bytes.StartsWith("RIFF"u8) && bytes[8..].StartsWith("WEBP"u8) ? "image/webp"
            : null;
        return new FileKind(seen ?? ByExtension.GetValueOrDefault(extension) ?? (claimed is "text/plain" or "text/csv" ? claimed : "application/octet-stream"), false);
    }

    /// <summary>The file's words, when it is a text of valid Unicode; else null.</summary>
    public string? Text(ReadOnlySpan<byte> bytes)
    {
        if (!MediaType.StartsWith("text/", StringComparison.Ordinal) && MediaType is not ("application/json" or "application/xml" or "message/rfc822"))
        {
            return null;
        }

        try
        {
            return bytes.Contains((byte)0) ? null : new UTF8Encoding(false, true).GetString(bytes.StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf]) ? bytes[3..] : bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static bool IsRunnable(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith("MZ"u8) || bytes.StartsWith("#!"u8) || bytes.StartsWith((ReadOnlySpan<byte>)[0x7f, (byte)'E', (byte)'L', (byte)'F'])
        || bytes.StartsWith((ReadOnlySpan<byte>)[0xca, 0xfe, 0xba, 0xbe]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xcf, 0xfa, 0xed, 0xfe]);
}
