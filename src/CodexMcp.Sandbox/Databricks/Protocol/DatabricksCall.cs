using System.Text;
using System.Text.Json;

namespace CodexMcp.Sandbox.Databricks;

/// <summary>One request that has been let in: its path in parts, its query and its body.</summary>
internal sealed class DatabricksCall
{
    private const int MaxBody = 17 * 1024 * 1024;

    public DatabricksCall(SimulatorRequest request, DateTimeOffset now)
    {
        Request = request;
        Now = now;
        Path = [.. request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
        foreach (var pair in request.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            query[Decode(at < 0 ? pair : pair[..at])] = at < 0 ? "" : Decode(pair[(at + 1)..]);
        }
    }

    private readonly Dictionary<string, string> query = new(StringComparer.Ordinal);

    public SimulatorRequest Request { get; }

    public DateTimeOffset Now { get; }

    public string[] Path { get; }

    public string? Query(string name) => query.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    /// <summary>The body, which must be a JSON object.</summary>
    public JsonElement Body()
    {
        try
        {
            using var document = JsonDocument.Parse(Request.Body.Length is > 0 and <= MaxBody ? Request.Body : "0"u8.ToArray());
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw Malformed();
        }
        catch (JsonException)
        {
            throw Malformed();
        }
    }

    /// <summary>A text of the body, or null.</summary>
    public static string? Text(JsonElement from, string name)
    {
        if (!from.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : throw DatabricksError.Parameter($"Field '{name}' expected a string.");
        }
        catch (InvalidOperationException)
        {
            throw Malformed();
        }
    }

    private static DatabricksError Malformed() => new(400, "MALFORMED_REQUEST", "Could not parse request object: expected a JSON object.");

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    /// <summary>The pair of a Basic authorization; null when there is none.</summary>
    public static (string Id, string Secret)? Basic(string? header)
    {
        if (header?.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) != true)
        {
            return null;
        }

        var bytes = new byte[header.Length];
        var text = Convert.TryFromBase64String(header[6..].Trim(), bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : "";
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : (text[..colon], text[(colon + 1)..]);
    }
}
