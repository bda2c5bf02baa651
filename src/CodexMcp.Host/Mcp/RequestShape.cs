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

    private static string? Text(JsonObject? parameters, string name) =>
        parameters?[name]?.GetValueKind() == JsonValueKind.String ? null : $"The member \"params.{name}\" must be a string.";

    private static string? Object(JsonObject? parameters, string name) =>
        parameters?[name] is null or JsonObject ? null : $"The member \"params.{name}\" must be an object.";
}
