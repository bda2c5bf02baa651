using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Databricks.Auth;

/// <summary>A bearer token as one request uses it. It is never printed.</summary>
internal sealed class BearerToken(string value, DateTimeOffset mintedAt = default, DateTimeOffset? useUntil = null)
{
    public string Value => value;

    /// <summary>Whether it may be used. A clock that was set back would otherwise keep a token from the future alive.</summary>
    public bool IsFresh(DateTimeOffset now) => now >= mintedAt && (useUntil is null || now < useUntil);
}

/// <summary>Gives the token of each request.</summary>
internal abstract class DatabricksCredential
{
    public static DatabricksCredential Create(HttpClient http, DatabricksSettings settings, TimeProvider time) =>
        settings.ClientId is null ? new PersonalToken(settings.Credential) : new MachineToken(new TokenEndpoint(http, settings, time), time);

    /// <summary>Gives a token that should hold for the next minutes.</summary>
    /// <exception cref="ConnectorException">There is none.</exception>
    public abstract ValueTask<BearerToken> GetAsync(CancellationToken cancellationToken);

    /// <summary>Says that a token was refused. The next <see cref="GetAsync"/> makes or reads another one.</summary>
    public abstract void Refused(BearerToken token);
}

/// <summary>A personal access token, or another bearer token that somebody else renews: its file is read again after a refusal.</summary>
internal sealed class PersonalToken(Func<string> read) : DatabricksCredential
{
    private BearerToken? current;

    public override ValueTask<BearerToken> GetAsync(CancellationToken cancellationToken)
    {
        if (current is { } known)
        {
            return new(known);
        }

        var value = read();
        var token = value.Length > 0 && value.All(static c => c is > ' ' and <= '~')
            ? new BearerToken(value)
            : throw DatabricksSettings.Wrong("the token is empty or holds characters that no token has.");
        current = token;
        return new(token);
    }

    public override void Refused(BearerToken token) => Interlocked.CompareExchange(ref current, null, token);
}
