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

    /// <summary>Opens a way for one request alone; over HTTP only.</summary>
    /// <param name="session">The session of an older server, or null.</param>
    /// <param name="version">The revision agreed with an older server; null for one that needs no agreement.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    Task<ITransport> ExchangeAsync(string? session, string? version, CancellationToken cancellationToken);
}
