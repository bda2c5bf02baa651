using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Http;
using CodexMcp.Connectors.HttpKind;
using CodexMcp.Connectors.HttpKind.Auth;
using CodexMcp.Connectors.HttpKind.Templates;
using CodexMcp.Connectors.Login;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Connectors.McpKind.Upstream;

/// <summary>Reaches a server over Streamable HTTP with the connector's own client: declared hosts only, no redirects, capped bodies.</summary>
internal sealed class HttpDoor : IUpstreamDoor
{
    private static readonly TimeSpan Reconnect = TimeSpan.FromSeconds(1);
    private const int MostReconnects = 3;

    private readonly HttpClient http;
    private readonly Uri endpoint;
    private readonly Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Prepares the way; nothing is sent.</summary>
    public HttpDoor(string system, JsonElement manifest, JsonElement upstream, ConnectorContext context, LoginKey login, ILoginStore? logins)
    {
        var settings = context.Settings;
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

        http = ConnectorHttp.Over(new ExchangeHandler(context.Http, HttpAuth.Create(system, manifest, settings, context.Http, context.Time, login, logins)));
    }

    /// <inheritdoc/>
    public bool IsHttp => true;

    /// <inheritdoc/>
    public Task<ITransport> ConnectAsync(CancellationToken cancellationToken)
    {
        var options = new HttpClientTransportOptions
        {
            Endpoint = endpoint,
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = headers,
            MaxReconnectionAttempts = MostReconnects,
            DefaultReconnectionInterval = Reconnect,
        };
        return new HttpClientTransport(options, http, null, ownsHttpClient: false).ConnectAsync(cancellationToken);
    }
}
