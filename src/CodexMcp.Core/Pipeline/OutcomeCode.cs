namespace CodexMcp.Core.Pipeline;

/// <summary>The closed set of ways a call can end. The wire form is the snake_case name and never changes.</summary>
public enum OutcomeCode
{
    /// <summary>The tool ran.</summary>
    Succeeded,

    /// <summary>The same call was made before: its first result is answered, and nothing was sent.</summary>
    Replayed,

    /// <summary>The role has no such tool, denied and unknown alike.</summary>
    UnknownTool,

    /// <summary>A rule, or a fault in a rule, said no.</summary>
    Denied,

    /// <summary>The arguments break the schema.</summary>
    InvalidArguments,

    /// <summary>Too many calls, or too many at once.</summary>
    RateLimited,

    /// <summary>The budget is spent.</summary>
    OverBudget,

    /// <summary>A person's yes is needed first.</summary>
    ApprovalRequired,

    /// <summary>Reviewers have been asked and have not decided.</summary>
    ApprovalPending,

    /// <summary>A person said no.</summary>
    Declined,

    /// <summary>The system refused or failed.</summary>
    ConnectorError,

    /// <summary>The call took longer than allowed.</summary>
    Timeout,

    /// <summary>The client took the call back.</summary>
    Cancelled,

    /// <summary>A write was sent and nobody knows whether it took effect.</summary>
    Ambiguous,

    /// <summary>The result does not fit the tool's output schema.</summary>
    InvalidResult,

    /// <summary>The result held what may not leave.</summary>
    BlockedByDlp,

    /// <summary>The audit trail can't be written, so nothing that changes anything may start.</summary>
    AuditUnavailable,

    /// <summary>The tool has to know more from the client before it can go on.</summary>
    InputRequired,
}
