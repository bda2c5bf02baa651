using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Host.Mcp;

/// <summary>Checks the few members without which a request means nothing, so that the client reads what is wrong instead of "internal error".</summary>
internal static class RequestShape
{
    /// <summary>Null when the request can be read; else what is wrong.</summary>
    public static string? Check(JsonRpcRequest request)
    {
        if (request.Params is not (null or JsonObject))
        {
            return "The member \"params\" must be an object.";
        }

        var parameters = (JsonObject?)request.Params;
        return request.Method switch
        {
            RequestMethods.ToolsCall => Text(parameters, "name") ?? Object(parameters, "arguments"),
            RequestMethods.PromptsGet => Text(parameters, "name") ?? Object(parameters, "arguments"),
            RequestMethods.ResourcesRead => Text(parameters, "uri"),
            _ => null,
        };
    }

    /// <summary>As the other one, for parameters that were not made into nodes; they are an object or not there.</summary>
    public static string? Check(string method, JsonElement parameters) => method switch
    {
        RequestMethods.ToolsCall => Text(parameters, "name") ?? Object(parameters, "arguments"),
        RequestMethods.PromptsGet => Text(parameters, "name") ?? Object(parameters, "arguments"),
        RequestMethods.ResourcesRead => Text(parameters, "uri"),
        _ => null,
    };

    private static string? Text(JsonElement parameters, string name) =>
        parameters.ValueKind == JsonValueKind.Object && parameters.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? null : NotText(name);

    private static string? Object(JsonElement parameters, string name) =>
        parameters.ValueKind != JsonValueKind.Object || !parameters.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.Null or JsonValueKind.Object ? null : NotObject(name);

    private static string? Text(JsonObject? parameters, string name) =>
        parameters?[name]?.GetValueKind() == JsonValueKind.String ? null : NotText(name);

    private static string? Object(JsonObject? parameters, string name) =>
        parameters?[name] is null or JsonObject ? null : NotObject(name);

    private static string NotText(string name) => $"The member \"params.{name}\" must be a string.";

    private static string NotObject(string name) => $"The member \"params.{name}\" must be an object.";
}
