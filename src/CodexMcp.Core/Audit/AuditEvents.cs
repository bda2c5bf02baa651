namespace CodexMcp.Core.Audit;

/// <summary>The names of audit events. They never change; new ones may come.</summary>
public static class AuditEvents
{
    /// <summary>A chain begins: names its origin.</summary>
    public const string Opened = "audit.opened";

    /// <summary>A chain goes on in a new file: names the file and the hash before.</summary>
    public const string Continued = "audit.continued";

    /// <summary>A chain ended in good order.</summary>
    public const string Closed = "audit.closed";

    /// <summary>Another chain was found without its end, after a crash.</summary>
    public const string Recovered = "audit.recovered";

    /// <summary>Chains older than the retention were removed: names what they held.</summary>
    public const string Pruned = "audit.pruned";

    /// <summary>A write was found whose outcome was never recorded.</summary>
    public const string Ambiguous = "call.ambiguous";

    /// <summary>A write is about to be sent.</summary>
    public const string Intent = "call.intent";

    /// <summary>A call ended.</summary>
    public const string Finished = "call.finished";

    /// <summary>A tool outside the role was called.</summary>
    public const string Boundary = "call.boundary_violation";

    /// <summary>A person was asked.</summary>
    public const string ApprovalAsked = "approval.asked";

    /// <summary>A person answered.</summary>
    public const string ApprovalAnswered = "approval.answered";

    /// <summary>A reviewer voted.</summary>
    public const string ApprovalVoted = "approval.voted";

    /// <summary>An approval counts no more, since who gave it may not any more.</summary>
    public const string ApprovalVoided = "approval.voided";

    /// <summary>A person said what became of a write of unknown end, or its connector read it back.</summary>
    public const string Settled = "call.settled";

    /// <summary>A review was late, and another group may decide it too.</summary>
    public const string ApprovalEscalated = "approval.escalated";

    /// <summary>A member of the emergency group approved a review alone.</summary>
    public const string ApprovalOverridden = "approval.overridden";

    /// <summary>A reviewer let another person decide for them, or ended that.</summary>
    public const string ApprovalDelegated = "approval.delegated";

    /// <summary>An approver switched a role, connector, tool or principal off.</summary>
    public const string SwitchedOff = "switch.off";

    /// <summary>An approver switched it on again.</summary>
    public const string SwitchedOn = "switch.on";

    /// <summary>A client connected.</summary>
    public const string SessionStarted = "session.started";

    /// <summary>A person signed in to the console.</summary>
    public const string SignedIn = "console.signed_in";

    /// <summary>A person signed out of the console.</summary>
    public const string SignedOut = "console.signed_out";

    /// <summary>A known principal was turned away before a call of a tool began.</summary>
    public const string RequestRefused = "request.refused";

    /// <summary>A role's profile was reloaded, or a reload was refused.</summary>
    public const string ProfileReloaded = "profile.reloaded";
}
