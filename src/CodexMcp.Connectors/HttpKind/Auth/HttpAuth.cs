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

    /// <summary>Gives the credential for a request that is about to be sent. Without one nothing is sent, and the failure says so.</summary>
    /// <param name="system">The system's name in sentences.</param>
    /// <param name="begins">Whether nothing of the call was sent before.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="ConnectorException">There is none, now or until an operator mends something.</exception>
    public async ValueTask<Credential?> ProveAsync(string system, bool begins, CancellationToken cancellationToken)
    {
        var getting = GetAsync(cancellationToken);
        if (getting.IsCompletedSuccessfully)
        {
            return getting.Result;
        }

        try
        {
            return await PatientlyAsync(getting.AsTask()).ConfigureAwait(false);
        }
        catch (ConnectorException exception) when (begins && !exception.NotSent)
        {
            throw new ConnectorException(exception.Failure, $"{exception.Message} The call was not sent.", exception.Next, exception.VendorCode, exception.RetryAfter, exception.InnerException) { NotSent = true };
        }
        catch (Exception exception) when (exception is TimeoutException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new ConnectorException(ConnectorFailure.Timeout, $"{system} did not sign the host in in time.{(begins ? " The call was not sent." : "")}", "Wait a moment and send the same call again.", inner: exception) { NotSent = begins };
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidDataException)
        {
            var (failure, what) = exception is InvalidDataException ? (ConnectorFailure.BadAnswer, "signs the host in with an answer that can't be unpacked") : (ConnectorFailure.Unavailable, "can't be reached to sign the host in");
            throw new ConnectorException(failure, $"{system} {what}.{(begins ? " The call was not sent." : "")}", "Wait a moment and send the same call again.", inner: exception) { NotSent = begins };
        }
    }

    /// <summary>Tells of a request that was refused for its credential, after all that could be done about it; null when that is not why.</summary>
    /// <param name="system">The system's name in sentences.</param>
    /// <param name="status">401 or 403.</param>
    /// <param name="challenge">What the answer wants.</param>
    /// <param name="cancellationToken">The usual.</param>
    public virtual ValueTask<ConnectorException> DeniedAsync(string system, int status, Challenge challenge, CancellationToken cancellationToken) => ValueTask.FromResult(status == 401
        ? new ConnectorException(ConnectorFailure.Configuration, $"{system} does not accept the connector's credential.", "Ask an operator to check auth in the connector's connector.yaml, or to log in again.", challenge.Error)
        : new ConnectorException(ConnectorFailure.Refused, $"{system} does not allow this to the connector's account.", "Use what the account may reach, or ask an operator for the right.", challenge.Error));

    /// <summary>Says that a credential was refused; true when another one can be had, so that the request is worth a second try.</summary>
    public virtual bool Refused(Credential credential) => false;

    /// <summary>Whether there is another credential by now than the one that reached less far than it would have to.</summary>
    public virtual ValueTask<bool> HasOtherAsync(Credential credential, CancellationToken cancellationToken) => new(false);

    /// <summary>Ends what the host began, where a system wants that: the host stops.</summary>
    public virtual ValueTask EndAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        // Most hold nothing to release.
    }

    /// <summary>Waits for a credential for as long as a call can.</summary>
    protected virtual Task<Credential?> PatientlyAsync(Task<Credential?> getting) => getting;

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
