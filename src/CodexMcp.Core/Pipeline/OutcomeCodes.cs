namespace CodexMcp.Core.Pipeline;

/// <summary>The wire names of <see cref="OutcomeCode"/>.</summary>
public static class OutcomeCodes
{
    /// <summary>Gives the snake_case name that clients and records see. It never changes.</summary>
    public static string Wire(this OutcomeCode code) => code switch
    {
        OutcomeCode.Succeeded => "succeeded",
        OutcomeCode.Replayed => "replayed",
        OutcomeCode.UnknownTool => "unknown_tool",
        OutcomeCode.Denied => "denied",
        OutcomeCode.InvalidArguments => "invalid_arguments",
        OutcomeCode.RateLimited => "rate_limited",
        OutcomeCode.OverBudget => "over_budget",
        OutcomeCode.ApprovalRequired => "approval_required",
        OutcomeCode.ApprovalPending => "approval_pending",
        OutcomeCode.Declined => "declined",
        OutcomeCode.ConnectorError => "connector_error",
        OutcomeCode.Timeout => "timeout",
        OutcomeCode.Cancelled => "cancelled",
        OutcomeCode.Ambiguous => "ambiguous",
        OutcomeCode.InvalidResult => "invalid_result",
        OutcomeCode.BlockedByDlp => "blocked_by_dlp",
        OutcomeCode.AuditUnavailable => "audit_unavailable",
        OutcomeCode.InputRequired => "input_required",
        _ => "denied",
    };
}
