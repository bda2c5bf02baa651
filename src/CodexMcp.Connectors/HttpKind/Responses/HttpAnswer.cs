using System.Text;
using System.Text.Json;

namespace CodexMcp.Connectors.HttpKind.Responses;

/// <summary>A vendor's answer as it was read: bounded, and its JSON with no name twice.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Json">The body as JSON, or null when it is something else.</param>
/// <param name="Bytes">The body as it came.</param>
/// <param name="MediaType">What the body says it is, or null.</param>
/// <param name="Address">Where the request went.</param>
internal sealed record HttpAnswer(int Status, JsonElement? Json, ReadOnlyMemory<byte> Bytes, string? MediaType, Uri Address)
{
    /// <summary>Why a body that calls itself JSON is none, or null: a tool that reads another format does not mind.</summary>
    public System.Text.Json.JsonException? BadJson { get; init; }

    /// <summary>In which characters the body says that it is written, or null.</summary>
    public string? Charset { get; init; }

    /// <summary>The body as a text: what it says it is, as far as this host knows it, otherwise UTF-8. A mark of the byte order is none of its characters.</summary>
    public string Text
    {
        get
        {
            var encoding = Charset?.Trim('"').ToLowerInvariant() switch
            {
                "iso-8859-1" or "windows-1252" => Encoding.Latin1,
                "utf-16" or "utf-16le" => Encoding.Unicode,
                "utf-16be" => Encoding.BigEndianUnicode,
                _ => Encoding.UTF8,
            };
            return encoding.GetString(Bytes.Span).TrimStart('\uFEFF');
        }
    }

    /// <summary>The Link header's next address, or null.</summary>
    public string? NextLink { get; init; }

    /// <summary>How long the vendor asks to wait, or null.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the vendor's own count says that nothing is left.</summary>
    public bool IsSpent { get; init; }

    /// <summary>Whether the status says that it went well.</summary>
    public bool IsGood => Status is >= 200 and < 300;
}
