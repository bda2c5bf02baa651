namespace CodexMcp.Connectors.Login;

/// <summary>Whose login it is: a connector's, in one environment.</summary>
/// <param name="Connector">The connector's name.</param>
/// <param name="Environment"><c>sandbox</c> or <c>production</c>.</param>
public readonly record struct LoginKey(string Connector, string Environment)
{
    /// <summary>What an agent is told when there is no login, or none that holds any more.</summary>
    public string Next => $"Ask an operator to run `codex-mcp connectors login {Connector}{(Environment == "production" ? "" : $" --environment {Environment}")}`.";
}

/// <summary>What a person's login gave. Never printed: the tokens are secrets.</summary>
public sealed record LoginTokens
{
    /// <summary>The access token.</summary>
    public required string AccessToken { get; init; }

    /// <summary>The token that gets the next one, or null when the login ends with the access token.</summary>
    public string? RefreshToken { get; init; }

    /// <summary>When the access token ends; null when the server did not say.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The scopes that were given, as the server says them.</summary>
    public string? Scope { get; init; }

    /// <summary>What else belongs to the login and must outlive the process, such as the client that was registered for it.</summary>
    public IReadOnlyDictionary<string, string> Details { get; init; } = new Dictionary<string, string>();

    /// <inheritdoc/>
    public override string ToString() => $"LoginTokens {{ ExpiresAt = {ExpiresAt:O} }}";
}

/// <summary>Keeps logins, so that they outlive the process and several processes share them.</summary>
public interface ILoginStore
{
    /// <summary>Gives the login, or null when nobody has made one.</summary>
    /// <exception cref="IOException">It is there, but can't be read.</exception>
    ValueTask<LoginTokens?> ReadAsync(LoginKey key, CancellationToken cancellationToken);

    /// <summary>Changes the login while no other process can: gives what is there, or null, and keeps what comes back.</summary>
    /// <returns>What is kept now.</returns>
    /// <exception cref="IOException">It can't be read or kept, or another process holds it for too long.</exception>
    ValueTask<LoginTokens> ChangeAsync(LoginKey key, Func<LoginTokens?, Task<LoginTokens>> change, CancellationToken cancellationToken);

    /// <summary>Keeps a new login whatever was there, or removes it for null.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="IOException">It can't be kept, or another process holds it for too long.</exception>
    ValueTask<bool> KeepAsync(LoginKey key, LoginTokens? tokens, CancellationToken cancellationToken);
}
