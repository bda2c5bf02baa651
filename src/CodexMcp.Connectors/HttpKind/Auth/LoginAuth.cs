using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Login;
using CodexMcp.Connectors.Login.Discovery;

namespace CodexMcp.Connectors.HttpKind.Auth;

/// <summary>
/// The access token of a person's login. It is refreshed while no other process can, and only when none of them has done so: a server that gives every
/// refresh token once would take a second use for a theft, and end the login.
/// </summary>
internal sealed class LoginAuth(string system, Func<LoginTokens, OAuthClient> client, ILoginStore store, LoginKey key, TimeProvider time) : MintedAuth(time)
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    /// <summary>A token whose end nobody told is looked at again after this.</summary>
    private static readonly TimeSpan UnknownLife = TimeSpan.FromHours(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TimeProvider time = time;
    private string? issued;

    /// <summary>Makes what the manifest asks for. In the sandbox the simulator logs the host in: nobody has to.</summary>
    public static LoginAuth Of(string system, JsonElement manifest, JsonElement settings, HttpClient http, TimeProvider time, LoginKey key, ILoginStore? store)
    {
        if (LoginSettings.Server(system, manifest, settings) is { } server)
        {
            // What the server said of itself at the login is kept with the tokens.
            var own = LoginSettings.Own(system, manifest, settings);
            return new(system, tokens => new(DiscoveredLogin.Read(system, server, own, tokens, key), key, http, time), store ?? new MemoryLoginStore(), key, time);
        }

        var client = new OAuthClient(LoginSettings.Read(system, manifest, settings, key.Environment, begins: false), key, http, time);
        return Json.String(settings, LoginSettings.Simulated) is { } simulated
            ? new(system, _ => client, new MemoryLoginStore(key, new() { AccessToken = "", RefreshToken = simulated }), key, time)
            : new(system, _ => client, store ?? new MemoryLoginStore(), key, time);
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> HasOtherAsync(Credential credential, CancellationToken cancellationToken)
    {
        try
        {
            // Somebody may have logged in again, with more, while this process went on with what it had.
            return await store.ReadAsync(key, cancellationToken).ConfigureAwait(false) is { } there && there.AccessToken != issued && Refused(credential);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<ConnectorException> DeniedAsync(string system, int status, Challenge challenge, CancellationToken cancellationToken)
    {
        if (status == 401)
        {
            return new(ConnectorFailure.Configuration, $"{system} does not take this host's login (HTTP 401).", key.Next, challenge.Error);
        }

        if (challenge is not { Error: Challenge.InsufficientScope, Scope: { } scope })
        {
            return await base.DeniedAsync(system, status, challenge, cancellationToken).ConfigureAwait(false);
        }

        var asked = false;
        try
        {
            await store.ChangeAsync(key, there =>
            {
                asked = there is not null && DiscoveredLogin.WasAsked(there, scope);
                return Task.FromResult(there is null ? throw Nobody() : asked ? there : DiscoveredLogin.Want(there, scope));
            }, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next login then asks for what this one asked for.
        }

        return asked
            ? new(ConnectorFailure.Refused, $"{system} forbids the call: the login asked for {scope}, and the person who logged in may not have it.", "Go on without it, or ask an operator whether somebody else can log in.", challenge.Error)
            : new(ConnectorFailure.Configuration, $"{system} wants more for this call than the login asked for: {scope}.", $"{key.Next} It then asks for that too.", challenge.Error);
    }

    protected override async Task<Minted> MintAsync(CancellationToken cancellationToken)
    {
        // A credential that was refused is gone; one that only nears its end is still there.
        var refused = Current is null ? issued : null;
        LoginTokens tokens;
        try
        {
            var there = await store.ReadAsync(key, cancellationToken).ConfigureAwait(false);
            _ = there is null ? null : client(there);
            tokens = there is not null && IsGood(there, refused) ? there : await store.ChangeAsync(key, found => RenewAsync(found, refused), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConnectorException(ConnectorFailure.Configuration, $"The login to {system} can't be used: its file can't be read or kept.", key.Next, inner: exception);
        }

        issued = tokens.AccessToken;
        return new(new("Authorization", "Bearer " + issued) { Others = tokens.RefreshToken is { } refresh ? [refresh] : [] }, tokens.ExpiresAt - time.GetUtcNow() ?? UnknownLife);
    }

    private bool IsGood(LoginTokens tokens, string? refused) =>
        tokens.AccessToken.Length > 0 && tokens.AccessToken != refused && (tokens.ExpiresAt is not { } end || end > time.GetUtcNow() + Margin);

    private ConnectorException Nobody() => new(ConnectorFailure.Configuration, $"Nobody has logged this host in to {system}.", key.Next);

    private async Task<LoginTokens> RenewAsync(LoginTokens? there, string? refused)
    {
        if (there is null)
        {
            throw Nobody();
        }

        if (IsGood(there, refused))
        {
            return there; // Another process was first.
        }

        // Not the caller's token: a refresh that is cut off may have used up the only refresh token.
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            return await client(there).RefreshAsync(there, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception)
        {
            throw new ConnectorException(ConnectorFailure.Unavailable, $"{system} gave no access token within {Patience.TotalSeconds:0} seconds.", "Wait a moment and send the same call again.", inner: exception);
        }
    }
}
