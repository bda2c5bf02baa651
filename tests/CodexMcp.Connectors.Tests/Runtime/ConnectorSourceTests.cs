using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Runtime;
using CodexMcp.Core.Catalog;

namespace CodexMcp.Connectors.Tests.Runtime;

public sealed class ConnectorSourceTests
{
    [Fact]
    public async Task Get_SameConnectorTwice_IsMadeOnce()
    {
        var factory = new CountingFactory();
        await using var source = Source(factory);

        Assert.Empty(factory.Made);
        Assert.Same(source.Get("acme", "sandbox").Connector, source.Get("acme", "sandbox").Connector);
        Assert.NotSame(source.Get("acme", "sandbox").Connector, source.Get("acme", "production").Connector);
        Assert.Equal(2, factory.Made.Count);
    }

    [Fact]
    public async Task Get_Sandbox_LaysTheSimulatorsSettingsOverTheManifests()
    {
        var factory = new CountingFactory();
        await using var source = Source(factory);

        source.Get("acme", "sandbox");

        var settings = factory.Made[0].Settings;
        Assert.Equal("""{"user":"simulated","auth":{"method":"a","token":"t"},"role":"R"}""", settings.GetRawText());
        Assert.Equal("sandbox", factory.Made[0].Environment);
    }

    [Fact]
    public async Task Get_Production_IgnoresTheSimulator()
    {
        var factory = new CountingFactory();
        await using var source = Source(factory);

        source.Get("acme", "production");

        Assert.DoesNotContain("simulated", factory.Made[0].Settings.GetRawText());
        await Assert.ThrowsAsync<ConnectorException>(() => factory.Made[0].Http.GetAsync(new Uri("http://127.0.0.1:1/"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Get_GivesTheManifestsResilience()
    {
        await using var source = Source(new CountingFactory());

        Assert.Equal(7, source.Get("acme", "sandbox").Resilience.Retries);
    }

    [Theory]
    [InlineData("other", "sandbox")]
    [InlineData("acme", "staging")]
    [InlineData("alone", "sandbox")]
    public async Task Get_UnknownConnectorOrEnvironmentOrNoSimulator_IsAConfigurationFailure(string connector, string environment)
    {
        await using var source = Source(new CountingFactory());

        Assert.Equal(ConnectorFailure.Configuration, Assert.Throws<ConnectorException>(() => source.Get(connector, environment)).Failure);
    }

    [Fact]
    public async Task Get_FactoryThrows_HidesTheReasonAndTriesAgainNextTime()
    {
        var factory = new CountingFactory { Fault = new InvalidOperationException("password=hunter2") };
        await using var source = Source(factory);

        var failure = Assert.Throws<ConnectorException>(() => source.Get("acme", "sandbox"));
        factory.Fault = null;

        Assert.Equal(ConnectorFailure.Configuration, failure.Failure);
        Assert.DoesNotContain("hunter2", failure.Message + failure.Next);
        Assert.NotNull(source.Get("acme", "sandbox"));
    }

    [Fact]
    public async Task DisposeAsync_DisposesWhatWasMade_AndLeavesTheSimulatorAlone()
    {
        var factory = new CountingFactory();
        var handler = new Simulator();
        var source = Source(factory, handler);
        source.Get("acme", "sandbox");

        await source.DisposeAsync();

        Assert.Equal(1, factory.Disposed);
        Assert.False(handler.Disposed);
    }

    [Fact]
    public async Task Get_CalledByManyAtOnce_IsMadeOnce()
    {
        var factory = new CountingFactory();
        await using var source = Source(factory);

        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => source.Get("acme", "sandbox"))));

        Assert.Single(factory.Made);
    }

    private static ConnectorSource Source(CountingFactory factory, Simulator? handler = null) => new(
        [Setup("acme"), Setup("alone")],
        [factory, new CountingFactory { Name = "alone" }],
        connector => connector == "acme" ? new SandboxEndpoint(handler ?? new Simulator(), Json("""{"user":"simulated","auth":{"token":"t"}}""")) : null,
        TimeProvider.System);

    private static ConnectorSetup Setup(string name) => new()
    {
        Name = name,
        Hosts = ["api.example.com"],
        Settings = environment => environment is "sandbox" or "production" ? Json("""{"user":"own","auth":{"method":"a"},"role":"R"}""") : null,
        Resilience = new ConnectorResilience { Retries = 7 },
    };

    private static JsonElement Json(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    private sealed class CountingFactory : IConnectorFactory
    {
        public string Name { get; init; } = "acme";

        public List<ConnectorContext> Made { get; } = [];

        public Exception? Fault { get; set; }

        public int Disposed { get; private set; }

        public IConnector Create(ConnectorContext context)
        {
            if (Fault is not null)
            {
                throw Fault;
            }

            Made.Add(context);
            return new Connector(() => Disposed++);
        }
    }

    private sealed class Connector(Action disposed) : IConnector
    {
        public string Name => "acme";

        public IToolGuard? Guard => null;

        public ValueTask<ToolResult> ExecuteAsync(ToolInvocation invocation, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask DisposeAsync()
        {
            disposed();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Simulator : HttpMessageHandler
    {
        public bool Disposed { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage());

        protected override void Dispose(bool disposing) => Disposed = true;
    }
}
