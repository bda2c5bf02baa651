using System.Text.Json;
using System.Text.Json.Nodes;
using CodexMcp.Host.Http.Transport.Messages;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace CodexMcp.Host.Http.Transport;

/// <summary>An answer that ends a request before any tool is called: an HTTP status and a JSON-RPC error that says what to do next.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The JSON-RPC code.</param>
/// <param name="Message">What is wrong, and what to do.</param>
internal sealed record Refusal(int Status, int Code, string Message)
{
    /// <summary>The codes of JSON-RPC and of MCP, and the two that transports share.</summary>
    public const int ParseError = -32700, InvalidRequest = -32600, MethodNotFound = -32601, InvalidParams = -32602, InternalError = -32603,
        HeaderMismatch = -32020, UnsupportedVersion = -32022, TransportError = -32000, SessionNotFound = -32001;

    /// <summary>The id of the request, when it was read.</summary>
    public JsonElement Id { get; init; }

    /// <summary>The error's <c>data</c>.</summary>
    public JsonNode? Data { get; init; }

    /// <summary>The <c>Allow</c> header of a 405.</summary>
    public string? Allow { get; init; }

    /// <summary>The <c>WWW-Authenticate</c> header of a 401 or 403.</summary>
    public string? Challenge { get; init; }

    /// <summary>The <c>Retry-After</c> header, in seconds.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>Whether the rest of the body is not to be trusted, so that the connection has to end.</summary>
    public bool Close { get; init; }

    /// <summary>Headers and body disagree, or a header is missing.</summary>
    public static Refusal Mismatch(string message, JsonElement id = default) => new(StatusCodes.Status400BadRequest, HeaderMismatch, message) { Id = id };

    /// <summary>Writes the answer.</summary>
    public Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        if (response.HasStarted)
        {
            return Task.CompletedTask;
        }

        response.StatusCode = Status;
        if (Allow is not null)
        {
            response.Headers.Allow = Allow;
        }

        if (Challenge is not null)
        {
            response.Headers.WWWAuthenticate = Challenge;
        }

        if (RetryAfter is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (Close)
        {
            response.Headers[HeaderNames.Connection] = "close";
        }

        response.Headers.CacheControl = "no-store";
        using var body = Wire.Error(Id, Code, Message, Data);
        return body.SendAsync(response);
    }
}
