using CodexMcp.Sandbox.Company;
using CodexMcp.Sandbox.Salesforce;
using CodexMcp.Sandbox.Tests.Support;

namespace CodexMcp.Sandbox.Tests.Salesforce;

/// <summary>One org for the tests that only read.</summary>
public sealed class SharedOrg : IAsyncDisposable
{
    public SharedOrg()
    {
        Simulator = new SalesforceSimulator(Time);
        Client = RestClient.InProcess(Simulator);
        Company = SyntheticCompany.At(Time);
    }

    internal ManualTime Time { get; } = new();

    internal SalesforceSimulator Simulator { get; }

    internal RestClient Client { get; }

    internal SyntheticCompany Company { get; }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Simulator.DisposeAsync();
    }
}

[CollectionDefinition("org")]
public sealed class OrgCollection : ICollectionFixture<SharedOrg>;
