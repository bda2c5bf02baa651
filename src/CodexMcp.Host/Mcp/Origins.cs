using System.Text.Json.Nodes;
using CodexMcp.Core.Telemetry;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace CodexMcp.Host.Mcp;

/// <summary>Finds the trace that a request belongs to: what <c>_meta</c> says, beside what the transport knows. Baggage is not looked at.</summary>
internal static class Origins
{
    /// <summary>The longest values that are looked at; a real traceparent has 55 characters.</summary>
    private const int Longest = 512;

    /// <summary>Reads a request.</summary>
    public static CallOrigin Of<TParams>(RequestContext<TParams> request, CallOrigin? transport)
        where TParams : RequestParams => (transport ?? new() { Transport = "pipe" }) with
        {
            TraceParent = Text(request.Params!.Meta, "traceparent"),
            TraceState = Text(request.Params.Meta, "tracestate"),
            // From 2026-07-28 on the version is checked before it comes here; before that it belongs to the session.
            ProtocolVersion = request.JsonRpcRequest.Context?.ProtocolVersion ?? request.Server.NegotiatedProtocolVersion,
        };

    /// <summary>A short text of <c>_meta</c>, or null.</summary>
    public static string? Text(JsonObject? meta, string name) =>
        meta is not null && meta.TryGetPropertyValue(name, out var node) && node is JsonValue value && value.TryGetValue<string>(out var text) && text.Length <= Longest ? text : null;
}
