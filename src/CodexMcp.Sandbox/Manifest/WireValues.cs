using System.Text;
using System.Text.Json;
using CodexMcp.Sandbox.HubSpot;

namespace CodexMcp.Sandbox.Manifest;

/// <summary>What came over the wire, by where it stood: parts of the path, parameters of the query, and the body.</summary>
internal sealed class WireValues
{
    private WireValues(IReadOnlyDictionary<string, string> path, IReadOnlyDictionary<string, string> query, IReadOnlyDictionary<string, string> headers, JsonElement? body)
    {
        Headers = headers;
        Path = path;
        Query = query;
        Body = body;
    }

    /// <summary>The parts of the path by their placeholder.</summary>
    public IReadOnlyDictionary<string, string> Path { get; }

    /// <summary>The query; of a repeated parameter all values, joined by commas.</summary>
    public IReadOnlyDictionary<string, string> Query { get; }

    /// <summary>The headers.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>A JSON body, or a form or its parts as an object of texts; null when there is none that can be read.</summary>
    public JsonElement? Body { get; }

    /// <summary>Whether there is a body at all.</summary>
    public bool HasBytes { get; private init; }

    /// <summary>Reads a request whose path fitted.</summary>
    public static WireValues Read(SimulatorRequest request, IReadOnlyDictionary<string, string> path) => new(path, Pairs(request.Query.TrimStart('?')), request.Headers, BodyOf(request)) { HasBytes = request.Body.Length > 0 };

    /// <summary>Gives a value such as <c>query.limit</c> or <c>body.fields.summary</c>.</summary>
    public JsonElement? Find(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
        {
            return null;
        }

        var rest = name[(dot + 1)..];
        switch (name[..dot])
        {
            case "path":
                return Path.TryGetValue(rest, out var part) ? SandboxJson.Text(part) : null;
            case "query":
                return Query.TryGetValue(rest, out var parameter) ? SandboxJson.Text(parameter) : null;
            case "body":
                return Steps(Body, rest.Split('.'));
            case "xml":
                // A part of the body that holds XML, read as an object.
                return rest.Split('.') is [var partName, .. var within] && SandboxJson.String(Body, partName) is { } text ? Steps(WireXml.Read(text), within) : null;
            default:
                return null;
        }
    }

    private static JsonElement? Steps(JsonElement? value, IEnumerable<string> steps)
    {
        foreach (var step in steps)
        {
            value = SandboxJson.Step(value, step);
        }

        return value;
    }

    private static JsonElement? BodyOf(SimulatorRequest request)
    {
        var type = request.Headers.TryGetValue("Content-Type", out var given) ? given : "";
        if (type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
        {
            return Texts(Pairs(Encoding.UTF8.GetString(request.Body.Span)));
        }

        // Parts of any kind are named as those of a form are.
        if (type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) && type.IndexOf(';', StringComparison.Ordinal) is var at and > 0)
        {
            return PartsOf("multipart/form-data" + type[at..], request.Body);
        }

        try
        {
            using var document = JsonDocument.Parse(request.Body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement? PartsOf(string type, ReadOnlyMemory<byte> body)
    {
        try
        {
            var texts = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var part in FormParts.Read(type, body))
            {
                texts[part.Name] = part.Text;
            }

            return Texts(texts);
        }
        catch (HubSpotError)
        {
            return null;
        }
    }

    private static JsonElement Texts(Dictionary<string, string> fields) => SandboxJson.Build(fields, static (writer, all) =>
    {
        writer.WriteStartObject();
        foreach (var (name, value) in all)
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
    });

    private static Dictionary<string, string> Pairs(string text)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in FormPairs.Read(text))
        {
            pairs[name] = pairs.TryGetValue(name, out var before) ? $"{before},{value}" : value;
        }

        return pairs;
    }
}
