using System.Globalization;
using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.HubSpot;

/// <summary>The settings of one environment, checked: see README.md. Never printed: it holds the credential.</summary>
internal sealed class HubSpotSettings
{
    /// <summary>Where the API is.</summary>
    public required Uri BaseAddress { get; init; }

    /// <summary>Whether access tokens are bought with a refresh token; else the private app's own token is used.</summary>
    public required bool OAuth { get; init; }

    /// <summary>Gives the token, or for OAuth the client and its refresh token, as they are now; a file is read again after a refusal.</summary>
    public required Func<HubSpotSecret> Secret { get; init; }

    /// <summary>Where access tokens are bought.</summary>
    public required string TokenPath { get; init; }

    /// <summary>The unique property that marks what the host created, where the account has it.</summary>
    public required string KeyProperty { get; init; }

    /// <summary>The hosts that a link to a file may lead to: whole names, or <c>*.</c> and a domain.</summary>
    public required IReadOnlyList<string> FileHosts { get; init; }

    /// <summary>What HubSpot allows; its own words on it differ, so all of it can be set.</summary>
    public required HubSpotLimits Limits { get; init; }

    public static HubSpotSettings Read(JsonElement settings, string environment)
    {
        var auth = Member(settings, "auth");
        var method = Text(auth, "method") ?? throw Wrong("auth.method is missing.");
        var oauth = method switch
        {
            "private_app" => false,
            "oauth" => true,
            _ => throw Wrong("auth.method must be private_app or oauth."),
        };
        var path = Text(settings, "oauth_token_path") ?? "oauth/v1/token";
        return new HubSpotSettings
        {
            BaseAddress = Address(settings, environment),
            OAuth = oauth,
            Secret = HubSpotSecret.Reader(auth, oauth),
            TokenPath = path.TrimStart('/'),
            KeyProperty = Text(settings, "key_property") ?? "codexmcp_key",
            FileHosts = Texts(settings, "file_hosts"),
            Limits = HubSpotLimits.Read(Member(settings, "limits")),
        };
    }

    public static ConnectorException Wrong(string what, Exception? inner = null) => new(
        ConnectorFailure.Configuration,
        $"The HubSpot connector is not set up: {what}",
        "Ask an operator to check the settings that connectors/hubspot/README.md describes.",
        inner: inner);

    internal static JsonElement Member(JsonElement settings, string name) =>
        settings.ValueKind == JsonValueKind.Object && settings.TryGetProperty(name, out var value) ? value : default;

    internal static string? Text(JsonElement settings, string name) =>
        Member(settings, name) is { ValueKind: JsonValueKind.String } value && !string.IsNullOrWhiteSpace(value.GetString()) ? value.GetString()!.Trim() : null;

    /// <summary>A positive number, written as a number or, from an environment variable, as text.</summary>
    internal static int Number(JsonElement settings, string name, int otherwise) => Member(settings, name) switch
    {
        { ValueKind: JsonValueKind.Undefined } => otherwise,
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var number) && number > 0 => number,
        { ValueKind: JsonValueKind.String } value
            when int.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 => number,
        _ => throw Wrong($"limits.{name} must be a whole number above 0."),
    };

    private static List<string> Texts(JsonElement settings, string name)
    {
        var list = new List<string>();
        if (Member(settings, name) is { ValueKind: JsonValueKind.Array } all)
        {
            foreach (var item in all.EnumerateArray())
            {
                list.Add(item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Wrong($"{name} must be a list of host names."));
            }
        }

        return list;
    }

    private static Uri Address(JsonElement settings, string environment)
    {
        var address = Uri.TryCreate(Text(settings, "base_url") ?? "https://api.hubapi.com/", UriKind.Absolute, out var uri)
            ? uri
            : throw Wrong("base_url is no address.");
        return address.Scheme == Uri.UriSchemeHttps || (environment == "sandbox" && address.IsLoopback)
            ? address
            : throw Wrong("base_url must begin with https://.");
    }
}
