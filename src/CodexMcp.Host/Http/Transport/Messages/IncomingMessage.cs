using System.Text.Json;
using CodexMcp.Host.Mcp;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Host.Http.Transport.Messages;

/// <summary>One JSON-RPC message that a client has posted, screened and parsed. It owns its bytes: nothing of it is pooled.</summary>
internal sealed class IncomingMessage
{
    [ThreadStatic]
    private static LineScreen? screen;

    private IncomingMessage(LineKind kind, JsonElement root)
    {
        Kind = kind;
        Root = root;
        Id = root.TryGetProperty("id"u8, out var id) ? id : default;
        Method = root.TryGetProperty("method"u8, out var method) ? method.GetString() : null;
        Params = root.TryGetProperty("params"u8, out var parameters) ? parameters : default;
    }

    /// <summary>Request, notification or response.</summary>
    public LineKind Kind { get; }

    /// <summary>The whole message.</summary>
    public JsonElement Root { get; }

    /// <summary>The id as it was sent.</summary>
    public JsonElement Id { get; }

    /// <summary>The method, null for a response.</summary>
    public string? Method { get; }

    /// <summary>The parameters; undefined when there are none.</summary>
    public JsonElement Params { get; }

    /// <summary>The id as the protocol's own type.</summary>
    public RequestId RequestId => Id.ValueKind == JsonValueKind.Number ? new(Id.GetInt64()) : new(Id.GetString()!);

    /// <summary>The parameters' <c>_meta</c> object; undefined when there is none.</summary>
    public JsonElement Meta =>
        Params.ValueKind == JsonValueKind.Object && Params.TryGetProperty("_meta"u8, out var meta) && meta.ValueKind == JsonValueKind.Object ? meta : default;

    /// <summary>Reads a body; gives what is wrong with it, or null.</summary>
    public static Refusal? Read(ReadOnlySpan<byte> body, out IncomingMessage message)
    {
        message = null!;
        var verdict = (screen ??= new("body", "Send one JSON object, encoded as UTF-8.")).Judge(body);
        if (verdict.Kind == LineKind.Rejected)
        {
            return new(StatusCodes.Status400BadRequest, verdict.ErrorCode, verdict.Error!) { Id = ReadId(verdict.Id) };
        }

        var reader = new Utf8JsonReader(body);
        message = new(verdict.Kind, JsonElement.ParseValue(ref reader));
        return message.Params.ValueKind is JsonValueKind.Undefined or JsonValueKind.Object
            ? null
            : new(StatusCodes.Status400BadRequest, Refusal.InvalidParams, "The member \"params\" must be an object.") { Id = message.Id };
    }

    private static JsonElement ReadId(string? raw)
    {
        if (raw is null)
        {
            return default;
        }

        using var document = JsonDocument.Parse(raw);
        return document.RootElement.Clone();
    }
}
