using System.Text.Json.Nodes;

namespace CodexMcp.Connectors.McpKind.Upstream;

/// <summary>How a server is asked to tell of changes: each era has its own way. Asked for one set at a time.</summary>
internal interface IWatching : IAsyncDisposable
{
    /// <summary>Wants to hear of these resources and of no others; gives those that the server tells of.</summary>
    Task<IReadOnlySet<string>> SetAsync(IReadOnlySet<string> uris, CancellationToken cancellationToken);

    /// <summary>The server says what it will tell of.</summary>
    void Granted(JsonNode? parameters);
}
