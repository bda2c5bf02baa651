namespace CodexMcp.Core.Telemetry;

/// <summary>Where a call came from, as its trace tells it. Made only while somebody follows traces; nothing of it decides anything.</summary>
public sealed record CallOrigin
{
    /// <summary>The W3C <c>traceparent</c> that the message itself carried, as it was sent; what can't be read is ignored.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The W3C <c>tracestate</c> beside it.</summary>
    public string? TraceState { get; init; }

    /// <summary>The <c>traceparent</c> of the transport: the parent when the message has none, else a link.</summary>
    public string? TransportParent { get; init; }

    /// <summary>The <c>tracestate</c> of the transport.</summary>
    public string? TransportState { get; init; }

    /// <summary><c>pipe</c> for STDIO, <c>tcp</c> for HTTP.</summary>
    public required string Transport { get; init; }

    /// <summary>The protocol's version, one of those that the host speaks; or null.</summary>
    public string? ProtocolVersion { get; init; }

    /// <summary>Tells one session of an older client from another: a hash, for the id itself is what a client shows to be let in.</summary>
    public string? SessionHash { get; init; }
}
