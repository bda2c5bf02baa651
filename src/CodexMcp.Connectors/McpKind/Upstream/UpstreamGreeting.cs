using System.Text.Json;
using System.Text.Json.Nodes;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Connectors.McpKind.Upstream;

/// <summary>The first words with a server, and what is said of us with every request: the newer era is tried first, where the manifest leaves it open.</summary>
internal static class UpstreamGreeting
{
    /// <summary>The revision without a handshake.</summary>
    public const string Modern = "2026-07-28";

    private const string Legacy = "2025-11-25";
    private static readonly string[] LegacyVersions = [Legacy, "2025-06-18", "2025-03-26", "2024-11-05"];

    private static string Product { get; } = typeof(UpstreamGreeting).Assembly.GetName().Version?.ToString(3) ?? "0";

    /// <summary>Greets a server.</summary>
    /// <param name="door">The way to it.</param>
    /// <param name="protocol">auto, modern or legacy.</param>
    /// <param name="asks">What the clients behind this session can be asked; an older server is told once.</param>
    /// <param name="calls">The session's calls.</param>
    /// <param name="notified">Takes notifications that belong to no request.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The connection, the revision and what the server says it can do.</returns>
    public static async Task<(UpstreamLink Link, string Version, JsonElement Capabilities)> GreetAsync(
        IUpstreamDoor door, string protocol, ClientAbilities asks, CallsInFlight calls, Action<string, JsonNode?> notified, TimeProvider time, CancellationToken cancellationToken)
    {
        var link = await LinkAsync().ConfigureAwait(false);
        try
        {
            if (protocol != "legacy")
            {
                if (await DiscoverAsync(link, protocol, cancellationToken).ConfigureAwait(false) is { } capabilities)
                {
                    return (link, Modern, capabilities);
                }

                if (door.IsHttp || link.Ended is not null)
                {
                    await link.DisposeAsync().ConfigureAwait(false);
                    link = await LinkAsync().ConfigureAwait(false);
                }
            }

            var (version, offered) = await InitializeAsync(link, asks, cancellationToken).ConfigureAwait(false);
            return (link, version, offered);
        }
        catch
        {
            await link.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        async Task<UpstreamLink> LinkAsync() =>
            new(await door.ConnectAsync(cancellationToken).ConfigureAwait(false), door.IsHttp ? LinkKind.Http : LinkKind.Pipe, calls, notified, time);
    }

    /// <summary>What stands beside every request to a 2026-07-28 server.</summary>
    public static JsonObject Meta(ClientAbilities asks, string? logLevel)
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

    private static async Task<JsonElement?> DiscoverAsync(UpstreamLink link, string protocol, CancellationToken cancellationToken)
    {
        try
        {
            var discovered = await AskAsync(link, cancellationToken).ConfigureAwait(false);
            if (Speaks(discovered, "supportedVersions"))
            {
                return Json.Member(discovered, "capabilities") ?? default(JsonElement);
            }
        }
        catch (Exception exception) when (protocol == "auto" && exception is UpstreamErrorException or UpstreamBrokenException or ConnectorException { Failure: ConnectorFailure.Refused } && !cancellationToken.IsCancellationRequested)
        {
            // An older server knows nothing of it.
        }

        return protocol == "modern" ? throw new UpstreamBrokenException($"The server does not speak {Modern}.") : null;
    }

    private static async Task<JsonElement> AskAsync(UpstreamLink link, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync().ConfigureAwait(false);
        }
        catch (UpstreamErrorException exception) when (exception is { Code: UpstreamErrorException.UnsupportedVersion, Detail: { } detail } && Speaks(detail, "supported"))
        {
            // It refuses the revision and offers the same: a part of it that knows better may answer the second time.
            return await SendAsync().ConfigureAwait(false);
        }

        Task<JsonElement> SendAsync() => link.RequestAsync("server/discover", new() { ["_meta"] = Meta(ClientAbilities.None, null) }, null, null, null, cancellationToken);
    }

    private static bool Speaks(JsonElement said, string member) => Json.Member(said, member) is { ValueKind: JsonValueKind.Array } versions
        && versions.EnumerateArray().Any(static version => version.ValueKind == JsonValueKind.String && version.ValueEquals(Modern));

    private static async Task<(string Version, JsonElement Capabilities)> InitializeAsync(UpstreamLink link, ClientAbilities asks, CancellationToken cancellationToken)
    {
        var answer = await link.RequestAsync(
            "initialize", new() { ["protocolVersion"] = Legacy, ["capabilities"] = Capable(asks), ["clientInfo"] = Identity() }, null, null, null, cancellationToken).ConfigureAwait(false);
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
                await link.RequestAsync("logging/setLevel", new() { ["level"] = "debug" }, null, null, null, cancellationToken).ConfigureAwait(false);
            }
            catch (UpstreamErrorException)
            {
                // Then it decides itself what it says.
            }
        }

        return (version, capabilities);
    }

    private static JsonObject Identity() => new() { ["name"] = "codex-mcp", ["version"] = Product };

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
