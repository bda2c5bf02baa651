using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Login;

namespace CodexMcp.Connectors.HttpKind.Auth;

/// <summary>
/// The access token of a person's login. It is refreshed while no other process can, and only when none of them has done so: a server that gives every
/// refresh token once would take a second use for a theft, and end the login.
/// </summary>
internal sealed class LoginAuth(string system, OAuthClient client, ILoginStore store, LoginKey key, TimeProvider time) : MintedAuth(time)
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
        var client = new OAuthClient(LoginSettings.Read(system, manifest, settings, key.Environment, begins: false), key, http, time);
        return Json.String(settings, LoginSettings.Simulated) is { } simulated
            ? new(system, client, new MemoryLoginStore(key, new() { AccessToken = "", RefreshToken = simulated }), key, time)
            : new(system, client, store ?? new MemoryLoginStore(), key, time);
    }

    protected override async Task<Minted> MintAsync(CancellationToken cancellationToken)
    {
        // A credential that was refused is gone; one that only nears its end is still there.
        var refused = Current is null ? issued : null;
        LoginTokens tokens;
        try
        {
            var there = await store.ReadAsync(key, cancellationToken).ConfigureAwait(false);
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

    private async Task<LoginTokens> RenewAsync(LoginTokens? there, string? refused)
    {
        if (there is null)
        {
            throw new ConnectorException(ConnectorFailure.Configuration, $"Nobody has logged this host in to {system}.", key.Next);
        }

        if (IsGood(there, refused))
        {
            return there; // Another process was first.
        }

        // Not the caller's token: a refresh that is cut off may have used up the only refresh token.
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            return await client.RefreshAsync(there, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception)
        {
            throw new ConnectorException(ConnectorFailure.Unavailable, $"{system} gave no access token within {Patience.TotalSeconds:0} seconds.", "Wait a moment and send the same call again.", inner: exception);
        }
    }
}
