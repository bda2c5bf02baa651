using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind;
using CodexMcp.Connectors.HttpKind.Auth;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Connectors.McpKind.Upstream;

namespace CodexMcp.Connectors.Login.Discovery;

/// <summary>Calls a server as its connector would, but without a credential, and listens to what it wants for one.</summary>
internal sealed class LoginProbe : HttpAuth
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private const int MostMessageBytes = 1_000_000;
    private volatile Challenge? heard;

    /// <summary>Asks the server.</summary>
    /// <exception cref="ConnectorException">It can't be reached, or is no MCP server.</exception>
    public static async Task<Challenge> AskAsync(ConnectorManifest manifest, JsonElement settings, HttpClient http, TimeProvider time, CancellationToken cancellationToken)
    {
        using var probe = new LoginProbe();
        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        var (system, upstream) = (manifest.Catalog.Title, Json.Member(manifest.Definition, "upstream") ?? default);
        try
        {
            var door = new HttpDoor(system, upstream, MostMessageBytes, settings, http, probe);
            var session = await UpstreamSession.OpenAsync(door, Json.String(upstream, "protocol") ?? "auto", ClientAbilities.None, static (_, _) => { }, time, both.Token).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                // Some greet everybody, and ask only whoever wants more.
                _ = await UpstreamList.ReadAsync(session, manifest.Upstream!.Rules.Kinds, both.Token).ConfigureAwait(false);
            }

            return probe.heard ?? Challenge.None;
        }
        catch (Exception) when (probe.heard is not null && !cancellationToken.IsCancellationRequested)
        {
            return probe.heard!;
        }
        catch (Exception exception) when (exception is UpstreamBrokenException or UpstreamErrorException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new ConnectorException(
                ConnectorFailure.Unavailable, $"{system} can't be reached, or does not answer as an MCP server does.", "Check upstream.url in the connector's connector.yaml, and log in again.", inner: exception);
        }
    }

    /// <inheritdoc/>
    public override ValueTask<Credential?> GetAsync(CancellationToken cancellationToken) => default;

    /// <inheritdoc/>
    public override ValueTask<ConnectorException> DeniedAsync(string system, int status, Challenge challenge, CancellationToken cancellationToken)
    {
        heard ??= challenge;
        return base.DeniedAsync(system, status, challenge, cancellationToken);
    }
}
