using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Http;
using CodexMcp.Connectors.HttpKind;
using CodexMcp.Connectors.HttpKind.Auth;
using CodexMcp.Connectors.Manifests;

namespace CodexMcp.Connectors.Login;

/// <summary>The login that a manifest of kind <c>http</c> asks for.</summary>
public static class ConnectorLogin
{
    /// <summary>Whether a person has to log in for the connector.</summary>
    public static bool IsNeeded(ConnectorManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return manifest.Definition.TryGetProperty("auth", out var auth) && Json.String(auth, "kind") == "authorization_code";
    }

    /// <summary>Reads the server and the client of an environment, and makes the client that reaches them and nothing else.</summary>
    /// <exception cref="ConnectorException">A setting is missing, or an address may not be called.</exception>
    /// <exception cref="Core.Configuration.ConfigurationException">A setting can't be resolved.</exception>
    public static (OAuthLogin Login, HttpClient Http) Open(ConnectorManifest manifest, string environment)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        JsonElement settings = manifest.ResolveSettings(environment);
        var login = LoginSettings.Read(Json.String(manifest.Definition, "title") ?? manifest.Name, manifest.Definition, settings, environment, begins: true);
        var sandbox = environment == "sandbox";
        var options = new ConnectorHttpOptions { Hosts = new HostAllowlist(manifest.Hosts, loopback: sandbox) };
        return (login, sandbox ? ConnectorHttp.Create(options, ConnectorHttp.LoopbackTransport()) : ConnectorHttp.Create(options));
    }
}
