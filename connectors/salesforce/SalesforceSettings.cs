using System.Text.Json;
using System.Text.RegularExpressions;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Salesforce;

/// <summary>How the connector proves who it is.</summary>
internal enum SalesforceAuthMethod
{
    JwtBearer,
    ClientCredentials,
}

/// <summary>The settings of one environment, checked: see README.md. Never printed: it holds the credential.</summary>
internal sealed partial class SalesforceSettings
{
    private static readonly string[] DeniedTypes =
        ["exe", "dll", "com", "bat", "cmd", "ps1", "sh", "js", "jse", "vbs", "vbe", "wsf", "hta", "jar", "msi", "scr", "lnk", "html", "htm", "svg", "apk", "dmg", "iso"];

    /// <summary>Where tokens come from; it ends with a slash.</summary>
    public required Uri LoginAddress { get; init; }

    public required SalesforceAuthMethod Method { get; init; }

    public required string ClientId { get; init; }

    /// <summary>The user that the JWT speaks for; client credentials have theirs in the org.</summary>
    public required string? Username { get; init; }

    /// <summary>Gives the private key (PEM) or the client secret as it is now; a file is read again each time, so that a rotated one is found.</summary>
    public required Func<string> Credential { get; init; }

    public required string? Passphrase { get; init; }

    /// <summary>The <c>aud</c> of the JWT.</summary>
    public required string Audience { get; init; }

    /// <summary>Whether the login server's clock is used once when it finds an assertion expired that is not.</summary>
    public required bool FollowServerClock { get; init; }

    /// <summary>E.g. <c>v66.0</c>.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>The external id field that makes creates repeatable where an object has it.</summary>
    public required string IdempotencyField { get; init; }

    /// <summary>The status of a task that is done, for log_note.</summary>
    public required string CompletedStatus { get; init; }

    public required int MaxFileBytes { get; init; }

    public required IReadOnlySet<string> DeniedFileTypes { get; init; }

    /// <summary>How long an object's description is trusted before the org is asked whether it changed.</summary>
    public required TimeSpan DescribeAge { get; init; }

    /// <summary>The share of the org's daily calls that other programs keep.</summary>
    public required double QuotaReserve { get; init; }

    public static SalesforceSettings Read(JsonElement settings, string environment)
    {
        var auth = settings.ValueKind == JsonValueKind.Object && settings.TryGetProperty("auth", out var value) ? value : default;
        var login = Login(Required(settings, "login_url"), environment);
        var method = Required(auth, "method", "auth.") switch
        {
            "jwt_bearer" => SalesforceAuthMethod.JwtBearer,
            "client_credentials" when login.Host is "login.salesforce.com" or "test.salesforce.com" =>
                throw Wrong("client credentials need the org's own address as login_url, such as https://acme.my.salesforce.com."),
            "client_credentials" => SalesforceAuthMethod.ClientCredentials,
            _ => throw Wrong("auth.method must be jwt_bearer or client_credentials."),
        };
        var jwt = method == SalesforceAuthMethod.JwtBearer;
        return new SalesforceSettings
        {
            LoginAddress = login,
            Method = method,
            ClientId = Required(auth, "client_id", "auth."),
            Username = jwt ? Required(auth, "username", "auth.") : null,
            Credential = ReadCredential(auth, jwt ? "private_key" : "client_secret"),
            Passphrase = Optional(auth, "passphrase"),
            Audience = Optional(auth, "audience") ?? (login.Host == "test.salesforce.com" || login.Host.EndsWith(".sandbox.my.salesforce.com", StringComparison.Ordinal)
                ? "https://test.salesforce.com" : "https://login.salesforce.com"),
            FollowServerClock = Optional(auth, "follow_server_clock") is not "false",
            ApiVersion = Named(settings, "api_version", "v66.0", Version(), "a version such as v66.0"),
            IdempotencyField = Named(settings, "idempotency_field", "CodexMcp_Key__c", FieldName(), "a field's API name"),
            CompletedStatus = Optional(settings, "completed_status") ?? "Completed",
            MaxFileBytes = (int)Number(settings, "max_file_bytes", 1_048_576, 1, 16_777_216),
            DeniedFileTypes = DeniedFiles(settings),
            DescribeAge = TimeSpan.FromSeconds(Number(settings, "describe_seconds", 600, 1, 86_400)),
            QuotaReserve = Number(settings, "quota_reserve_percent", 10, 0, 90) / 100,
        };
    }

    public static ConnectorException Wrong(string what, Exception? inner = null) => new(
        ConnectorFailure.Configuration,
        $"The Salesforce connector is not set up: {what}",
        "Ask an operator to check the settings that connectors/salesforce/README.md describes.",
        inner: inner);

    private static Uri Login(string text, string environment) =>
        Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.AbsolutePath == "/" && address.UserInfo.Length == 0
            && (address.Scheme == Uri.UriSchemeHttps || (environment == "sandbox" && address.IsLoopback))
            ? address
            : throw Wrong("login_url must be https://login.salesforce.com, https://test.salesforce.com or the org's own https address, without a path.");

    private static Func<string> ReadCredential(JsonElement auth, string member)
    {
        if (Optional(auth, member) is { } secret)
        {
            return () => secret;
        }

        return SecretFile.Reader(
            Optional(auth, "credential_file") ?? throw Wrong($"auth needs a credential_file that holds the {member.Replace('_', ' ')}."),
            static exception => Wrong("the file that auth.credential_file names can't be read.", exception));
    }

    private static HashSet<string> DeniedFiles(JsonElement settings)
    {
        var denied = new HashSet<string>(DeniedTypes, StringComparer.OrdinalIgnoreCase);
        if (settings.TryGetProperty("denied_file_types", out var more) && more.ValueKind == JsonValueKind.Array)
        {
            denied.UnionWith(more.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.String).Select(static item => item.GetString()!.TrimStart('.')));
        }

        return denied;
    }

    private static double Number(JsonElement settings, string name, double otherwise, double least, double most)
    {
        if (!settings.TryGetProperty(name, out var value))
        {
            return otherwise;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= least && number <= most
            ? number
            : throw Wrong($"{name} must be a number from {least:0} to {most:0}.");
    }

    private static string Named(JsonElement settings, string name, string otherwise, Regex form, string what) =>
        Optional(settings, name) is not { } text ? otherwise : form.IsMatch(text) ? text : throw Wrong($"{name} must be {what}.");

    private static string Required(JsonElement settings, string name, string prefix = "") =>
        Optional(settings, name) ?? throw Wrong($"{prefix}{name} is missing.");

    private static string? Optional(JsonElement settings, string name) =>
        settings.ValueKind != JsonValueKind.Object || !settings.TryGetProperty(name, out var value) ? null : value.ValueKind switch
        {
            JsonValueKind.False => "false",
            JsonValueKind.String when value.GetString() is { } text && !string.IsNullOrWhiteSpace(text) => text.Trim(),
            _ => null,
        };

    [GeneratedRegex(@"^v\d{2,3}\.0\z", RegexOptions.CultureInvariant)]
    private static partial Regex Version();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_]{0,79}\z", RegexOptions.CultureInvariant)]
    private static partial Regex FieldName();
}
