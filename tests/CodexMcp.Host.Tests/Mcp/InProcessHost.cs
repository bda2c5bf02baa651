using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using CodexMcp.Core.Roles;
using CodexMcp.Host.Mcp;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Host.Tests.Mcp;

/// <summary>The real adapter, transport and session on a pair of pipes, with a pipeline of the test's own.</summary>
internal sealed class InProcessHost : IAsyncDisposable
{
    private readonly Pipe toHost = new(new PipeOptions(pauseWriterThreshold: 64 * 1024 * 1024, resumeWriterThreshold: 1024));
    private readonly Pipe fromHost = new(new PipeOptions(pauseWriterThreshold: 64 * 1024 * 1024, resumeWriterThreshold: 1024));
    private readonly CancellationTokenSource stop = new();
    private StreamReader? lines;

    public InProcessHost(Func<RoleProfile> profile, CallTool call)
    {
        Changes = new();
        Adapter = new(_ => new(profile(), "local:tester"), call, Changes, TimeProvider.System);
        var transport = new StdioTransport(toHost.Reader.AsStream(), fromHost.Writer.AsStream(), NullLogger.Instance);
        var server = StdioSession.Prepare(Adapter, Changes, transport, NullLoggerFactory.Instance);
        Running = StdioSession.RunAsync(server, Adapter, profile().Instructions, Changes, transport, NullLoggerFactory.Instance, TimeProvider.System, stop.Token);
    }

    public ListChanges Changes { get; }

    public McpAdapter Adapter { get; }

    public Task Running { get; }

    public Stream Input => toHost.Writer.AsStream();

    public Task<McpClient> ConnectAsync(McpClientOptions? options = null) => McpClient.CreateAsync(
        new StreamClientTransport(Input, fromHost.Reader.AsStream(), NullLoggerFactory.Instance), options, cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>Sends a line as it is.</summary>
    public async Task SendAsync(string line)
    {
        await toHost.Writer.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), TestContext.Current.CancellationToken);
    }

    /// <summary>Reads the next line.</summary>
    public async Task<JsonElement> ReadAsync()
    {
        lines ??= new(fromHost.Reader.AsStream());
        var line = await lines.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        return JsonDocument.Parse(line ?? throw new EndOfStreamException()).RootElement;
    }

    /// <summary>Ends the input, as a client does that wants no more.</summary>
    public void EndInput() => toHost.Writer.Complete();

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        toHost.Writer.Complete();
        await Running.WaitAsync(TimeSpan.FromSeconds(20));
    }
}
