using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Snowflake;

/// <summary>How the connector proves who it is.</summary>
internal enum SnowflakeAuthMethod
{
    KeyPair,
    OAuth,
    Pat,
}

/// <summary>The settings of one environment, checked: see README.md. Never printed: it holds the credential.</summary>
internal sealed class SnowflakeSettings
{
    public required string Account { get; init; }

    public required string User { get; init; }

    public required string Role { get; init; }

    public required string Warehouse { get; init; }

    public required string Database { get; init; }

    public required string Schema { get; init; }

    public required SnowflakeAuthMethod Method { get; init; }

    /// <summary>Gives the private key or the token as it is now; a file is read again each time, so that a rotated token is found.</summary>
    public required Func<string> Credential { get; init; }

    public string? Passphrase { get; init; }

    /// <summary>Where the SQL API is.</summary>
    public required Uri BaseAddress { get; init; }

    public static SnowflakeSettings Read(JsonElement settings, string environment)
    {
        var auth = settings.ValueKind == JsonValueKind.Object && settings.TryGetProperty("auth", out var value) ? value : default;
        var account = Required(settings, "account");
        return new SnowflakeSettings
        {
            Account = account,
            User = Required(settings, "user"),
            Role = Required(settings, "role"),
            Warehouse = Required(settings, "warehouse"),
            Database = Required(settings, "database"),
            Schema = Required(settings, "schema"),
            Method = Required(auth, "method", "auth.") switch
            {
                "key_pair" => SnowflakeAuthMethod.KeyPair,
                "oauth" => SnowflakeAuthMethod.OAuth,
                "pat" => SnowflakeAuthMethod.Pat,
                _ => throw Wrong("auth.method must be key_pair, oauth or pat."),
            },
            Credential = ReadCredential(auth),
            Passphrase = Optional(auth, "passphrase"),
            BaseAddress = ReadAddress(settings, account, environment),
        };
    }

    public static ConnectorException Wrong(string what, Exception? inner = null) => new(
        ConnectorFailure.Configuration,
        $"The Snowflake connector is not set up: {what}",
        "Ask an operator to check the settings that connectors/snowflake/README.md describes.",
        inner: inner);

    private static Func<string> ReadCredential(JsonElement auth)
    {
        if (Optional(auth, "private_key") is { } key)
        {
            return () => key;
        }

        if (Optional(auth, "token") is { } token)
        {
            return () => token;
        }

        return SecretFile.Reader(
            Optional(auth, "credential_file") ?? throw Wrong("auth needs a credential_file."),
            static exception => Wrong("the file that auth.credential_file names can't be read.", exception));
    }

    private static Uri ReadAddress(JsonElement settings, string account, string environment)
    {
        if (environment == "sandbox" && Optional(settings, "base_url") is { } url)
        {
            return Uri.TryCreate(url, UriKind.Absolute, out var address) && address.IsLoopback ? address : throw Wrong("base_url must be on loopback.");
        }

        // An underscore is legal in an account's name, but not in a host's.
        var host = account.ToLowerInvariant().Replace('_', '-');
        return host.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.')
            && Uri.TryCreate($"https://{host}.snowflakecomputing.com/", UriKind.Absolute, out var built)
            ? built
            : throw Wrong("account must be an account identifier such as myorg-myaccount.");
    }

    private static string Required(JsonElement settings, string name, string prefix = "") =>
        Optional(settings, name) ?? throw Wrong($"{prefix}{name} is missing.");

    private static string? Optional(JsonElement settings, string name) =>
        settings.ValueKind == JsonValueKind.Object && settings.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            && value.GetString() is { Length: > 0 } text && !string.IsNullOrWhiteSpace(text)
            ? text.Trim()
            : null;
}
