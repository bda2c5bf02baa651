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

    /// <summary>The Link header's next address, or null.</summary>
    public string? NextLink { get; init; }

    /// <summary>How long the vendor asks to wait, or null.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the vendor's own count says that nothing is left.</summary>
    public bool IsSpent { get; init; }

    /// <summary>Whether the status says that it went well.</summary>
    public bool IsGood => Status is >= 200 and < 300;
}
