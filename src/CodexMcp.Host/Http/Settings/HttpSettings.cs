using System.Net;
using CodexMcp.Host.Console;
using CodexMcp.Host.Http.Authentication;
using CodexMcp.Host.Notices;
using CodexMcp.Host.Telemetry;

namespace CodexMcp.Host.Http.Settings;

/// <summary>The section <c>CodexMcp:Http</c>: where the host listens and how it treats clients. Only what has been checked is in it.</summary>
internal sealed record HttpSettings
{
    /// <summary>Where to listen.</summary>
    public IReadOnlyList<ListenAddress> Listen { get; init; } = [new(new(IPAddress.Loopback, 5100), Tls: false)];

    /// <summary>The certificate's PEM file, or null.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The PEM file of the certificate's key, or null.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Whether the operator says that something in front of the host ends TLS.</summary>
    public bool BehindProxy { get; init; }

    /// <summary>The proxies whose word about a client counts. Without one, no <c>X-Forwarded</c> header means anything.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>The names that requests may give as their <c>Host</c>.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = Transport.HttpTransportOptions.Loopback;

    /// <summary>The web origins that may call from a browser.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>The longest body that is read.</summary>
    public int MaxBodyBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>The most bytes of all headers of a request.</summary>
    public int MaxHeaderBytes { get; init; } = 32 * 1024;

    /// <summary>The most connections at once: far above what half-open ones can take before their time is up.</summary>
    public int MaxConnections { get; init; } = 20_000;

    /// <summary>How long a client may take to send its headers.</summary>
    public TimeSpan HeaderTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a client may take to send its body.</summary>
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The longest that one request may run.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a call of a session may hold its stream before the client is told to come back for the rest; null for as long as it takes.</summary>
    public TimeSpan? PollAfter { get; init; }

    /// <summary>How long a session of an older client may rest.</summary>
    public TimeSpan SessionIdle { get; init; } = TimeSpan.FromHours(2);

    /// <summary>How long a session's id may be used at all.</summary>
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The most sessions of one principal.</summary>
    public int MaxSessionsPerPrincipal { get; init; } = 1_000;

    /// <summary>The most sessions of this process.</summary>
    public int MaxSessions { get; init; } = 20_000;

    /// <summary>The section <c>CodexMcp:Authentication</c>: which credentials open the host.</summary>
    public AuthenticationOptions Authentication { get; init; } = new() { PublicUrl = new("http://127.0.0.1:5100") };

    /// <summary>The section <c>CodexMcp:Telemetry</c>: what the host tells of itself.</summary>
    public TelemetryOptions Telemetry { get; init; } = new();

    /// <summary>The section <c>CodexMcp:Notices</c>: who is told that a call waits.</summary>
    public NoticeOptions Notices { get; init; } = new();

    /// <summary>The section <c>CodexMcp:Console</c>: the operator console.</summary>
    public ConsoleOptions Console { get; init; } = new();

    /// <summary>How long calls under way may take to end when the host stops.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(25);
}

/// <summary>One address.</summary>
/// <param name="EndPoint">Address and port; port 0 takes a free one.</param>
/// <param name="Tls">Whether it speaks TLS.</param>
internal sealed record ListenAddress(IPEndPoint EndPoint, bool Tls);
