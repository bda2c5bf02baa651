using System.Text;

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>Reads a <c>multipart/form-data</c> body.</summary>
internal static class FormParts
{
    private const int MostParts = 20;

    /// <summary>One part: its name, its file name if it is a file, and its bytes.</summary>
    public sealed record Part(string Name, string? FileName, ReadOnlyMemory<byte> Content)
    {
        /// <summary>The content as text.</summary>
        public string Text => Encoding.UTF8.GetString(Content.Span);
    }

    /// <summary>Reads the parts.</summary>
    /// <exception cref="HubSpotError">415 for another content type, 400 for a broken body.</exception>
    public static List<Part> Read(string? contentType, ReadOnlyMemory<byte> body)
    {
        var pieces = (contentType ?? "").Split(';', StringSplitOptions.TrimEntries);
        if (!pieces[0].Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase) || Value(pieces, "boundary") is not { Length: > 0 } boundary)
        {
            throw new HubSpotError(415, "VALIDATION_ERROR", "HTTP 415 Unsupported Media Type");
        }

        var mark = Encoding.UTF8.GetBytes("--" + boundary);
        var parts = new List<Part>();
        var at = body.Span.IndexOf(mark);
        while (at >= 0 && parts.Count < MostParts)
        {
            body = body[(at + mark.Length)..];
            if (body.Span.StartsWith("--"u8))
            {
                return parts;
            }

            at = body.Span.IndexOf(mark);
            if (at < 0)
            {
                break;
            }

            parts.Add(Read(body[..at]));
        }

        throw HubSpotError.Invalid("The form is broken: its last boundary is missing, or it has too many parts");
    }

    private static Part Read(ReadOnlyMemory<byte> part)
    {
        var end = part.Span.IndexOf("\r\n\r\n"u8);
        if (end < 0 || part.Length < end + 6)
        {
            throw HubSpotError.Invalid("The form is broken: a part has no content");
        }

        var pieces = Encoding.UTF8.GetString(part.Span[..end]).Split(["\r\n", ";", ": "], StringSplitOptions.TrimEntries);
        return new Part(Value(pieces, "name") ?? "", Value(pieces, "filename"), part[(end + 4)..^2]);
    }

    private static string? Value(string[] pieces, string name) =>
        pieces.FirstOrDefault(piece => piece.StartsWith(name + "=", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim('"');
}
