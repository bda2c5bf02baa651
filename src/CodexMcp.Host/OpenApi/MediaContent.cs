using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace CodexMcp.Host.OpenApi;

/// <summary>What a document says of one kind of content: its media type and its examples.</summary>
internal static class MediaContent
{
    /// <summary>Whether a media type is JSON.</summary>
    public static bool IsJson(string type) => type.Split(';')[0].Trim() is var plain
        && (plain.Equals("application/json", StringComparison.OrdinalIgnoreCase) || plain.EndsWith("+json", StringComparison.OrdinalIgnoreCase));

    /// <summary>The examples of a body.</summary>
    public static IEnumerable<JsonNode?> Examples(IOpenApiMediaType media) => Of(media.Example, media.Examples);

    /// <summary>The examples of a parameter.</summary>
    public static IEnumerable<JsonNode?> Examples(IOpenApiParameter parameter) => Of(parameter.Example, parameter.Examples);

    private static IEnumerable<JsonNode?> Of(JsonNode? one, IDictionary<string, IOpenApiExample>? several) => (several?.Values.Select(static example => example.Value) ?? []).Prepend(one);
}
