using CodexMcp.Core.Execution;

namespace CodexMcp.Host.Http.Transport;

/// <summary>How the MCP endpoint treats its clients. The defaults are the careful answer.</summary>
internal sealed record HttpTransportOptions
{
    /// <summary>The names a request may give as its <c>Host</c>, without or with a port; without one every port counts.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = Loopback;

    /// <summary>The web origins (scheme, host, port) that may call from a browser, besides those of this machine while it is called by a loopback name.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>The longest body that is read.</summary>
    public int MaxBodyBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>How long a client may take to send its body.</summary>
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The longest that one request may run. It is above every tool's own timeout: those give better answers.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How often a quiet stream carries a comment, so that nothing between us and the client takes it for dead.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long an older client's call may hold its stream open; then the client is told to come back for the rest. Null: as long as it takes.</summary>
    public TimeSpan? PollAfter { get; init; }

    /// <summary>How long a client that was told to come back waits first.</summary>
    public TimeSpan PollRetry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a session may rest before it ends.</summary>
    public TimeSpan SessionIdle { get; init; } = TimeSpan.FromHours(2);

    /// <summary>How long a session id may be used at all.</summary>
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The most sessions of one principal; a new one ends the one that has rested longest.</summary>
    public int MaxSessionsPerPrincipal { get; init; } = 1_000;

    /// <summary>The most sessions of this process.</summary>
    public int MaxSessions { get; init; } = 20_000;

    /// <summary>How long what was sent on a stream is kept for a client that lost its connection.</summary>
    public TimeSpan ReplayFor { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The most bytes kept of one stream; a reader that is further behind is cut off.</summary>
    public int MaxStreamBytes { get; init; } = 1024 * 1024;

    /// <summary>The most bytes kept of all streams together.</summary>
    public long MaxReplayBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>What seals session ids: all replicas share it.</summary>
    public required IKeySource SessionKey { get; init; }

    /// <summary>The names of this machine for itself.</summary>
    public static IReadOnlyList<string> Loopback { get; } = ["localhost", "127.0.0.1", "[::1]"];
}
