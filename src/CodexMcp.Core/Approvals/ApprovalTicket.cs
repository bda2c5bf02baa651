namespace CodexMcp.Core.Approvals;

/// <summary>What a sealed state holds, once its seal was found whole.</summary>
/// <param name="Id">The id of the call that asked: used once.</param>
/// <param name="Binding">The hash of the call that was asked for.</param>
internal sealed record ApprovalTicket(Guid Id, byte[] Binding);
