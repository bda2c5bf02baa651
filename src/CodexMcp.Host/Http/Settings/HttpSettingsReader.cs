using System.Globalization;
using System.Net;
using CodexMcp.Core.Configuration;
using CodexMcp.JsonSchema;
using Microsoft.Extensions.Configuration;

namespace CodexMcp.Host.Http.Settings;

/// <summary>
/// Reads the section <c>CodexMcp:Http</c> from <c>appsettings.json</c>, the environment and the command line, in that order of strength.
/// Everything that is wrong is told at once, and an unsafe setting is as wrong as a misspelt one.
/// </summary>
internal sealed class HttpSettingsReader(IConfiguration configuration, string source)
{
    /// <summary>The section's path, as in <c>CodexMcp__Http__Listen</c>.</summary>
    public const string Section = "CodexMcp:Http";

    private static readonly string[] Keys =
    [
        "Listen", "CertificateFile", "KeyFile", "BehindProxy", "AllowedHosts", "AllowedOrigins", "MaxBodyBytes", "MaxConnections", "SessionIdle",
        "MaxSessionsPerPrincipal", "DrainTimeout",
    ];

    private readonly ConfigurationErrors errors = new();

    /// <summary>Reads.</summary>
    /// <exception cref="ConfigurationException">Something is wrong.</exception>
    public HttpSettings Read()
    {
        var section = configuration.GetSection(Section);
        foreach (var child in section.GetChildren())
        {
            if (!Keys.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                Wrong(child.Key, "is not known", NearestName.Find(child.Key, Keys) is { } nearest ? $"Did you mean '{nearest}'?" : $"Known: {string.Join(", ", Keys)}.");
            }
        }

        var defaults = new HttpSettings();
        var settings = new HttpSettings
        {
            Listen = List(section, "Listen") is { Count: > 0 } urls ? [.. urls.Select(Address).OfType<ListenAddress>()] : defaults.Listen,
            CertificateFile = File(section, "CertificateFile"),
            KeyFile = File(section, "KeyFile"),
            BehindProxy = Flag(section, "BehindProxy"),
            AllowedHosts = List(section, "AllowedHosts") is { Count: > 0 } hosts ? [.. defaults.AllowedHosts, .. hosts] : defaults.AllowedHosts,
            AllowedOrigins = List(section, "AllowedOrigins"),
            MaxBodyBytes = Number(section, "MaxBodyBytes", 1024, 64 * 1024 * 1024) ?? defaults.MaxBodyBytes,
            MaxConnections = Number(section, "MaxConnections", 1, 1_000_000) ?? defaults.MaxConnections,
            SessionIdle = Span(section, "SessionIdle") ?? defaults.SessionIdle,
            MaxSessionsPerPrincipal = Number(section, "MaxSessionsPerPrincipal", 1, 100_000) ?? defaults.MaxSessionsPerPrincipal,
            DrainTimeout = Span(section, "DrainTimeout") ?? defaults.DrainTimeout,
        };
        CheckSafe(settings, section);
        if (errors.Count > 0)
        {
            throw new ConfigurationException(errors.ToSorted());
        }

        return settings;
    }

    private void CheckSafe(HttpSettings settings, IConfigurationSection section)
    {
        var open = settings.Listen.Where(address => !IPAddress.IsLoopback(address.EndPoint.Address)).ToList();
        if (open.Exists(address => !address.Tls) && !settings.BehindProxy)
        {
            Wrong(
                "Listen",
                "would carry keys and results over the network in the clear",
                "Listen on https:// with CertificateFile and KeyFile, on loopback, or say --behind-proxy when a proxy in front ends TLS.");
        }

        if (open.Count > 0 && List(section, "AllowedHosts").Count == 0)
        {
            Wrong("AllowedHosts", "is empty while the host listens beyond loopback", "Name the hosts by which clients reach it, such as mcp.example.com.");
        }

        if (settings.Listen.Any(address => address.Tls) && (settings.CertificateFile is null || settings.KeyFile is null))
        {
            Wrong("CertificateFile", "or KeyFile is missing while an address is https://", "Name the PEM files of certificate and key.");
        }
    }

    private ListenAddress? Address(string url)
    {
        if (Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.PathAndQuery == "/" && uri.UserInfo.Length == 0)
        {
            var name = uri.Host.Trim('[', ']');
            if (IPAddress.TryParse(name == "localhost" ? "127.0.0.1" : name, out var address))
            {
                return new(new(address, url.Contains(":0", StringComparison.Ordinal) && uri.Port == 0 ? 0 : uri.Port), uri.Scheme == "https");
            }
        }

        Wrong("Listen", $"'{ShownText.Escape(url)}' is no address to listen on", "Write http://127.0.0.1:5100, https://0.0.0.0:8443 or the like, with an IP address or localhost.");
        return null;
    }

    private string? File(IConfigurationSection section, string key)
    {
        if (section[key] is not { Length: > 0 } path)
        {
            return null;
        }

        try
        {
            using var stream = System.IO.File.OpenRead(path);
            return path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Wrong(key, $"names a file that can't be read: {ShownText.Escape(path)}", "Correct the path, or let this user read it.");
            return null;
        }
    }

    private bool Flag(IConfigurationSection section, string key)
    {
        var text = section[key];
        if (string.IsNullOrEmpty(text) || bool.TryParse(text, out _))
        {
            return text is not null && bool.TryParse(text, out var value) && value;
        }

        Wrong(key, "is neither true nor false", "Write true or false.");
        return false;
    }

    private int? Number(IConfigurationSection section, string key, int least, int most)
    {
        if (section[key] is not { Length: > 0 } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
        {
            return value;
        }

        Wrong(key, "is out of bounds", $"Write a whole number from {least:N0} to {most:N0}.");
        return null;
    }

    private TimeSpan? Span(IConfigurationSection section, string key)
    {
        if (section[key] is not { Length: > 0 } text)
        {
            return null;
        }

        if (Duration.TryParse(text, out var value))
        {
            return value;
        }

        Wrong(key, "is not a duration", "Write a whole number with its unit ms, s, m or h; 1ms to 24h.");
        return null;
    }

    /// <summary>A list, or one string with commas, as the environment and the command line give it.</summary>
    private static List<string> List(IConfigurationSection section, string key)
    {
        var list = section.GetSection(key);
        var items = list.Value is { } text
            ? text.Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : list.GetChildren().Select(child => child.Value ?? "");
        return [.. items.Where(item => item.Length > 0)];
    }

    private void Wrong(string key, string what, string next) => errors.Add(new(source, 1, 1), $"The setting {Section}:{ShownText.Escape(key)} {what}.", next);
}
