using CodexMcp.Abstractions;

namespace CodexMcp.Conformance;

/// <summary>Makes the fixture's connectors.</summary>
/// <param name="name">The connector's name.</param>
/// <param name="roles">The folder of the role files, which some tools change; or null.</param>
internal sealed class FixtureFactory(string name, string? roles) : IConnectorFactory
{
    public string Name => name;

    public IConnector Create(ConnectorContext context) => new FixtureConnector(name, roles, context.Time);
}
