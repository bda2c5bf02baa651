using System.Net;
using CodexMcp.Core.Configuration;
using CodexMcp.Host.Http.Authentication;

namespace CodexMcp.Host.Http.Settings;

/// <summary>Reads the section <c>CodexMcp:Http</c>. An unsafe setting is as wrong as a misspelt one, and everything that is wrong is told at once.</summary>
internal static class HttpSettingsReader
{
    /// <summary>The section's path, as in <c>CodexMcp__Http__Listen</c>.</summary>
    public const string Section = $"{SettingsSources.Root}:Http";

    /// <summary>All settings of the section.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    [
        "Listen", "CertificateFile", "KeyFile", "BehindProxy", "TrustedProxies", "AllowedHosts", "AllowedOrigins", "MaxBodyBytes", "MaxHeaderBytes",
        "MaxConnections", "HeaderTimeout", "BodyTimeout", "RequestTimeout", "PollAfter", "SessionIdle", "SessionLifetime", "MaxSessionsPerPrincipal", "MaxSessions", "DrainTimeout",
    ];

    // What the file may not say, because every command takes it from its option or variable.
    private static readonly string[] Folders = ["StateDirectory", "RolesDirectory", "ConnectorsDirectory"];

    /// <summary>Reads.</summary>
    /// <exception cref="ConfigurationException">Something is wrong.</exception>
    public static HttpSettings Read(SettingsSources sources)
    {
        var errors = new ConfigurationErrors();
        var root = new SectionReader(sources, SettingsSources.Root, errors);
        root.CheckNames(["Http", "Authentication", "Telemetry", "Console", "Notices", .. Folders]);
        foreach (var folder in Folders.Where(folder => sources.IsInFile($"{SettingsSources.Root}:{folder}")))
        {
            root.Wrong(folder, "has no effect in a file.", $"Set the variable {SettingsSources.Root}__{folder}, or give the option: every command reads those.");
        }

        var settings = Read(root.Below("Http"));
        settings = settings with
        {
            Authentication = AuthenticationSettingsReader.Read(root.Below("Authentication"), Origin(settings)),
            Telemetry = TelemetrySettingsReader.Read(root.Below("Telemetry"), settings.BehindProxy),
            Notices = NoticeSettingsReader.Read(root.Below("Notices")),
        };
        settings = settings with { Console = ConsoleSettingsReader.Read(root.Below("Console"), settings.Authentication, root.Below("Authentication").Has("PublicUrl")) };
        CheckAuthentication(root, settings);
        if (errors.Count > 0)
        {
            throw new ConfigurationException(errors.ToSorted());
        }

        return settings;
    }

    private static Uri Origin(HttpSettings settings) =>
        new(settings.Listen.Count > 0 && IPAddress.IsLoopback(settings.Listen[0].EndPoint.Address) ? $"{(settings.Listen[0].Tls ? "https" : "http")}://{settings.Listen[0].EndPoint}" : "http://127.0.0.1");

    private static void CheckAuthentication(SectionReader root, HttpSettings settings)
    {
        foreach (var fault in AuthenticationOptionsValidator.Validate(settings.Authentication))
        {
            // It says "Authentication:Setting: what is wrong. What to do."
            var end = fault.IndexOf(": ", StringComparison.Ordinal);
            root.Wrong(fault[..end], "is wrong:", fault[(end + 2)..]);
        }

        if (settings.Authentication.MutualTls is not null && settings.Listen.Any(address => !address.Tls))
        {
            root.Wrong("Authentication:MutualTls", "needs TLS to this host itself.", "Listen on https:// only: what ends TLS before the host would have to be believed about certificates.");
        }
    }

    private static HttpSettings Read(SectionReader section)
    {
        section.CheckNames(Keys);
        var defaults = new HttpSettings();
        var settings = new HttpSettings
        {
            Listen = section.List("Listen") is { } urls ? [.. urls.Select(url => Address(section, url)).OfType<ListenAddress>()] : defaults.Listen,
            CertificateFile = section.File("CertificateFile"),
            KeyFile = section.File("KeyFile"),
            BehindProxy = section.Flag("BehindProxy", defaults.BehindProxy),
            TrustedProxies = [.. (section.List("TrustedProxies") ?? []).Select(network => Network(section, network)).OfType<IPNetwork>()],
            AllowedHosts = section.List("AllowedHosts") is { } hosts ? [.. defaults.AllowedHosts, .. hosts] : defaults.AllowedHosts,
            AllowedOrigins = section.List("AllowedOrigins") ?? defaults.AllowedOrigins,
            MaxBodyBytes = section.Number("MaxBodyBytes", 1024, 64 * 1024 * 1024, defaults.MaxBodyBytes),
            MaxHeaderBytes = section.Number("MaxHeaderBytes", 4096, 256 * 1024, defaults.MaxHeaderBytes),
            MaxConnections = section.Number("MaxConnections", 1, 1_000_000, defaults.MaxConnections),
            HeaderTimeout = section.Span("HeaderTimeout", defaults.HeaderTimeout),
            BodyTimeout = section.Span("BodyTimeout", defaults.BodyTimeout),
            RequestTimeout = section.Span("RequestTimeout", defaults.RequestTimeout),
            PollAfter = section.Has("PollAfter") ? section.Span("PollAfter", TimeSpan.FromMinutes(1)) : null,
            SessionIdle = section.Span("SessionIdle", defaults.SessionIdle),
            SessionLifetime = section.Span("SessionLifetime", defaults.SessionLifetime),
            MaxSessionsPerPrincipal = section.Number("MaxSessionsPerPrincipal", 1, 100_000, defaults.MaxSessionsPerPrincipal),
            MaxSessions = section.Number("MaxSessions", 1, 1_000_000, defaults.MaxSessions),
            DrainTimeout = section.Span("DrainTimeout", defaults.DrainTimeout),
        };
        CheckSafe(section, settings);
        return settings;
    }

    private static void CheckSafe(SectionReader section, HttpSettings settings)
    {
        if (section.Has("Listen") && settings.Listen.Count == 0)
        {
            section.Wrong("Listen", "names no address that can be listened on.", "Name one, or remove the setting.");
        }

        var open = settings.Listen.Where(address => !IPAddress.IsLoopback(address.EndPoint.Address)).ToList();
        if (open.Exists(address => !address.Tls) && !settings.BehindProxy)
        {
            section.Wrong(
                "Listen",
                "would carry keys and results over the network in the clear.",
                "Listen on https:// with CertificateFile and KeyFile, on loopback, or say --behind-proxy when a proxy in front ends TLS.");
        }

        if (open.Count > 0 && settings.AllowedHosts.Count == new HttpSettings().AllowedHosts.Count)
        {
            section.Wrong("AllowedHosts", "is empty while the host listens beyond loopback.", "Name the hosts by which clients reach it, such as mcp.example.com.");
        }

        if (settings.BehindProxy && settings.TrustedProxies.Count == 0)
        {
            section.Wrong("TrustedProxies", "is empty while the host is behind a proxy.", "Name the proxy's addresses, such as 10.0.0.5 or 10.0.0.0/24.");
        }

        if (settings.Listen.Any(address => address.Tls) && (settings.CertificateFile is null || settings.KeyFile is null))
        {
            section.Wrong("CertificateFile", "or KeyFile is missing while an address is https://.", "Name the PEM files of certificate and key.");
        }
    }

    private static ListenAddress? Address(SectionReader section, string url)
    {
        if (Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.PathAndQuery == "/" && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0)
        {
            var name = uri.Host.Trim('[', ']');
            if (IPAddress.TryParse(name == "localhost" ? "127.0.0.1" : name, out var address))
            {
                return new(new(address, uri.Port), uri.Scheme == "https");
            }
        }

        section.Wrong("Listen", $"has '{ShownText.Escape(url)}', which is no address to listen on.", "Write http://127.0.0.1:5100, https://0.0.0.0:8443 or the like, with an IP address or localhost.");
        return null;
    }

    private static IPNetwork? Network(SectionReader section, string text)
    {
        if (IPNetwork.TryParse(text, out var network))
        {
            return network;
        }

        if (IPAddress.TryParse(text, out var address))
        {
            return new IPNetwork(address, address.GetAddressBytes().Length * 8);
        }

        section.Wrong("TrustedProxies", $"has '{ShownText.Escape(text)}', which is no address or network.", "Write 10.0.0.5, 10.0.0.0/24 or the like.");
        return null;
    }
}
