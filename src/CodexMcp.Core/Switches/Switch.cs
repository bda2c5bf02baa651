namespace CodexMcp.Core.Switches;

/// <summary>What a kill switch stands for.</summary>
public enum SwitchKind
{
    /// <summary>Every call in a role.</summary>
    Role,

    /// <summary>Every call that goes to a connector, in whatever role.</summary>
    Connector,

    /// <summary>Every call of a tool, in whatever role.</summary>
    Tool,

    /// <summary>Every call of a principal, in whatever role.</summary>
    Principal,
}

/// <summary>Something that was switched off: while it stands, none of its calls starts.</summary>
public sealed record Switch
{
    /// <summary>What kind of thing is off.</summary>
    public required SwitchKind Kind { get; init; }

    /// <summary>
    /// Its name: the role, the connector, the tool as agents call it, or the principal. A principal without a colon, such as <c>alice</c>, stands for
    /// everybody whose name ends so: <c>local:alice</c> and <c>key:alice</c>.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>Why; agents are told it.</summary>
    public required string Reason { get; init; }

    /// <summary>Who switched it off.</summary>
    public required string By { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The kind as files, commands and records write it.</summary>
    public static string Word(SwitchKind kind) => kind switch
    {
        SwitchKind.Role => "role",
        SwitchKind.Connector => "connector",
        SwitchKind.Tool => "tool",
        _ => "principal",
    };
}
