using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Snowflake.Auth;

/// <summary>A bearer token and what Snowflake calls its kind.</summary>
internal readonly record struct BearerToken(string Value, string Kind);

/// <summary>Gives the token of each request.</summary>
internal abstract class SnowflakeCredential : IDisposable
{
    public static SnowflakeCredential Create(SnowflakeSettings settings, TimeProvider time) => settings.Method switch
    {
        SnowflakeAuthMethod.KeyPair => new KeyPairCredential(settings, time),
        SnowflakeAuthMethod.OAuth => new TokenCredential(settings.Credential, "OAUTH"),
        _ => new TokenCredential(settings.Credential, "PROGRAMMATIC_ACCESS_TOKEN"),
    };

    /// <summary>Gives a token that should hold for the next minutes.</summary>
    /// <exception cref="ConnectorException">The credential can't be read.</exception>
    public abstract BearerToken Get();

    /// <summary>Says that a token was refused. The next <see cref="Get"/> makes or reads another one.</summary>
    public abstract void Refused(BearerToken token);

    public virtual void Dispose()
    {
        // Most credentials hold nothing to release.
    }
}

/// <summary>An OAuth access token or a programmatic access token. Its file is read again after a refusal, because another process may renew it.</summary>
internal sealed class TokenCredential(Func<string> read, string kind) : SnowflakeCredential
{
    private string? current;

    public override BearerToken Get()
    {
        var token = current ??= read();
        return token.Length > 0 && token.All(static c => c is > ' ' and <= '~')
            ? new BearerToken(token, kind)
            : throw SnowflakeSettings.Wrong("the token is empty or holds characters that no token has.");
    }

    public override void Refused(BearerToken token) => Interlocked.CompareExchange(ref current, null, token.Value);
}
