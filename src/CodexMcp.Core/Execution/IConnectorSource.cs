using CodexMcp.Abstractions;
using CodexMcp.Core.Catalog;

namespace CodexMcp.Core.Execution;

/// <summary>Gives the running connectors; one is made when a call first needs it.</summary>
public interface IConnectorSource
{
    /// <summary>Gives the connector of that name for that environment.</summary>
    /// <exception cref="ConnectorException">It can't be made: its settings or credentials are wrong.</exception>
    RunningConnector Get(string connector, string environment);
}

/// <summary>A connector that can be called.</summary>
/// <param name="Connector">The connector.</param>
/// <param name="Resilience">How its failures are met.</param>
public sealed record RunningConnector(IConnector Connector, ConnectorResilience Resilience);
