using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace CodexMcp.FixtureServer;

/// <summary>Streamable HTTP around the SDK's transport, both eras on one address: the rules of the specification that its ASP.NET package would keep.</summary>
internal static class FixtureHttp
{
    public const string Modern = "2026-07-28";
    private const string SessionHeader = "Mcp-Session-Id";
    private const string VersionHeader = "MCP-Protocol-Version";
    private static readonly string[] Legacy = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"];
    private static readonly string[] Removed = ["initialize", "ping", "logging/setLevel", "resources/subscribe", "resources/unsubscribe"];
    private static readonly JsonTypeInfo<JsonRpcMessage> Format = (JsonTypeInfo<JsonRpcMessage>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage));
    private static readonly ConcurrentDictionary<string, StreamableHttpServerTransport> Sessions = new(StringComparer.Ordinal);
    private static readonly Listeners Listeners = new();
    private static readonly McpServerOptions Options = Fixture.Options(Listeners);

    public static async Task RunAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var app = builder.Build();
        app.Run(HandleAsync);
        await app.StartAsync();
        Console.WriteLine($"{app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()}/mcp");
        await Console.In.ReadToEndAsync();
        using var quick = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await app.StopAsync(quick.Token);
    }

    private static async Task HandleAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (!IsOurs(headers.Host.ToString()) || (headers.Origin.Count > 0 && (!Uri.TryCreate(headers.Origin.ToString(), UriKind.Absolute, out var origin) || !IsOurs(origin.Authority))))
        {
            context.Response.StatusCode = 403;
            return;
        }

        var version = headers[VersionHeader].ToString();
        if (Required() is { } token && headers.Authorization.ToString() != $"Bearer {token}")
        {
            context.Response.StatusCode = 401;
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return;
        }

        if (!HttpMethods.IsPost(context.Request.Method))
        {
            await OtherAsync(context, version);
            return;
        }

        var accept = headers.Accept.ToString();
        if (!accept.Contains("*/*") && !(accept.Contains("application/json") && accept.Contains("text/event-stream")))
        {
            context.Response.StatusCode = 406;
            return;
        }

        JsonObject? body;
        try
        {
            body = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) as JsonObject;
        }
        catch (JsonException)
        {
            await ErrorAsync(context, 400, null, -32700, "This is not JSON.");
            return;
        }

        if (body is null || (body.ContainsKey("id") && body["id"] is null))
        {
            await ErrorAsync(context, 400, null, -32600, "This is not one message.");
            return;
        }

        JsonRpcMessage message;
        try
        {
            message = body.Deserialize(Format)!;
        }
        catch (JsonException)
        {
            await ErrorAsync(context, 400, body["id"], -32600, "This is not a message.");
            return;
        }

        var meta = body["params"]?["_meta"] as JsonObject;
        if (version == Modern || meta?.ContainsKey(MetaKeys.ProtocolVersion) == true || (version.Length > 0 && !Legacy.Contains(version)))
        {
            await ModernAsync(context, message, body, meta, version);
        }
        else
        {
            await LegacyAsync(context, message, body);
        }
    }

    private static async Task ModernAsync(HttpContext context, JsonRpcMessage message, JsonObject body, JsonObject? meta, string version)
    {
        var id = body["id"];
        if (message is JsonRpcNotification)
        {
            context.Response.StatusCode = 202;
            return;
        }

        if (message is not JsonRpcRequest request)
        {
            await ErrorAsync(context, 400, id, -32600, "A client sends no answers.");
            return;
        }

        var own = meta?[MetaKeys.ProtocolVersion]?.GetValue<string>();
        if (own is null || meta?[MetaKeys.ClientCapabilities] is not JsonObject)
        {
            await ErrorAsync(context, 400, id, -32602, "The request lacks a part of _meta.");
            return;
        }

        if (version != own)
        {
            await ErrorAsync(context, 400, id, -32020, "The header names another version than the body.");
            return;
        }

        if (own != Modern)
        {
            await ErrorAsync(context, 400, id, -32022, "Not this version.", new() { ["supported"] = new JsonArray(Modern), ["requested"] = own });
            return;
        }

        var name = request.Method switch
        {
            "tools/call" or "prompts/get" => body["params"]?["name"]?.GetValue<string>(),
            "resources/read" => body["params"]?["uri"]?.GetValue<string>(),
            _ => null,
        };
        if (context.Request.Headers["Mcp-Method"].ToString().Trim() != request.Method
            || (name is not null && McpHeaderEncoder.DecodeValue(context.Request.Headers["Mcp-Name"].ToString().Trim()) != name))
        {
            await ErrorAsync(context, 400, id, -32020, "A header differs from the body.");
            return;
        }

        if (Removed.Contains(request.Method))
        {
            await ErrorAsync(context, 404, id, -32601, "There is no such method.");
            return;
        }

        message.Context = new() { ProtocolVersion = Modern };
        var transport = new StreamableHttpServerTransport { Stateless = true };
        await using var server = McpServer.Create(transport, Options);
        var run = server.RunAsync(context.RequestAborted);
        await PostAsync(context, transport, message);
        await transport.DisposeAsync();
        try
        {
            await run;
        }
        catch (OperationCanceledException)
        {
            // The client has gone.
        }
    }

    private static async Task LegacyAsync(HttpContext context, JsonRpcMessage message, JsonObject body)
    {
        var id = context.Request.Headers[SessionHeader].ToString();
        if (id.Length > 0 && !Sessions.ContainsKey(id))
        {
            await ErrorAsync(context, 404, body["id"], -32001, "Session not found");
            return;
        }

        if (id.Length == 0)
        {
            if (message is not JsonRpcRequest { Method: "initialize" })
            {
                await ErrorAsync(context, 400, body["id"], -32000, "Begin with initialize.");
                return;
            }

            id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
            var transport = Sessions[id] = new() { SessionId = id };
            var server = McpServer.Create(transport, Options);
            Listeners.Older.Add(server);
            _ = server.RunAsync(CancellationToken.None);
            context.Response.Headers[SessionHeader] = id;
        }

        await PostAsync(context, Sessions[id], message);
    }

    private static async Task OtherAsync(HttpContext context, string version)
    {
        var id = context.Request.Headers[SessionHeader].ToString();
        if (version == Modern || id.Length == 0 || !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsDelete(context.Request.Method)))
        {
            context.Response.StatusCode = 405;
            context.Response.Headers.Allow = "POST";
            return;
        }

        if (!Sessions.TryGetValue(id, out var transport))
        {
            context.Response.StatusCode = 404;
            return;
        }

        if (HttpMethods.IsDelete(context.Request.Method))
        {
            Sessions.TryRemove(id, out _);
            await transport.DisposeAsync();
            return;
        }

        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        await context.Response.Body.FlushAsync();
        await transport.HandleGetRequestAsync(context.Response.Body, context.RequestAborted);
    }

    private static async Task PostAsync(HttpContext context, StreamableHttpServerTransport transport, JsonRpcMessage message)
    {
        var body = new MutableBody(context.Response.Body);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        var written = await transport.HandlePostRequestAsync(
            message,
            body,
            async first =>
            {
                if (first is not JsonRpcError error)
                {
                    return;
                }

                // An error's body is plain JSON: as an event no client would read its code behind a status.
                context.Response.StatusCode = error.Error.Code switch { -32601 => 404, -32020 or -32021 or -32022 => 400, _ => 200 };
                context.Response.ContentType = "application/json";
                await JsonSerializer.SerializeAsync(context.Response.Body, error, Format, context.RequestAborted);
                body.IsMuted = true;
            },
            context.RequestAborted);
        if (!written && !context.Response.HasStarted)
        {
            context.Response.ContentType = null;
            context.Response.StatusCode = 202;
        }
    }

    private static Task ErrorAsync(HttpContext context, int status, JsonNode? id, int code, string message, JsonObject? data = null)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        var error = new JsonObject { ["code"] = code, ["message"] = message };
        if (data is not null)
        {
            error["data"] = data;
        }

        return context.Response.WriteAsync(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id?.DeepClone(), ["error"] = error }.ToJsonString());
    }

    private static bool IsOurs(string authority) =>
        authority is "localhost" or "127.0.0.1" or "[::1]" || authority.StartsWith("localhost:", StringComparison.Ordinal)
        || authority.StartsWith("127.0.0.1:", StringComparison.Ordinal) || authority.StartsWith("[::1]:", StringComparison.Ordinal);

    private static string? Required() => Environment.GetEnvironmentVariable("FIXTURE_TOKEN") is { Length: > 0 } token ? token : null;
}
