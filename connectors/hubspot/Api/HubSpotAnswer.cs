using System.Text.Json;
using CodexMcp.Connectors.HubSpot.Tools;

namespace CodexMcp.Connectors.HubSpot.Api;

/// <summary>A good answer: its status and its JSON object, which a 204 has not.</summary>
internal sealed class HubSpotAnswer(int status, JsonDocument? document) : IDisposable
{
    /// <summary>200, 201, 204 or 207.</summary>
    public int Status => status;

    /// <summary>The JSON object; undefined for an answer without a body.</summary>
    public JsonElement Root => document?.RootElement ?? default;

    /// <summary>The list of results.</summary>
    public JsonElement Results => Json.Member(Root, "results") is { ValueKind: JsonValueKind.Array } results
        ? results
        : throw HubSpotErrors.BadAnswer("it has no list of results");

    /// <summary>The cursor of the next page, or null on the last.</summary>
    public string? After => Json.Member(Json.Member(Json.Member(Root, "paging"), "next"), "after") switch
    {
        { ValueKind: JsonValueKind.String } after when after.GetString() is { Length: > 0 and <= 1_000 } text => text,
        { ValueKind: JsonValueKind.Number } after => after.GetRawText(),
        _ => null,
    };

    public void Dispose() => document?.Dispose();
}
