using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Connectors.Tests.Login;

/// <summary>
/// An MCP server that wants a login, and its authorization server, on loopback: it describes itself, registers clients, checks PKCE and the resource, gives
/// each refresh token once, and takes tokens back. Whatever it says of itself can be turned into a lie.
/// </summary>
internal sealed class ProtectedServer : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly ConcurrentDictionary<string, (string Challenge, string Redirect, string Client, string Scope)> codes = new();
    private readonly ConcurrentDictionary<string, string> access = new();
    private readonly ConcurrentDictionary<string, (string Client, string Scope)> refresh = new();
    private readonly ConcurrentDictionary<string, string> clients = new();

    private ProtectedServer(WebApplication application) => this.application = application;

    public string Address { get; private set; } = "";

    public string Endpoint => Address + "/mcp";

    /// <summary>What the resource says of itself.</summary>
    public Action<JsonObject> Resource { get; set; } = static _ => { };

    /// <summary>What the authorization server says of itself.</summary>
    public Action<JsonObject> Server { get; set; } = static _ => { };

    /// <summary>Answers any request in its own way before all others, or not.</summary>
    public Func<HttpContext, Task<bool>> First { get; set; } = static _ => Task.FromResult(false);

    /// <summary>The scope that each tool needs.</summary>
    public Dictionary<string, string> Needs { get; } = new() { ["do"] = "read", ["do_not"] = "read" };

    /// <summary>Scopes that no person has.</summary>
    public HashSet<string> Nobody { get; } = [];

    public IQueryCollection? Asked { get; private set; }

    public JsonObject? Registered { get; private set; }

    /// <summary>The path of every request, in order.</summary>
    public ConcurrentQueue<string> Paths { get; } = new();

    /// <summary>The tools that were called.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>What tokens were asked with.</summary>
    public ConcurrentQueue<IFormCollection> Tokens { get; } = new();

    public ConcurrentQueue<IFormCollection> Revoked { get; } = new();

    public static async Task<ProtectedServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        var server = new ProtectedServer(application);
        application.Run(server.AnswerAsync);
        await application.StartAsync(TestContext.Current.CancellationToken);
        server.Address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return server;
    }

    /// <summary>Ends every access token.</summary>
    public void Expire() => access.Clear();

    /// <summary>A browser that agrees to everything: gives what the page says.</summary>
    public static async Task<string> AgreeAsync(Uri address)
    {
        using var browser = new HttpClient();
        using var page = await browser.GetAsync(address, TestContext.Current.CancellationToken);
        return await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        Paths.Enqueue(context.Request.Path);
        if (await First(context))
        {
            return;
        }

        await (context.Request.Path.Value switch
        {
            "/.well-known/oauth-protected-resource/mcp" => JsonAsync(context, Edited(new() { ["resource"] = Endpoint, ["authorization_servers"] = new JsonArray(Address), ["scopes_supported"] = new JsonArray("read") }, Resource)),
            "/.well-known/oauth-authorization-server" => JsonAsync(context, Edited(Metadata(), Server)),
            "/register" => RegisterAsync(context),
            "/authorize" => Authorize(context),
            "/token" => TokenAsync(context),
            "/revoke" => RevokeAsync(context),
            "/mcp" => McpAsync(context),
            _ => StatusAsync(context, 404),
        });
    }

    private JsonObject Metadata() => new()
    {
        ["issuer"] = Address,
        ["authorization_endpoint"] = Address + "/authorize",
        ["token_endpoint"] = Address + "/token",
        ["registration_endpoint"] = Address + "/register",
        ["revocation_endpoint"] = Address + "/revoke",
        ["code_challenge_methods_supported"] = new JsonArray("S256"),
        ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_basic"),
        ["scopes_supported"] = new JsonArray("read", "write", "offline_access"),
        ["authorization_response_iss_parameter_supported"] = true,
    };

    private async Task RegisterAsync(HttpContext context)
    {
        Registered = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
        var (id, secret) = (Random(), Random());
        clients[id] = secret;
        await JsonAsync(context, new() { ["client_id"] = id, ["client_secret"] = secret, ["redirect_uris"] = Registered["redirect_uris"]!.DeepClone() }, 201);
    }

    private Task Authorize(HttpContext context)
    {
        var query = context.Request.Query;
        Asked = query;
        if (query["code_challenge_method"] != "S256" || query["resource"] != Endpoint || !clients.ContainsKey(query["client_id"].ToString()))
        {
            return StatusAsync(context, 400);
        }

        var code = Random();
        codes[code] = (query["code_challenge"].ToString(), query["redirect_uri"].ToString(), query["client_id"].ToString(), query["scope"].ToString());
        context.Response.Redirect($"{query["redirect_uri"]}?code={code}&state={query["state"]}&iss={Uri.EscapeDataString(Address)}");
        return Task.CompletedTask;
    }

    private async Task TokenAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        Tokens.Enqueue(form);
        var client = Client(context);
        (string Client, string Scope) given = form["grant_type"] == "refresh_token"
            ? refresh.TryRemove(form["refresh_token"].ToString(), out var old) ? old : default
            : codes.TryRemove(form["code"].ToString(), out var code) && code.Redirect == form["redirect_uri"]
                && code.Challenge == Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) ? (code.Client, code.Scope) : default;
        if (client is null || given.Client != client || form["resource"] != Endpoint)
        {
            await JsonAsync(context, new() { ["error"] = "invalid_grant" }, 400);
            return;
        }

        var scope = string.Join(' ', given.Scope.Split(' ').Where(name => !Nobody.Contains(name)));
        var (token, next) = (Random(), Random());
        access[token] = scope;
        refresh[next] = (client, given.Scope);
        await JsonAsync(context, new() { ["access_token"] = token, ["token_type"] = "Bearer", ["expires_in"] = 3600, ["refresh_token"] = next, ["scope"] = scope });
    }

    private async Task RevokeAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        Revoked.Enqueue(form);
        refresh.TryRemove(form["token"].ToString(), out _);
        await StatusAsync(context, Client(context) is null ? 401 : 200);
    }

    private async Task McpAsync(HttpContext context)
    {
        if (context.Request.Method != "POST")
        {
            await StatusAsync(context, 405);
            return;
        }

        var message = (await JsonNode.ParseAsync(context.Request.Body))!;
        var method = message["method"]!.GetValue<string>();
        var given = context.Request.Headers.Authorization.ToString();
        if (!given.StartsWith("Bearer ", StringComparison.Ordinal) || !access.TryGetValue(given[7..], out var scope))
        {
            await RefuseAsync(context, 401, "invalid_token", "read");
            return;
        }

        var tool = message["params"]?["name"]?.GetValue<string>();
        if (tool is not null && !scope.Split(' ').Contains(Needs[tool]))
        {
            await RefuseAsync(context, 403, "insufficient_scope", Needs[tool]);
            return;
        }

        if (message["id"] is not { } id)
        {
            await StatusAsync(context, 202);
            return;
        }

        if (tool is not null)
        {
            Calls.Enqueue(tool);
        }

        JsonNode result = method switch
        {
            "initialize" => new JsonObject { ["protocolVersion"] = "2025-11-25", ["capabilities"] = new JsonObject { ["tools"] = new JsonObject() }, ["serverInfo"] = new JsonObject { ["name"] = "protected", ["version"] = "1" } },
            "tools/list" => new JsonObject { ["tools"] = new JsonArray([.. Needs.Keys.Select(static name => new JsonObject { ["name"] = name, ["description"] = "Does it.", ["inputSchema"] = new JsonObject { ["type"] = "object" } })]) },
            "tools/call" => new JsonObject { ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = "done" }) },
            _ => new JsonObject(),
        };
        await JsonAsync(context, new() { ["jsonrpc"] = "2.0", ["id"] = id.DeepClone(), ["result"] = result });
    }

    private Task RefuseAsync(HttpContext context, int status, string error, string scope)
    {
        context.Response.Headers.WWWAuthenticate = $"Bearer error=\"{error}\", scope=\"{scope}\", resource_metadata=\"{Address}/.well-known/oauth-protected-resource/mcp\"";
        return JsonAsync(context, new() { ["error"] = error }, status);
    }

    private string? Client(HttpContext context) =>
        context.Request.Headers.Authorization.ToString() is { Length: > 6 } basic && Encoding.UTF8.GetString(Convert.FromBase64String(basic[6..])).Split(':') is [var id, var secret]
        && clients.TryGetValue(id, out var own) && own == secret ? id : null;

    private static JsonObject Edited(JsonObject document, Action<JsonObject> edit)
    {
        edit(document);
        return document;
    }

    private static Task JsonAsync(HttpContext context, JsonObject document, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(document.ToJsonString());
    }

    private static Task StatusAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));
}
