using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CodexMcp.BareServer;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace CodexMcp.Benchmarks.Serving.Http;

/// <summary>
/// The yardstick over HTTP: the SDK's own transport and server as its ASP.NET package uses them, one server for each session and one for
/// each request of 2026-07-28, with nothing checked and nothing recorded.
/// </summary>
internal static class BareHttpServer
{
    private static readonly JsonTypeInfo<JsonRpcMessage> Format = (JsonTypeInfo<JsonRpcMessage>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage));
    private static readonly ConcurrentDictionary<string, StreamableHttpServerTransport> Sessions = new(StringComparer.Ordinal);

    /// <summary>Serves so many tools until the input ends.</summary>
    public static Task RunAsync(int tools)
    {
        var known = BareTools.Create();
        known = [.. Enumerable.Range(0, tools).Select(index => index < known.Count ? known[index] : Copy(known[0], $"echo_run_query_{index}"))];
        var options = new McpServerOptions
        {
            ServerInfo = new Implementation { Name = "bare", Version = "1.0.0" },
            ScopeRequests = false,
            Handlers = new McpServerHandlers
            {
                ListToolsHandler = (_, _) => ValueTask.FromResult(new ListToolsResult { Tools = known }),
                CallToolHandler = (request, _) => ValueTask.FromResult(BareTools.Echo(request.Params)),
            },
        };
        return HttpServing.RunAsync(context => HandleAsync(context, options));
    }

    private static async Task HandleAsync(HttpContext context, McpServerOptions options)
    {
        var message = (await JsonSerializer.DeserializeAsync(context.Request.Body, Format, context.RequestAborted))!;
        var version = context.Request.Headers["MCP-Protocol-Version"].ToString();
        if (version == "2026-07-28")
        {
            message.Context = new() { ProtocolVersion = version };
            var transport = new StreamableHttpServerTransport { Stateless = true };
            await using var server = McpServer.Create(transport, options);
            var run = server.RunAsync(context.RequestAborted);
            await PostAsync(context, transport, message);
            await transport.DisposeAsync();
            await run;
            return;
        }

        var id = context.Request.Headers["Mcp-Session-Id"].ToString();
        if (id.Length == 0)
        {
            id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
            var transport = Sessions[id] = new() { SessionId = id };
            _ = McpServer.Create(transport, options).RunAsync(CancellationToken.None);
            context.Response.Headers["Mcp-Session-Id"] = id;
        }

        await PostAsync(context, Sessions[id], message);
    }

    private static async Task PostAsync(HttpContext context, StreamableHttpServerTransport transport, JsonRpcMessage message)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        if (!await transport.HandlePostRequestAsync(message, context.Response.Body, context.RequestAborted))
        {
            context.Response.ContentType = null;
            context.Response.StatusCode = StatusCodes.Status202Accepted;
        }
    }

    private static Tool Copy(Tool tool, string name) => new()
    {
        Name = name,
        Title = tool.Title,
        Description = tool.Description,
        InputSchema = tool.InputSchema,
        OutputSchema = tool.OutputSchema,
        Annotations = tool.Annotations,
    };
}
