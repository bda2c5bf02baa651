using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Http;
using CodexMcp.Connectors.HttpKind;
using CodexMcp.Connectors.HttpKind.Auth;
using CodexMcp.Connectors.Login.Discovery;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.Login;

/// <summary>The login that a manifest asks for: as it describes it, or as an MCP server describes it itself.</summary>
public static class ConnectorLogin
{
    /// <summary>Whether a person has to log in for the connector.</summary>
    public static bool IsNeeded(ConnectorManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return Json.String(Auth(manifest), "kind") == "authorization_code";
    }

    /// <summary>The port of the address that the person comes back to; 0 for any.</summary>
    public static int RedirectPort(ConnectorManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return Json.Int(Auth(manifest), "redirect_port") ?? 0;
    }

    /// <summary>Finds out how a person logs in, and makes the client that reaches the connector's hosts and nothing else.</summary>
    /// <param name="manifest">The connector.</param>
    /// <param name="environment"><c>sandbox</c> or <c>production</c>.</param>
    /// <param name="redirect">Where the person comes back to.</param>
    /// <param name="before">The login that there is, or null.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">The usual.</param>
    /// <exception cref="ConnectorException">A setting is missing, an address may not be called, or the server does not say how.</exception>
    /// <exception cref="ConfigurationException">A setting can't be resolved.</exception>
    public static async Task<OpenLogin> OpenAsync(ConnectorManifest manifest, string environment, Uri redirect, LoginTokens? before, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var settings = manifest.ResolveSettings(environment);
        var (system, hosts) = (manifest.Catalog.Title, new HostAllowlist(manifest.Hosts, loopback: environment == "sandbox"));
        if (LoginSettings.Server(system, manifest.Definition, settings) is not { } server)
        {
            var described = LoginSettings.Read(system, manifest.Definition, settings, environment, begins: true);
            return new(described, Http(hosts, settings, environment));
        }

        var http = Http(hosts, settings, environment);
        try
        {
            var auth = Auth(manifest);
            var issuer = Json.Member(auth, "issuer") is null ? null : HttpAuth.Secret(system, auth, "issuer", settings);
            var challenge = await LoginProbe.AskAsync(manifest, settings, http, time, cancellationToken).ConfigureAwait(false);
            var login = await DiscoveredLogin.FindAsync(
                server, challenge, LoginSettings.Own(system, manifest.Definition, settings), issuer, LoginSettings.Scopes(auth), before, redirect, new MetadataReader(system, http, hosts, time), cancellationToken)
                .ConfigureAwait(false);
            return new(login, http);
        }
        catch
        {
            http.Dispose();
            throw;
        }
    }

    /// <summary>Asks the system to take a login back.</summary>
    /// <returns>Null when it has done so; else why not, as the end of a sentence.</returns>
    public static async Task<string?> RevokeAsync(ConnectorManifest manifest, LoginKey key, LoginTokens tokens, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        try
        {
            var settings = manifest.ResolveSettings(key.Environment);
            var system = manifest.Catalog.Title;
            var login = LoginSettings.Server(system, manifest.Definition, settings) is { } server
                ? DiscoveredLogin.Read(system, server, LoginSettings.Own(system, manifest.Definition, settings), tokens, key)
                : LoginSettings.Read(system, manifest.Definition, settings, key.Environment, begins: false);
            using var http = Http(new(manifest.Hosts, loopback: key.Environment == "sandbox"), settings, key.Environment);
            return await new OAuthClient(login, key, http, time).RevokeAsync(tokens, cancellationToken).ConfigureAwait(false);
        }
        catch (ConnectorException exception)
        {
            return $"its connector.yaml does not fit the login any more ({exception.Message.TrimEnd('.')})";
        }
        catch (ConfigurationException)
        {
            return "its settings are not complete";
        }
    }

    private static JsonElement Auth(ConnectorManifest manifest) => Json.Member(manifest.Definition, "auth") ?? default;

    private static HttpClient Http(HostAllowlist hosts, JsonElement settings, string environment)
    {
        // As its calls: a system on a private link is logged in to on that link.
        var options = new ConnectorHttpOptions { Hosts = hosts, AllowPrivateAddresses = Json.Member(settings, "private_network")?.ValueKind == JsonValueKind.True };
        return environment == "sandbox" ? ConnectorHttp.Create(options, ConnectorHttp.LoopbackTransport()) : ConnectorHttp.Create(options);
    }
}

/// <summary>A login that can begin.</summary>
/// <param name="Login">The server and the client.</param>
/// <param name="Http">Reaches the connector's hosts only.</param>
public sealed record OpenLogin(OAuthLogin Login, HttpClient Http) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Http.Dispose();
}
