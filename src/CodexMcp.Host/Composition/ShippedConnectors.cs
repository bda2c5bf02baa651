using CodexMcp.Abstractions;
using CodexMcp.Connectors.Analytics;
using CodexMcp.Connectors.Databricks;
using CodexMcp.Connectors.HubSpot;
using CodexMcp.Connectors.PrPolicy;
using CodexMcp.Connectors.Sales;
using CodexMcp.Connectors.Salesforce;
using CodexMcp.Connectors.Snowflake;

namespace CodexMcp.Host.Composition;

/// <summary>The native connectors that ship. A start only names them: their code is loaded when a call first needs it.</summary>
internal static class ShippedConnectors
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<IConnectorFactory> All { get; } =
    [
        new Later("snowflake", static () => new SnowflakeConnectorFactory()),
        new Later("databricks", static () => new DatabricksConnectorFactory()),
        new Later("salesforce", static () => new SalesforceConnectorFactory()),
        new Later("hubspot", static () => new HubSpotConnectorFactory()),
        new Later("sales", static () => new SalesConnectorFactory()),
        new Later("analytics", static () => new AnalyticsConnectorFactory()),
        new Later("pr_policy", static () => new PrPolicyConnectorFactory()),
    ];

    private sealed class Later(string name, Func<IConnectorFactory> make) : IConnectorFactory
    {
        public string Name => name;

        public IConnector Create(ConnectorContext context) => make().Create(context);
    }
}
