using System.Text.Json;
using CodexMcp.Connectors.HttpKind.Templates;

namespace CodexMcp.Connectors.HttpKind.Requests;

/// <summary>One request of a manifest, read once: its method, its address, its headers and its body as templates.</summary>
internal sealed class RequestPlan
{
    /// <summary>The HTTP method.</summary>
    public required HttpMethod Method { get; init; }

    /// <summary>The address that the path is added to.</summary>
    public required Template BaseUrl { get; init; }

    /// <summary>The path below the base.</summary>
    public required Template Path { get; init; }

    /// <summary>The parameters of the query.</summary>
    public required (string Name, Template Value)[] Query { get; init; }

    /// <summary>The headers, the connector's first.</summary>
    public required (string Name, Template Value)[] Headers { get; init; }

    /// <summary>The body, or null.</summary>
    public BodyPlan? Body { get; init; }

    /// <summary>Reads a checked request.</summary>
    /// <param name="connector">The manifest.</param>
    /// <param name="request">The request.</param>
    public static RequestPlan Read(JsonElement connector, JsonElement request) => new()
    {
        Method = HttpMethod.Parse(Json.String(request, "method") ?? "GET"),
        BaseUrl = Template.Parse(Json.String(request, "base_url") ?? Json.String(connector, "base_url") ?? ""),
        Path = Template.Parse(Json.String(request, "path") ?? ""),
        Query = Named(request, "query"),
        // A tool's own header replaces the connector's of the same name.
        Headers = [.. Named(connector, "headers").Concat(Named(request, "headers")).GroupBy(static header => header.Name, StringComparer.OrdinalIgnoreCase).Select(static same => same.Last())],
        Body = Json.Member(request, "body") is { } body ? BodyPlan.Read(body) : null,
    };

    /// <summary>Reads templates by name.</summary>
    internal static (string Name, Template Value)[] Named(JsonElement section, string key) => Json.Member(section, key) is { ValueKind: JsonValueKind.Object } entries
        ? [.. entries.EnumerateObject().Select(static entry => (entry.Name, Template.Parse(Json.Plain(entry.Value))))]
        : [];
}
