using System.Text.Json;
using System.Text.Json.Nodes;
using CodexMcp.Host.Http.Transport.Messages;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Host.Http.Transport.Methods;

/// <summary>Turns what a handler threw into the error that the client reads.</summary>
internal static class ErrorAnswers
{
    /// <summary>An error for a request that could not be done.</summary>
    public static PooledBuffer For(IncomingMessage message, Exception exception, bool modern, ILogger logger)
    {
        switch (exception)
        {
            case MissingRequiredClientCapabilityException missing:
                var required = JsonSerializer.SerializeToNode(missing.RequiredCapabilities, Wire.Format<ClientCapabilities>());
                return Error(message, (int)missing.ErrorCode, missing.Message, new JsonObject { ["requiredCapabilities"] = required }, modern);
            case McpProtocolException protocol:
                return Error(message, (int)protocol.ErrorCode, protocol.Message, Data(protocol), modern);
            case JsonException:
                return Error(message, Refusal.InvalidParams, "The params don't have the shape that this method wants. Look at its schema and send them again.", null, modern);
            case McpException known:
                return Error(message, Refusal.InternalError, known.Message, null, modern);
            default:
                logger.Broke("A request", exception);
                return Error(message, Refusal.InternalError, "Something failed in the host; its log says what. Try again, and tell an operator if it stays so.", null, modern);
        }
    }

    private static PooledBuffer Error(IncomingMessage message, int code, string text, JsonNode? data, bool modern)
    {
        var answer = Wire.Error(message.Id, code, text, data);
        answer.Status = !modern ? StatusCodes.Status200OK : code switch
        {
            Refusal.MethodNotFound => StatusCodes.Status404NotFound,
            <= -32020 and >= -32022 => StatusCodes.Status400BadRequest,
            _ => StatusCodes.Status200OK,
        };
        return answer;
    }

    private static JsonObject? Data(Exception exception)
    {
        JsonObject? data = null;
        foreach (System.Collections.DictionaryEntry entry in exception.Data)
        {
            if (entry is { Key: string name, Value: string text })
            {
                (data ??= [])[name] = text;
            }
        }

        return data;
    }
}
