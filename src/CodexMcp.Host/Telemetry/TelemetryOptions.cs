namespace CodexMcp.Host.Telemetry;

/// <summary>What the host tells about itself, and to whom. By default: numbers for this machine only, and no traces.</summary>
internal sealed record TelemetryOptions
{
    private const int ShortestToken = 16;

    /// <summary>Whether <c>/metrics</c> answers.</summary>
    public bool Metrics { get; init; } = true;

    /// <summary>The bearer token that <c>/metrics</c> asks for. Without one it answers this machine only.</summary>
    public string? MetricsToken { get; init; }

    /// <summary>Whether a proxy stands in front. Its requests look local, so <c>/metrics</c> then asks for a token always.</summary>
    public bool BehindProxy { get; init; }

    /// <summary>Whether traces and metrics go to an OTLP collector.</summary>
    public bool Otlp { get; init; }

    /// <summary>The collector's address; null for what the OTEL_ variables say.</summary>
    public Uri? OtlpEndpoint { get; init; }

    /// <summary><c>grpc</c> or <c>http/protobuf</c>; null for what the OTEL_ variables say.</summary>
    public string? OtlpProtocol { get; init; }

    /// <summary>What the standard variables ask for: OTLP when one of them names a collector and none switches it off.</summary>
    public static TelemetryOptions FromEnvironment(Func<string, string?> variable) => new() { Otlp = AsksForOtlp(variable) };

    /// <summary>Whether the standard variables ask for OTLP.</summary>
    public static bool AsksForOtlp(Func<string, string?> variable) =>
        !string.Equals(variable("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase)
        && (variable("OTEL_EXPORTER_OTLP_ENDPOINT") is { Length: > 0 }
            || variable("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") is { Length: > 0 }
            || variable("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT") is { Length: > 0 });

    /// <summary>Tells everything that is wrong: the setting, what about it, and what to do.</summary>
    public IEnumerable<(string Setting, string Fault, string Next)> Validate()
    {
        if (MetricsToken is { } token && (token.Length < ShortestToken || token.Any(static character => character is <= ' ' or > '~')))
        {
            yield return ("MetricsToken", $"must have at least {ShortestToken} visible ASCII characters.", "Make one with: openssl rand -hex 32");
        }

        if (OtlpEndpoint is { } endpoint && !(endpoint is { IsAbsoluteUri: true, Scheme: "http" or "https", UserInfo: "" }))
        {
            yield return ("OtlpEndpoint", "must be an http or https address without a user name.", "Write it like http://127.0.0.1:4317.");
        }

        if (OtlpProtocol is not (null or "grpc" or "http/protobuf"))
        {
            yield return ("OtlpProtocol", "is not known.", "Write grpc or http/protobuf.");
        }
    }
}
