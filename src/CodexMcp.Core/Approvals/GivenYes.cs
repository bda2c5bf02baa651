namespace CodexMcp.Core.Approvals;

/// <summary>A yes that was found for a call and is spent when the call is sent.</summary>
/// <param name="Id">The approval.</param>
/// <param name="Binding">The hash of the call.</param>
/// <param name="Way">How it was asked for.</param>
/// <param name="Ticket">The question's sealed ticket, or null for a review.</param>
internal sealed record GivenYes(string Id, string Binding, ApprovalWay Way, ApprovalTicket? Ticket = null);
