using ModelContextProtocol.Protocol;

namespace CodexMcp.Connectors.McpKind.Upstream;

/// <summary>The way to a server.</summary>
internal interface IUpstreamDoor
{
    /// <summary>Whether it is Streamable HTTP: each request is an exchange of its own then.</summary>
    bool IsHttp { get; }

    /// <summary>Opens a connection.</summary>
    /// <exception cref="Abstractions.ConnectorException">An operator has to mend something.</exception>
    Task<ITransport> ConnectAsync(CancellationToken cancellationToken);
}
