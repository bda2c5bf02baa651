using System.Collections.Concurrent;
using System.Text.Json;
using CodexMcp.Connectors.Tests.HttpKind;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Connectors.Tests.McpKind;

/// <summary>An older MCP server on loopback that greets and lists as it should, and answers calls (and its streams) as the test says.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    public const string Fine = """{"content":[{"type":"text","text":"done"}]}""";

    private readonly Func<HttpContext, JsonElement, Task> call;
    private readonly Func<HttpContext, Task>? listen;
    private Upstream upstream = null!;
    private int sessions;

    private ScriptedServer(Func<HttpContext, JsonElement, Task> call, Func<HttpContext, Task>? listen)
    {
        this.call = call;
        this.listen = listen;
    }

    public string Address => upstream.Address + "/mcp";

    /// <summary>How often it was greeted.</summary>
    public int Sessions => Volatile.Read(ref sessions);

    /// <summary>The methods that came, as they came.</summary>
    public ConcurrentQueue<string> Methods { get; } = new();

    public static async Task<ScriptedServer> StartAsync(Func<HttpContext, JsonElement, Task> call, Func<HttpContext, Task>? listen = null)
    {
        var server = new ScriptedServer(call, listen);
        server.upstream = await Upstream.StartAsync(server.AnswerAsync);
        return server;
    }

    /// <summary>Answers a call with a stream of these very words.</summary>
    public static async Task StreamAsync(HttpContext context, string words)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync(words);
    }

    /// <summary>An answer's message.</summary>
    public static string Message(JsonElement request, string result = Fine) => $$"""{"jsonrpc":"2.0","id":{{request.GetProperty("id")}},"result":{{result}}}""";

    public ValueTask DisposeAsync() => upstream.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            if (HttpMethods.IsGet(context.Request.Method) && listen is not null)
            {
                await listen(context);
                return;
            }

            context.Response.StatusCode = 405;
            return;
        }

        using var document = JsonDocument.Parse((string)context.Items["body"]!);
        var request = document.RootElement;
        var method = request.GetProperty("method").GetString()!;
        Methods.Enqueue(method);
        switch (method)
        {
            case "initialize":
                context.Response.Headers["Mcp-Session-Id"] = $"s{Interlocked.Increment(ref sessions)}";
                await Upstream.JsonAsync(context, Message(request, """{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"scripted","version":"1"}}"""));
                break;
            case "tools/list":
                await Upstream.JsonAsync(context, Message(request, """{"tools":[{"name":"do","description":"Does it.","inputSchema":{"type":"object"}}]}"""));
                break;
            case "tools/call":
                await call(context, request);
                break;
            case "server/discover":
                await Upstream.JsonAsync(context, """{"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"Bad Request: no session"}}""", 400);
                break;
            default:
                context.Response.StatusCode = 202;
                break;
        }
    }
}
