using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Databricks;

/// <summary>The settings of one environment, checked: see README.md. Never printed: it holds the credential.</summary>
internal sealed class DatabricksSettings
{
    /// <summary>The SQL warehouse that statements run on.</summary>
    public required string Warehouse { get; init; }

    /// <summary>The catalog of names without one.</summary>
    public required string Catalog { get; init; }

    /// <summary>The schema of names without one.</summary>
    public required string Schema { get; init; }

    /// <summary>The service principal's application id; null when a personal access token is used.</summary>
    public required string? ClientId { get; init; }

    /// <summary>Gives the secret or the token as it is now; a file is read again each time, so that a rotated one is found.</summary>
    public required Func<string> Credential { get; init; }

    /// <summary>Where the workspace is.</summary>
    public required Uri BaseAddress { get; init; }

    public static DatabricksSettings Read(JsonElement settings, string environment)
    {
        var auth = VendorJson.Member(settings, "auth");
        var machine = Required(auth, "method", "auth.") switch
        {
            "oauth_m2m" => true,
            "pat" => false,
            _ => throw Wrong("auth.method must be oauth_m2m or pat."),
        };
        return new DatabricksSettings
        {
            Warehouse = Required(settings, "warehouse_id") is var id && IsId(id) ? id : throw Wrong("warehouse_id must be the id of a SQL warehouse, such as 1a2b3c4d5e6f7a8b."),
            Catalog = Required(settings, "catalog"),
            Schema = Required(settings, "schema"),
            ClientId = machine ? Required(auth, "client_id", "auth.") : null,
            Credential = ReadCredential(auth, machine),
            BaseAddress = ReadAddress(settings, environment),
        };
    }

    /// <summary>Whether a text may be an id of Databricks: it goes into addresses.</summary>
    public static bool IsId(string? id) => id is { Length: > 0 and <= 64 } && id.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    public static ConnectorException Wrong(string what, Exception? inner = null) => new(
        ConnectorFailure.Configuration,
        $"The Databricks connector is not set up: {what}",
        "Ask an operator to check the settings that connectors/databricks/README.md describes.",
        inner: inner);

    private static Func<string> ReadCredential(JsonElement auth, bool machine)
    {
        if (Optional(auth, machine ? "client_secret" : "token") is { } given)
        {
            return () => given;
        }

        return SecretFile.Reader(
            Optional(auth, "credential_file") ?? throw Wrong("auth needs a credential_file."),
            static exception => Wrong("the file that auth.credential_file names can't be read.", exception));
    }

    private static Uri ReadAddress(JsonElement settings, string environment)
    {
        if (environment == "sandbox" && Optional(settings, "base_url") is { } url)
        {
            return Uri.TryCreate(url, UriKind.Absolute, out var address) && address.IsLoopback ? address : throw Wrong("base_url must be on loopback.");
        }

        // A workspace is known by its host alone: which hosts are Databricks', the manifest says.
        var host = Required(settings, "host");
        host = host.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? host[8..].TrimEnd('/') : host;
        return host.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.') && Uri.TryCreate($"https://{host}/", UriKind.Absolute, out var built)
            ? built
            : throw Wrong("host must be the workspace's host, such as dbc-0a1b2c3d-4e5f.cloud.databricks.com.");
    }

    private static string Required(JsonElement settings, string name, string prefix = "") =>
        Optional(settings, name) ?? throw Wrong($"{prefix}{name} is missing.");

    private static string? Optional(JsonElement settings, string name) => VendorJson.Text(settings, name)?.Trim() is { Length: > 0 } text ? text : null;
}
