using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Connectors.McpKind.Upstream;

/// <summary>What a server asks of us in the middle of a call: passed on to the one call that it can belong to, refused otherwise.</summary>
internal static class ServerRequests
{
    /// <summary>Makes the answer; it always has one.</summary>
    public static async Task<JsonRpcMessage> AnswerAsync(JsonRpcRequest request, CallSink? call, CancellationToken cancellationToken)
    {
        try
        {
            JsonNode? result = null;
            if (request.Method == "ping")
            {
                result = new JsonObject();
            }
            else if (call?.Asked is { } asked)
            {
                result = await asked(request.Method, request.Params, cancellationToken).ConfigureAwait(false);
            }

            return result is null ? Refused(request.Id, "It is not offered.") : new JsonRpcResponse { Id = request.Id, Result = result };
        }
        catch (Exception)
        {
            return Refused(request.Id, "Nobody answered.");
        }
    }

    private static JsonRpcError Refused(RequestId id, string message) => new() { Id = id, Error = new() { Code = UpstreamErrorException.MethodNotFound, Message = message } };
}
