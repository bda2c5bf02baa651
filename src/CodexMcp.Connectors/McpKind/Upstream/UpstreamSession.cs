using System.Text.Json;
using System.Text.Json.Nodes;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Connectors.McpKind.Upstream;

/// <summary>A server that has been greeted: its era, what it can do, and the way to send it requests.</summary>
internal sealed class UpstreamSession : IAsyncDisposable
{
    /// <summary>The revision without a handshake.</summary>
    public const string Modern = "2026-07-28";

    /// <summary>The newest revision with a handshake.</summary>
    public const string Legacy = "2025-11-25";

    private static readonly string[] LegacyVersions = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];

    private static readonly TimeSpan ListenAgain = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource closing = new();
    private readonly IUpstreamDoor door;
    private readonly UpstreamLink link;
    private readonly Action<string, JsonNode?> notified;
    private readonly TimeProvider time;
    private volatile Exception? lost;

    private UpstreamSession(IUpstreamDoor door, UpstreamLink link, bool isModern, JsonElement capabilities, Action<string, JsonNode?> notified, TimeProvider time)
    {
        this.door = door;
        this.link = link;
        this.notified = notified;
        this.time = time;
        IsModern = isModern;
        Capabilities = capabilities;
    }

    /// <summary>Whether the server speaks 2026-07-28.</summary>
    public bool IsModern { get; }

    /// <summary>What it says it can do.</summary>
    public JsonElement Capabilities { get; }

    /// <summary>Why the session has ended, or null.</summary>
    public Exception? Ended => link.Ended ?? lost;

    /// <summary>How many requests are under way.</summary>
    public int Open => link.Open;

    /// <summary>Greets a server.</summary>
    /// <param name="door">The way to it.</param>
    /// <param name="protocol">auto, modern or legacy.</param>
    /// <param name="asks">What the clients behind this session can be asked; an older server is told once.</param>
    /// <param name="notified">Takes notifications that belong to no request.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<UpstreamSession> OpenAsync(
        IUpstreamDoor door, string protocol, ClientAbilities asks, Action<string, JsonNode?> notified, TimeProvider time, CancellationToken cancellationToken)
    {
        var link = await LinkAsync(door, notified, time, cancellationToken).ConfigureAwait(false);
        try
        {
            if (protocol != "legacy")
            {
                try
                {
                    var discovered = await link.RequestAsync("server/discover", new() { ["_meta"] = Meta(ClientAbilities.None, null) }, null, null, cancellationToken).ConfigureAwait(false);
                    if (Json.Member(discovered, "supportedVersions") is { ValueKind: JsonValueKind.Array } versions && versions.EnumerateArray().Any(static version => version.ValueKind == JsonValueKind.String && version.ValueEquals(Modern)))
                    {
                        return new(door, link, true, Json.Member(discovered, "capabilities") ?? default, notified, time);
                    }
                }
                catch (Exception exception) when (protocol == "auto" && exception is UpstreamErrorException or UpstreamBrokenException && !cancellationToken.IsCancellationRequested)
                {
                    // An older server knows nothing of it.
                }

                if (protocol == "modern")
                {
                    throw new UpstreamBrokenException($"The server does not speak {Modern}.");
                }

                if (door.IsHttp || link.Ended is not null)
                {
                    await link.DisposeAsync().ConfigureAwait(false);
                    link = await LinkAsync(door, notified, time, cancellationToken).ConfigureAwait(false);
                }
            }

            return await GreetAsync(door, link, asks, notified, time, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await link.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Sends a request with what its era wants around it.</summary>
    /// <param name="method">The method.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="asks">What the client can be asked.</param>
    /// <param name="sink">Takes what comes meanwhile, or null.</param>
    /// <param name="definition">The tool as the transport needs it for its headers, or null.</param>
    /// <param name="cancellationToken">Cancels the request at the server too.</param>
    public async Task<JsonElement> RequestAsync(string method, JsonObject parameters, ClientAbilities asks, CallSink? sink, Func<Tool>? definition, CancellationToken cancellationToken)
    {
        // Over HTTP some arguments are repeated in headers, as the tool's schema says.
        var context = definition is null || !door.IsHttp ? null : new JsonRpcMessageContext { Items = new Dictionary<string, object?> { ["Mcp.Tool"] = definition() } };
        if (!IsModern)
        {
            try
            {
                return await link.RequestAsync(method, parameters, sink, context, cancellationToken).ConfigureAwait(false);
            }
            catch (UpstreamBrokenException exception)
            {
                // Over HTTP only a failed request tells that the server has forgotten the session.
                lost = exception;
                throw;
            }
        }

        parameters["_meta"] = Meta(asks, sink?.WantsNotices == true ? "debug" : null);
        if (!door.IsHttp)
        {
            return await link.RequestAsync(method, parameters, sink, context, cancellationToken).ConfigureAwait(false);
        }

        // An exchange of its own: what comes on it belongs to this request and to nobody else.
        var own = await LinkAsync(door, notified, time, cancellationToken).ConfigureAwait(false);
        await using (own.ConfigureAwait(false))
        {
            return await own.RequestAsync(method, parameters, sink, context, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Asks a 2026-07-28 server to tell of changes, for as long as the session stands; an older one tells by itself.</summary>
    public void Listen()
    {
        if (IsModern)
        {
            _ = ListenAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync().ConfigureAwait(false);
        await link.DisposeAsync().ConfigureAwait(false);
    }

    private async Task ListenAsync()
    {
        try
        {
            while (!closing.IsCancellationRequested && Ended is null)
            {
                try
                {
                    var wanted = new JsonObject { ["toolsListChanged"] = true, ["promptsListChanged"] = true, ["resourcesListChanged"] = true };
                    await RequestAsync("subscriptions/listen", new() { ["notifications"] = wanted }, ClientAbilities.None, null, null, closing.Token).ConfigureAwait(false);
                }
                catch (UpstreamErrorException)
                {
                    return; // it does not offer that
                }
                catch (UpstreamBrokenException)
                {
                    // Proxies end long answers: it begins anew.
                }

                await Task.Delay(ListenAgain, time, closing.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The session is over.
        }
    }

    private static async Task<UpstreamLink> LinkAsync(IUpstreamDoor door, Action<string, JsonNode?> notified, TimeProvider time, CancellationToken cancellationToken) =>
        new(await door.ConnectAsync(cancellationToken).ConfigureAwait(false), door.IsHttp, notified, time);

    private static async Task<UpstreamSession> GreetAsync(
        IUpstreamDoor door, UpstreamLink link, ClientAbilities asks, Action<string, JsonNode?> notified, TimeProvider time, CancellationToken cancellationToken)
    {
        var answer = await link.RequestAsync(
            "initialize",
            new() { ["protocolVersion"] = Legacy, ["capabilities"] = Capable(asks), ["clientInfo"] = Identity() },
            null,
            null,
            cancellationToken).ConfigureAwait(false);
        if (Json.String(answer, "protocolVersion") is not { } version || !LegacyVersions.Contains(version))
        {
            throw new UpstreamBrokenException("The server speaks no revision of MCP that the host knows.");
        }

        await link.NotifyAsync("notifications/initialized", null).ConfigureAwait(false);
        var capabilities = Json.Member(answer, "capabilities") ?? default;
        if (Json.Member(capabilities, "logging") is not null)
        {
            try
            {
                await link.RequestAsync("logging/setLevel", new() { ["level"] = "debug" }, null, null, cancellationToken).ConfigureAwait(false);
            }
            catch (UpstreamErrorException)
            {
                // Then it decides itself what it says.
            }
        }

        return new(door, link, false, capabilities, notified, time);
    }

    private static JsonObject Meta(ClientAbilities asks, string? logLevel)
    {
        var meta = new JsonObject
        {
            [MetaKeys.ProtocolVersion] = Modern,
            [MetaKeys.ClientInfo] = Identity(),
            [MetaKeys.ClientCapabilities] = Capable(asks),
        };
        if (logLevel is not null)
        {
            meta[MetaKeys.LogLevel] = logLevel;
        }

        return meta;
    }

    private static JsonObject Identity() => new() { ["name"] = "codex-mcp", ["version"] = Product };

    private static string Product { get; } = typeof(UpstreamSession).Assembly.GetName().Version?.ToString(3) ?? "0";

    private static JsonObject Capable(ClientAbilities asks)
    {
        var capabilities = new JsonObject();
        if (asks.HasFlag(ClientAbilities.Forms))
        {
            capabilities["elicitation"] = new JsonObject { ["form"] = new JsonObject() };
        }

        if (asks.HasFlag(ClientAbilities.Sampling))
        {
            capabilities["sampling"] = new JsonObject();
        }

        if (asks.HasFlag(ClientAbilities.Roots))
        {
            capabilities["roots"] = new JsonObject();
        }

        return capabilities;
    }
}
