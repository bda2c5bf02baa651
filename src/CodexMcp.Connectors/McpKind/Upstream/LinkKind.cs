namespace CodexMcp.Connectors.McpKind.Upstream;

/// <summary>What a connection carries.</summary>
internal enum LinkKind
{
    /// <summary>All that a program reads and writes.</summary>
    Pipe,

    /// <summary>Over HTTP, what belongs to no call.</summary>
    Http,

    /// <summary>Over HTTP, one request and all that comes with its answer.</summary>
    Exchange,
}
