using System.Text;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind.Templates;
using CodexMcp.Connectors.Login;

namespace CodexMcp.Connectors.HttpKind.Auth;

/// <summary>One header that a request proves itself with.</summary>
/// <param name="Header">The header's name.</param>
/// <param name="Value">Its value.</param>
internal sealed record Credential(string Header, string Value)
{
    /// <summary>What else of it is secret, beside the value without its scheme.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];

    /// <summary>What the sign-in's answer said, for <c>{session.name}</c>; null for systems without one.</summary>
    public JsonElement? Session { get; init; }

    /// <summary>What no answer may repeat, in every form that it could be repeated in.</summary>
    public SecretEcho Echo => field ??= new([Value[(Value.LastIndexOf(' ') + 1)..], .. Others]);
}

/// <summary>Gives each request its credential.</summary>
internal abstract class HttpAuth : IDisposable
{
    /// <summary>Makes what the manifest asks for.</summary>
    public static HttpAuth Create(string system, JsonElement manifest, JsonElement settings, HttpClient http, TimeProvider time, LoginKey login, ILoginStore? logins)
    {
        var auth = Json.Member(manifest, "auth") ?? default;
        var kind = Json.String(auth, "kind");
        return kind switch
        {
            "bearer" => new FixedAuth(new("Authorization", "Bearer " + Secret(system, auth, "token", settings))),
            "header" => new FixedAuth(new(Json.String(auth, "name") ?? "", Secret(system, auth, "value", settings))),
            "basic" => new FixedAuth(Basic(Secret(system, auth, "user", settings), Secret(system, auth, "password", settings))),
            "sign_in" => new SignInAuth(new SignIn(system, manifest, auth, settings), http, time),
            "authorization_code" => LoginAuth.Of(system, manifest, settings, http, time, login, logins),
            "client_credentials" or "refresh_token" or "jwt_bearer" => new TokenAuth(new TokenRequest(system, kind, auth, settings, time), http, time),
            _ => new FixedAuth(null),
        };
    }

    /// <summary>Gives the credential that should hold for the next minute, or null when none is needed.</summary>
    public abstract ValueTask<Credential?> GetAsync(CancellationToken cancellationToken);

    /// <summary>Says that a credential was refused; true when another one can be had, so that the request is worth a second try.</summary>
    public virtual bool Refused(Credential credential) => false;

    /// <summary>Ends what the host began, where a system wants that: the host stops.</summary>
    public virtual ValueTask EndAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        // Most hold nothing to release.
    }

    /// <summary>Fills a part of the credential; what is missing or can't stand in a header is told without its value.</summary>
    internal static string Secret(string system, JsonElement auth, string key, JsonElement settings)
    {
        var text = Json.String(auth, key) is { } template ? Template.Parse(template).Text(new(default, settings)) : null;
        return !string.IsNullOrEmpty(text) && text.All(static c => c is >= ' ' and <= '~' || (c > '~' && !char.IsControl(c)) || c is '\n' or '\r')
            ? text
            : throw Wrong($"The connector's credential for {system} is missing or can't be used ({key}).");
    }

    private static Credential Basic(string user, string password) =>
        new("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))) { Others = [password] };

    /// <summary>The operator has to mend the credential.</summary>
    internal static ConnectorException Wrong(string message, Exception? inner = null) =>
        new(ConnectorFailure.Configuration, message, "Ask an operator to check the connector's settings.", inner: inner);

    /// <summary>A credential that stays as it is.</summary>
    private sealed class FixedAuth : HttpAuth
    {
        private readonly Credential? credential;

        public FixedAuth(Credential? credential)
        {
            // A line break would begin a header of its own.
            this.credential = credential is { } made && made.Value.Any(static c => c is < ' ' or > '~')
                ? throw Wrong("The connector's credential holds characters that no header has.")
                : credential;
        }

        public override ValueTask<Credential?> GetAsync(CancellationToken cancellationToken) => new(credential);
    }
}
