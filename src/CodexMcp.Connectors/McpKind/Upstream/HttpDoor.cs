using System.Text.Json;
using CodexMcp.Connectors.Http;
using CodexMcp.Connectors.HttpKind;
using CodexMcp.Connectors.HttpKind.Auth;
using CodexMcp.Connectors.HttpKind.Templates;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Connectors.McpKind.Upstream;

/// <summary>Reaches a server over Streamable HTTP with the connector's own client: declared hosts only, no redirects, capped bodies.</summary>
internal sealed class HttpDoor : IUpstreamDoor
{
    private const int MostReconnects = 3;
    private static readonly TimeSpan Reconnect = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ListenAgain = TimeSpan.FromSeconds(5);

    private readonly HttpClient http;
    private readonly Uri endpoint;
    private readonly Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Prepares the way; nothing is sent.</summary>
    public HttpDoor(string system, JsonElement upstream, int maxMessageBytes, JsonElement settings, HttpClient client, HttpAuth auth)
    {
        endpoint = Uri.TryCreate(HttpAuth.Secret(system, upstream, "url", settings), UriKind.Absolute, out var address) && address.Scheme is "https" or "http"
            ? address
            : throw HttpAuth.Wrong($"The address of {system} is none.");
        if (Json.Member(upstream, "headers") is { ValueKind: JsonValueKind.Object } given)
        {
            foreach (var header in given.EnumerateObject())
            {
                headers[header.Name] = Template.Parse(Json.Plain(header.Value)).Text(new(default, settings)) is { } value && value.All(static c => c is >= ' ' and <= '~')
                    ? value
                    : throw HttpAuth.Wrong($"The header {header.Name} for {system} can't be used.");
            }
        }

        http = ConnectorHttp.Over(new ExchangeHandler(system, client, auth, new(system, maxMessageBytes)));
    }

    /// <inheritdoc/>
    public bool IsHttp => true;

    /// <inheritdoc/>
    public Task<ITransport> ConnectAsync(CancellationToken cancellationToken) => ConnectAsync(
        new HttpClientTransportOptions
        {
            Endpoint = endpoint,
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = headers,

            // The stream for what belongs to no call is opened again for as long as the session stands.
            MaxReconnectionAttempts = int.MaxValue,
            DefaultReconnectionInterval = ListenAgain,
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<ITransport> ExchangeAsync(string? session, string? version, CancellationToken cancellationToken)
    {
        var own = headers;
        if (version is not null)
        {
            own = new(headers, StringComparer.OrdinalIgnoreCase) { ["MCP-Protocol-Version"] = version };
            if (session is not null)
            {
                own["Mcp-Session-Id"] = session;
            }
        }

        return ConnectAsync(
            new HttpClientTransportOptions
            {
                Endpoint = endpoint,
                TransportMode = HttpTransportMode.StreamableHttp,
                AdditionalHeaders = own,
                EnableStandaloneGetStream = false,

                // An answer whose stream breaks is asked for again by its last event's id.
                MaxReconnectionAttempts = MostReconnects,
                DefaultReconnectionInterval = Reconnect,
            },
            cancellationToken);
    }

    private Task<ITransport> ConnectAsync(HttpClientTransportOptions options, CancellationToken cancellationToken) =>
        new HttpClientTransport(options, http, null, ownsHttpClient: false).ConnectAsync(cancellationToken);
}
