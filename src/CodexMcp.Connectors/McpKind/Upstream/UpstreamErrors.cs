using System.Text.Json;

namespace CodexMcp.Connectors.McpKind.Upstream;

/// <summary>The connection to a server broke, or never stood: in our words, none of the server's. Nobody knows what became of a request that was on its way.</summary>
internal sealed class UpstreamBrokenException(string message, Exception? inner = null) : IOException(message, inner);

/// <summary>A message is larger than is read. It is no I/O error: after one of those a transport would ask for the same again.</summary>
internal sealed class UpstreamTooMuchException(int maxBytes) : Exception($"The server sent a message of more than {maxBytes} bytes.");

/// <summary>The server could not be reached before anything was sent, or did not take what was sent.</summary>
internal sealed class UpstreamAwayException(string message, TimeSpan? retryAfter = null, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>How long to leave the server alone, or null.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}

/// <summary>The server answered with a JSON-RPC error.</summary>
internal sealed class UpstreamErrorException(int code, string message, JsonElement? data) : Exception(message)
{
    /// <summary>JSON-RPC: the method is not there.</summary>
    public const int MethodNotFound = -32601;

    /// <summary>JSON-RPC: the request is none.</summary>
    public const int InvalidRequest = -32600;

    /// <summary>JSON-RPC: the parameters are wrong.</summary>
    public const int InvalidParams = -32602;

    /// <summary>MCP, older: there is no such resource.</summary>
    public const int ResourceNotFound = -32002;

    /// <summary>MCP 2026-07-28: the client would have to declare more.</summary>
    public const int MissingCapability = -32021;

    /// <summary>MCP 2026-07-28: not this revision.</summary>
    public const int UnsupportedVersion = -32022;

    /// <summary>The error's code.</summary>
    public int Code { get; } = code;

    /// <summary>What comes with it, or null.</summary>
    public JsonElement? Detail { get; } = data;
}
