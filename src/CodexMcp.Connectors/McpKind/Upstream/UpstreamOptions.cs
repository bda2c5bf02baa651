using CodexMcp.Connectors.McpKind.Pins;

namespace CodexMcp.Connectors.McpKind.Upstream;

/// <summary>What the connection to a server is made from.</summary>
internal sealed record UpstreamOptions
{
    /// <summary>The server's name in sentences.</summary>
    public required string System { get; init; }

    /// <summary>What exists here, and what is accepted of it.</summary>
    public required UpstreamManifest Manifest { get; init; }

    /// <summary>auto, modern or legacy.</summary>
    public string Protocol { get; init; } = "auto";

    /// <summary>The longest that it may take to answer first.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>An unused connection is closed after this.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Takes what was found changed, each time that it differs from what was told before.</summary>
    public Action<Quarantine> Report { get; init; } = static _ => { };

    /// <summary>Takes what clients may want to hear of.</summary>
    public UpstreamNews News { get; init; } = UpstreamNews.Unheard;
}
