// An MCP server of its own, on the SDK: what the official conformance suite names, over STDIO or over Streamable HTTP, and one that behaves badly.
//   fixture-server            serves standard input and output
//   fixture-server http       serves loopback; the first line on standard output is the address; ends with the input
//   fixture-server bad MODE   serves standard input and output the way MODE says (see BadServer)
using CodexMcp.FixtureServer;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

// Reading standard input holds a thread of the pool, and a busy machine gives it no more.
ThreadPool.SetMinThreads(16, 16);
switch (args)
{
    case ["http", ..]:
        await FixtureHttp.RunAsync();
        return 0;
    case ["bad", var mode]:
        return await BadServer.RunAsync(mode);
    default:
        var listeners = new Listeners();
        var options = Fixture.Options(listeners);
        using (var ended = new CancellationTokenSource())
        {
            // Neither is disposed: that waits for handlers, and nobody reads what they would say.
            var transport = new StreamServerTransport(new EndingInput(Console.OpenStandardInput(), ended.Cancel), Console.OpenStandardOutput());
            var server = McpServer.Create(transport, options);
            listeners.Older.Add(server);
            try
            {
                await server.RunAsync(ended.Token).WaitAsync(ended.Token);
            }
            catch (OperationCanceledException)
            {
                // The input has ended.
            }
        }

        return 0;
}
