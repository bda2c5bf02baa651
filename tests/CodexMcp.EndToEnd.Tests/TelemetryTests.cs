using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace CodexMcp.EndToEnd.Tests;

/// <summary>The real executable and a collector that speaks OTLP over HTTP.</summary>
public sealed class TelemetryTests
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";

    [Fact]
    public async Task Stdio_WithTheStandardVariables_SendsSpansAndMetricsWithoutAnythingOfTheArguments()
    {
        await using var collector = await Collector.StartAsync();
        using var state = new TestFolder();
        var client = await McpClient.CreateAsync(
            new StdioClientTransport(new()
            {
                Command = HostProcess.Dotnet,
                Arguments = [HostProcess.Library, "stdio", "--role", "data-analytics", "--state", state.Path],
                EnvironmentVariables = new Dictionary<string, string?>
                {
                    ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
                    ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                },
            }),
            cancellationToken: TestContext.Current.CancellationToken);
        var result = await client.CallToolAsync(
            new CallToolRequestParams
            {
                Name = "snowflake_run_query",
                Arguments = new Dictionary<string, System.Text.Json.JsonElement> { ["statement"] = System.Text.Json.JsonElement.Parse("\"SELECT 'canary-secret' AS N\"") },
                Meta = new() { ["traceparent"] = $"00-{TraceId}-00f067aa0ba902b7-01", ["baggage"] = "user=canary-secret" },
            },
            TestContext.Current.CancellationToken);
        await client.DisposeAsync(); // the end of the session sends what is left

        Assert.NotEqual(true, result.IsError);
        var traces = collector.Get("/v1/traces");
        Assert.Contains("tools/call snowflake_run_query", traces, StringComparison.Ordinal);
        Assert.Contains("connector snowflake", traces, StringComparison.Ordinal);
        Assert.Contains(Encoding.Latin1.GetString(Convert.FromHexString(TraceId)), traces, StringComparison.Ordinal);
        Assert.Contains("codex-mcp", traces, StringComparison.Ordinal);
        Assert.Contains("codexmcp.calls", collector.Get("/v1/metrics"), StringComparison.Ordinal);
        Assert.DoesNotContain("canary-secret", traces + collector.Get("/v1/metrics"), StringComparison.Ordinal);
    }

    private sealed class Collector : IAsyncDisposable
    {
        private readonly ConcurrentQueue<(string Path, string Body)> received = [];
        private readonly WebApplication app;

        private Collector()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            app = builder.Build();
            app.Run(async context =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                received.Enqueue((context.Request.Path, Encoding.Latin1.GetString(body.ToArray())));
            });
        }

        public string Address => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

        public static async Task<Collector> StartAsync()
        {
            var collector = new Collector();
            await collector.app.StartAsync(TestContext.Current.CancellationToken);
            return collector;
        }

        public string Get(string path) => string.Concat(received.Where(each => each.Path == path).Select(each => each.Body));

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
