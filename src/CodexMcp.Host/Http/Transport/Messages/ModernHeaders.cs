using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Host.Http.Transport.Messages;

/// <summary>
/// Holds the headers of a 2026-07-28 request against its body. What lies between a client and us decides by the headers, we decide by
/// the body: a request that says two things is refused before anything is decided.
/// </summary>
internal static class ModernHeaders
{
    /// <summary>Null when header and body name the same method.</summary>
    public static Refusal? CheckMethod(IncomingMessage message, IHeaderDictionary headers)
    {
        var method = HeaderRules.Value(headers, HeaderRules.Method);
        return method is null ? Refusal.Mismatch("The header Mcp-Method is missing. Send the method of the body in it.", message.Id)
            : method != message.Method ? Refusal.Mismatch("The header Mcp-Method differs from the method of the body.", message.Id)
            : null;
    }

    /// <summary>Null when header and body name the same tool, prompt or resource.</summary>
    public static Refusal? CheckName(IncomingMessage message, IHeaderDictionary headers)
    {
        var member = message.Method switch
        {
            RequestMethods.ToolsCall or RequestMethods.PromptsGet => "name",
            RequestMethods.ResourcesRead => "uri",
            _ => null,
        };
        if (member is null)
        {
            return null;
        }

        if (HeaderRules.Value(headers, HeaderRules.Name) is not { } header)
        {
            return Refusal.Mismatch($"The header Mcp-Name is missing. Send params.{member} in it.", message.Id);
        }

        return McpHeaderEncoder.DecodeValue(header) is { } name
            && message.Params.ValueKind == JsonValueKind.Object
            && message.Params.TryGetProperty(member, out var value)
            && value.ValueKind == JsonValueKind.String
            && value.ValueEquals(name)
            ? null
            : Refusal.Mismatch($"The header Mcp-Name differs from params.{member}, or is badly encoded.", message.Id);
    }
}
