namespace CodexMcp.Host.Doctor;

/// <summary>How a check ended.</summary>
internal enum FindingState
{
    /// <summary>All right.</summary>
    Ok,

    /// <summary>It works, but something is worth knowing.</summary>
    Note,

    /// <summary>It does not work.</summary>
    Bad,
}

/// <summary>The result of one check.</summary>
/// <param name="Check">What was looked at, one or two words.</param>
/// <param name="State">How it ended.</param>
/// <param name="Detail">What was seen.</param>
/// <param name="Fix">What to do; null when all is right.</param>
internal sealed record Finding(string Check, FindingState State, string Detail, string? Fix = null)
{
    /// <summary>All right.</summary>
    public static Finding Ok(string check, string detail) => new(check, FindingState.Ok, detail);

    /// <summary>Worth knowing.</summary>
    public static Finding Note(string check, string detail, string fix) => new(check, FindingState.Note, detail, fix);

    /// <summary>Broken.</summary>
    public static Finding Bad(string check, string detail, string fix) => new(check, FindingState.Bad, detail, fix);
}
