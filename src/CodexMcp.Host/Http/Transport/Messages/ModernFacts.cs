using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Host.Http.Transport.Messages;

/// <summary>What a 2026-07-28 client says of itself on each request.</summary>
/// <param name="Capabilities">What it can do.</param>
/// <param name="Client">Its name and version, or null.</param>
internal readonly record struct ModernFacts(ClientCapabilities Capabilities, Implementation? Client)
{
    private static readonly ClientCapabilities None = new();

    /// <summary>A client says the same of itself on each request, and requests of one come in a row.</summary>
    [ThreadStatic]
    private static (byte[] Said, Implementation? Client)? last;

    /// <summary>Reads them; gives what is wrong with them, or null.</summary>
    public static Refusal? Read(IncomingMessage message, out ModernFacts facts, out JsonRpcRequest request)
    {
        facts = default;
        request = null!;
        var meta = message.Meta;
#pragma warning disable MCP9005 // A client may still want log notices.
        try
        {
            var capabilities = meta.GetProperty("io.modelcontextprotocol/clientCapabilities"u8);
            facts = new(
                IsEmpty(capabilities) ? None : capabilities.Deserialize(Wire.Format<ClientCapabilities>())!,
                meta.TryGetProperty("io.modelcontextprotocol/clientInfo"u8, out var client) ? ReadClient(client) : null);
            request = new()
            {
                Id = message.RequestId,
                Method = message.Method!,
                Context = new()
                {
                    ProtocolVersion = EraRules.Modern,
                    ClientCapabilities = facts.Capabilities,
                    ClientInfo = facts.Client,
                    LogLevel = meta.TryGetProperty("io.modelcontextprotocol/logLevel"u8, out var level) ? level.Deserialize(Wire.Format<LoggingLevel>()) : null,
                },
            };
            return null;
        }
#pragma warning restore MCP9005
        catch (JsonException)
        {
            return new(
                StatusCodes.Status400BadRequest,
                Refusal.InvalidParams,
                "A member of params._meta that begins with io.modelcontextprotocol/ has an invalid value: clientCapabilities, clientInfo or logLevel.")
            {
                Id = message.Id,
            };
        }
    }

    private static Implementation? ReadClient(JsonElement said)
    {
        var text = JsonMarshal.GetRawUtf8Value(said);
        if (last is { } known && text.SequenceEqual(known.Said))
        {
            return known.Client;
        }

        var client = said.Deserialize(Wire.Format<Implementation>());
        if (text.Length <= 512)
        {
            last = (text.ToArray(), client);
        }

        return client;
    }

    private static bool IsEmpty(JsonElement element)
    {
        foreach (var _ in element.EnumerateObject())
        {
            return false;
        }

        return true;
    }
}
