using System.Text.Json;
using System.Text.Json.Nodes;
using CodexMcp.Host.Mcp;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Host.Http.Transport.Messages;

/// <summary>Decides which era a message belongs to. What the header says and what the body says must be the same thing.</summary>
internal static class EraRules
{
    /// <summary>The version that says itself on each request.</summary>
    public const string Modern = "2026-07-28";

    /// <summary>The newest version that begins with <c>initialize</c>.</summary>
    public const string NewestLegacy = "2025-11-25";

    private static readonly string[] Legacy = ["2024-11-05", "2025-03-26", "2025-06-18", NewestLegacy];

    /// <summary>Whether this is a version that begins with <c>initialize</c>.</summary>
    public static bool IsLegacy(string? version) => Array.IndexOf(Legacy, version) >= 0;

    /// <summary>Decides; gives what is wrong, or null.</summary>
    /// <param name="message">The message.</param>
    /// <param name="header">The version header, or null.</param>
    /// <param name="inSession">Whether the request names a session.</param>
    /// <param name="modern">Whether the message is to be served statelessly.</param>
    public static Refusal? Decide(IncomingMessage message, string? header, bool inSession, out bool modern)
    {
        modern = header == Modern;
        if (header is not null && !modern && !IsLegacy(header))
        {
            return Unsupported(header, message.Id);
        }

        // In a session the reserved members mean nothing: an older client may have put anything there.
        var meta = inSession && !modern ? default : message.Meta;
        var said = meta.ValueKind == JsonValueKind.Object && meta.TryGetProperty("io.modelcontextprotocol/protocolVersion"u8, out var version) ? version : default;
        if (!modern)
        {
            return said.ValueKind != JsonValueKind.String ? null
                : header is null || !said.ValueEquals(header) ? Refusal.Mismatch("The header MCP-Protocol-Version is missing or differs from the version in _meta. Send both, the same.", message.Id)
                : Unsupported(header, message.Id);
        }

        if (message.Kind != LineKind.Request)
        {
            return null;
        }

        if (said.ValueKind != JsonValueKind.String)
        {
            return Missing("protocolVersion", message.Id);
        }

        if (!said.ValueEquals(Modern))
        {
            return Refusal.Mismatch("The header MCP-Protocol-Version differs from the version in _meta. Send both, the same.", message.Id);
        }

        return meta.TryGetProperty("io.modelcontextprotocol/clientCapabilities"u8, out var capabilities) && capabilities.ValueKind == JsonValueKind.Object
            ? null
            : Missing("clientCapabilities", message.Id);
    }

    private static Refusal Missing(string member, JsonElement id) => new(
        StatusCodes.Status400BadRequest,
        Refusal.InvalidParams,
        $"The member params._meta[\"io.modelcontextprotocol/{member}\"] is missing or has the wrong type: {Modern} wants it on every request.")
    {
        Id = id,
    };

    private static Refusal Unsupported(string version, JsonElement id) => new(
        StatusCodes.Status400BadRequest,
        Refusal.UnsupportedVersion,
        $"This protocol version can't be used here. Use {Modern}, or begin with initialize.")
    {
        Id = id,
        Data = new JsonObject { ["supported"] = new JsonArray(Modern), ["requested"] = version.Length <= 64 ? version : version[..64] },
    };
}
