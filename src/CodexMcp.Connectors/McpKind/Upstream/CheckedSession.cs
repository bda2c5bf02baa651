using CodexMcp.Connectors.McpKind.Pins;

namespace CodexMcp.Connectors.McpKind.Upstream;

/// <summary>A session that was compared with the pins.</summary>
/// <param name="Session">The session.</param>
/// <param name="Quarantine">What may not be called.</param>
internal sealed record CheckedSession(UpstreamSession Session, Quarantine Quarantine)
{
    /// <summary>When it was opened.</summary>
    public long OpenedAt { get; init; }

    /// <summary>When it was compared.</summary>
    public long CheckedAt { get; init; }

    /// <summary>How often the server had said until then that its lists have changed.</summary>
    public int Changes { get; init; }

    /// <summary>When it was last asked for.</summary>
    public long UsedAt { get; set; }
}
