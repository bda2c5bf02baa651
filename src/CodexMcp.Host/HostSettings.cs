using Microsoft.Extensions.Logging;

namespace CodexMcp.Host;

/// <summary>What every command needs to know: where things are and how to speak.</summary>
internal sealed record HostSettings
{
    /// <summary>The variable that names the state folder.</summary>
    public const string StateVariable = "CodexMcp__StateDirectory";

    /// <summary>The variable that names the folder of role files.</summary>
    public const string RolesVariable = "CodexMcp__RolesDirectory";

    /// <summary>The variable that names the folder of connector manifests.</summary>
    public const string ConnectorsVariable = "CodexMcp__ConnectorsDirectory";

    /// <summary>The variable that holds the connection string of a PostgreSQL database for the state that replicas share.</summary>
    public const string StoreVariable = "CodexMcp__Store";

    /// <summary>The connection string of the shared state, or null for a file in the state folder.</summary>
    public string? Store { get; init; }

    /// <summary>The state folder, or null when neither option, variable nor HOME says.</summary>
    public string? State { get; init; }

    /// <summary>The folder of role files.</summary>
    public required string Roles { get; init; }

    /// <summary>The folder of connector manifests.</summary>
    public required string Connectors { get; init; }

    /// <summary>Whether reports are JSON.</summary>
    public bool Json { get; init; }

    /// <summary>The least severe log event that is written.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Warning;

    /// <summary>Whether log lines are JSON.</summary>
    public bool LogJson { get; init; }

    /// <summary>The state folder.</summary>
    /// <exception cref="HostException">Nothing says where it is.</exception>
    public string RequireState() => State ?? throw new HostException(
        ExitCodes.Configuration,
        "There is no state folder: HOME is not set.",
        $"Give --state DIR, or set {StateVariable} or HOME.");

    /// <summary>Puts options, variables and defaults together; an option wins over its variable.</summary>
    public static HostSettings Create(string? state, string? roles, string? connectors)
    {
        var defaults = Defaults();
        return defaults with
        {
            State = Full(state, StateVariable) ?? defaults.State,
            Roles = Full(roles, RolesVariable) ?? defaults.Roles,
            Connectors = Full(connectors, ConnectorsVariable) ?? defaults.Connectors,
        };
    }

    /// <summary>What a process without options and variables of ours takes.</summary>
    public static HostSettings Defaults() => new()
    {
        State = Home() is { Length: > 0 } home ? Path.Combine(home, ".codex-mcp") : null,
        Store = Environment.GetEnvironmentVariable(StoreVariable) is { Length: > 0 } store ? store : null,
        Roles = Path.Combine(AppContext.BaseDirectory, "roles"),
        Connectors = Path.Combine(AppContext.BaseDirectory, "connectors"),
    };

    private static string? Home() => Environment.GetEnvironmentVariable(OperatingSystem.IsWindows() ? "USERPROFILE" : "HOME");

    private static string? Full(string? option, string variable)
    {
        var value = string.IsNullOrEmpty(option) ? Environment.GetEnvironmentVariable(variable) : option;
        return string.IsNullOrEmpty(value) ? null : Path.GetFullPath(value);
    }
}
