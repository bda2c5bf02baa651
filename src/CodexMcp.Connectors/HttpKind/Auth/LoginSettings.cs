using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Http;
using CodexMcp.Connectors.Login;
using CodexMcp.Connectors.Login.Discovery;

namespace CodexMcp.Connectors.HttpKind.Auth;

/// <summary>Reads what a manifest says of a login.</summary>
internal static class LoginSettings
{
    /// <summary>The setting with which a simulator logs the host in.</summary>
    public const string Simulated = "sandbox_login";

    /// <summary>Reads the server and the client.</summary>
    /// <param name="system">The system's name in sentences.</param>
    /// <param name="manifest">The whole manifest.</param>
    /// <param name="settings">The settings of the environment.</param>
    /// <param name="environment">In the sandbox the addresses may be on this machine.</param>
    /// <param name="begins">Whether a person is about to log in; a refresh needs no address for one.</param>
    /// <exception cref="ConnectorException">A setting is missing, or an address may not be called.</exception>
    public static OAuthLogin Read(string system, JsonElement manifest, JsonElement settings, string environment, bool begins)
    {
        var hosts = new HostAllowlist(Hosts(manifest), loopback: environment == "sandbox");
        var auth = Json.Member(manifest, "auth") ?? default;
        string? Optional(string name) => Json.Member(auth, name) is null ? null : HttpAuth.Secret(system, auth, name, settings);
        Uri Address(string name)
        {
            var address = Uri.TryCreate(HttpAuth.Secret(system, auth, name, settings), UriKind.Absolute, out var uri) && uri.Fragment.Length == 0 ? uri : null;
            return address is null ? throw HttpAuth.Wrong($"{name} of {system} is no address.")
                : hosts.Check(address) is { } why ? throw HttpAuth.Wrong($"{name} of {system} may not be used: {why}.")
                : address;
        }

        KeyValuePair<string, string>[] targets = [.. new[] { "resource", "audience" }.Select(name => KeyValuePair.Create(name, Optional(name) ?? "")).Where(static pair => pair.Value.Length > 0)];
        return new()
        {
            System = system,
            AuthorizeUrl = Address(begins ? "authorize_url" : "token_url"),
            TokenUrl = Address("token_url"),
            ClientId = HttpAuth.Secret(system, auth, "client_id", settings),
            ClientSecret = Optional("client_secret"),
            SendBasic = Json.String(auth, "send") == "basic",
            Scopes = Scopes(auth),
            Issuer = Optional("issuer"),
            RevocationUrl = Json.Member(auth, "revocation_url") is null ? null : Address("revocation_url"),
            AuthorizeParameters = [.. targets, .. Named("authorize_parameters")],
            TokenParameters = [.. targets, .. Named("parameters")],
        };

        IEnumerable<KeyValuePair<string, string>> Named(string section) => Requests.RequestPlan.Named(auth, section)
            .Select(pair => KeyValuePair.Create(pair.Name, pair.Value.Text(new(default, settings)) ?? "")).Where(static pair => pair.Value.Length > 0);
    }

    /// <summary>The address of an MCP server that says itself how to log in; null when the manifest says it.</summary>
    public static Uri? Server(string system, JsonElement manifest, JsonElement settings) =>
        Json.Member(manifest, "upstream") is not { } upstream || (Json.Member(manifest, "auth") is { } auth && Json.Member(auth, "token_url") is not null) ? null
        : Uri.TryCreate(HttpAuth.Secret(system, upstream, "url", settings), UriKind.Absolute, out var server) ? server
        : throw HttpAuth.Wrong($"The address of {system} is none.");

    /// <summary>What the manifest says of the client, where the server says the rest.</summary>
    public static OwnClient Own(string system, JsonElement manifest, JsonElement settings)
    {
        var auth = Json.Member(manifest, "auth") ?? default;
        string? Optional(string name) => Json.Member(auth, name) is null ? null : HttpAuth.Secret(system, auth, name, settings);
        return new(
            Optional("client_id"),
            Optional("client_secret"),
            Json.String(auth, "send") switch { "basic" => ClientProof.Header, "body" => ClientProof.Form, _ => null },
            Optional("client_metadata_url"));
    }

    /// <summary>The scopes that the manifest asks for.</summary>
    public static IReadOnlyList<string> Scopes(JsonElement auth) =>
        Json.Member(auth, "scopes") is { ValueKind: JsonValueKind.Array } scopes ? [.. scopes.EnumerateArray().Select(static scope => scope.GetString()!)] : [];

    /// <summary>The hosts that the manifest declares.</summary>
    public static IEnumerable<string> Hosts(JsonElement manifest) =>
        Json.Member(manifest, "hosts") is { ValueKind: JsonValueKind.Array } hosts ? hosts.EnumerateArray().Select(static host => host.GetString()!) : [];
}
