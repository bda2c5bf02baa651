namespace CodexMcp.Core.Untrusted;

/// <summary>What a role does with results that look like instructions to the model.</summary>
public enum InjectionMode
{
    /// <summary>Nobody looks.</summary>
    Off,

    /// <summary>They are flagged in <c>_meta</c> and on record.</summary>
    Flag,

    /// <summary>They are flagged, and outward tools ask a person for the rest of the work unit.</summary>
    Escalate,
}

/// <summary>The section <c>governance.untrusted</c>: how content from outside is treated.</summary>
public sealed record RoleUntrusted
{
    /// <summary>Whether words from outside stand between delimiters.</summary>
    public bool Delimiters { get; init; } = true;

    /// <summary>What is done with results that look like instructions to the model. Careful by default: it costs a question, and only after a flag.</summary>
    public InjectionMode Injection { get; init; } = InjectionMode.Escalate;

    /// <summary>Whether reads of tools with an open world count as outward too, and not only what changes something.</summary>
    public bool OpenWorldIsOutward { get; init; }

    /// <summary>Globs of tools whose every result makes outward tools ask.</summary>
    public IReadOnlyList<string> Restricted { get; init; } = [];

    /// <summary>How long a flag holds where there is no session to end.</summary>
    public TimeSpan WorkUnit { get; init; } = TimeSpan.FromMinutes(30);
}
