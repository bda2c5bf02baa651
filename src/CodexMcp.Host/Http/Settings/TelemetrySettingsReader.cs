using CodexMcp.Host.Telemetry;

namespace CodexMcp.Host.Http.Settings;

/// <summary>Reads the section <c>CodexMcp:Telemetry</c>: what the host tells of itself, and to whom.</summary>
internal static class TelemetrySettingsReader
{
    /// <summary>All settings of the section.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["Metrics", "MetricsToken", "Otlp", "OtlpEndpoint", "OtlpProtocol"];

    /// <summary>Reads. Where the section says nothing of OTLP, the standard variables decide.</summary>
    public static TelemetryOptions Read(SectionReader section, bool behindProxy)
    {
        section.CheckNames(Keys);
        if (section.IsInFile("MetricsToken"))
        {
            section.Wrong("MetricsToken", "is a secret and stands in a file of settings.", "Set it by its environment variable, CodexMcp__Telemetry__MetricsToken.");
        }

        var defaults = TelemetryOptions.FromEnvironment(Environment.GetEnvironmentVariable);
        var options = new TelemetryOptions
        {
            Metrics = section.Flag("Metrics", defaults.Metrics),
            MetricsToken = section.Text("MetricsToken"),
            BehindProxy = behindProxy,
            Otlp = section.Flag("Otlp", defaults.Otlp || section.Has("OtlpEndpoint")),
            OtlpEndpoint = section.Text("OtlpEndpoint") is { } address ? Address(section, address) : null,
            OtlpProtocol = section.Text("OtlpProtocol"),
        };
        foreach (var (setting, fault, next) in options.Validate())
        {
            section.Wrong(setting, fault, next);
        }

        return options;
    }

    private static Uri? Address(SectionReader section, string text)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var address))
        {
            return address;
        }

        section.Wrong("OtlpEndpoint", "is no address.", "Write an http or https address such as http://127.0.0.1:4317.");
        return null;
    }
}
