using System.Globalization;
using System.Text.Json;

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>One request that has passed the gate: its path, its query, its body, and what its token may.</summary>
internal sealed class HubSpotCall(SimulatorRequest request, string[] path, HubSpotGrant grant, DateTimeOffset now)
{
    private readonly List<KeyValuePair<string, string>> _query = Split(request.Query);
    private JsonElement? _body;

    /// <summary>The method in upper case.</summary>
    public string Method => request.Method;

    /// <summary>The path's parts in the numbered form.</summary>
    public string[] Path => path;

    /// <summary>The moment of the request.</summary>
    public DateTimeOffset Now => now;

    /// <summary>Who asks, and what the token may.</summary>
    public HubSpotGrant Grant => grant;

    /// <summary>The body as it was sent.</summary>
    public ReadOnlyMemory<byte> RawBody => request.Body;

    /// <summary>The path as it was sent, for links.</summary>
    public string RawPath => request.Path;

    /// <summary>The JSON body.</summary>
    /// <exception cref="HubSpotError">There is none, or it is none.</exception>
    public JsonElement Body => _body ??= ParseBody();

    /// <summary>The JSON body, which must be an object.</summary>
    public JsonElement Object => Body.ValueKind == JsonValueKind.Object ? Body : throw HubSpotError.Invalid("Invalid input JSON on line 1, column 1: an object was expected");

    /// <summary>A header, or null.</summary>
    public string? Header(string name) => request.Headers.GetValueOrDefault(name);

    /// <summary>A value of the query, or null.</summary>
    public string? Query(string name) => _query.Find(pair => pair.Key == name).Value;

    /// <summary>A list of the query: repeated, separated by commas, or both.</summary>
    public string[] QueryList(string name) =>
        [.. _query.Where(pair => pair.Key == name).SelectMany(pair => pair.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct()];

    /// <summary>A true or false of the query.</summary>
    public bool QueryFlag(string name) => Query(name) switch
    {
        null or "" or "false" => false,
        "true" => true,
        var other => throw HubSpotError.Invalid($"{name} must be true or false, not '{other}'"),
    };

    /// <summary>A size of a page.</summary>
    public int QueryLimit(int standard, int most)
    {
        if (Query("limit") is not { Length: > 0 } text)
        {
            return standard;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit >= 1 && limit <= most
            ? limit
            : throw HubSpotError.Invalid($"Invalid limit {text}: it must be from 1 to {most}");
    }

    /// <summary>Where a page begins, for pages that count; 0 at first.</summary>
    public long QueryAfter() => Query("after") is not { Length: > 0 } text ? 0
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var after) ? after
        : throw HubSpotError.Invalid($"Invalid after '{text}': pass back what the page before gave");

    /// <summary>Refuses a token that has none of the scopes.</summary>
    public void Require(params string[] anyOf)
    {
        if (!anyOf.Any(grant.Scopes.Contains))
        {
            throw HubSpotError.MissingScopes(anyOf);
        }
    }

    /// <summary>The link to the next page.</summary>
    public string Link(string after)
    {
        var rest = _query.Where(pair => pair.Key != "after").Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}");
        return $"https://api.hubapi.com{request.Path}?{string.Join('&', rest.Append($"after={after}"))}";
    }

    /// <summary>Reads a query or a form.</summary>
    public static List<KeyValuePair<string, string>> Split(string text) => [.. FormPairs.Read(text)];

    private JsonElement ParseBody()
    {
        if (!request.Headers.TryGetValue("Content-Type", out var type)
            || !type.Split(';')[0].Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase))
        {
            throw new HubSpotError(415, "VALIDATION_ERROR", "HTTP 415 Unsupported Media Type");
        }

        try
        {
            using var document = JsonDocument.Parse(request.Body);
            return document.RootElement.Clone();
        }
        catch (JsonException broken)
        {
            throw HubSpotError.Invalid($"Invalid input JSON on line {broken.LineNumber + 1}, column {broken.BytePositionInLine + 1}: the body is not valid JSON");
        }
    }
}
