using CodexMcp.Abstractions;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Core.Roles;

/// <summary>One of a tool's <c>approval_rules</c>: arguments for which a person is asked who otherwise would not be. A rule raises the mode and never lowers it.</summary>
/// <param name="When">The condition on the call's arguments, judged after every rewrite.</param>
/// <param name="Mode">The least strict mode that may then decide.</param>
/// <param name="Because">One sentence for the agent and the approver.</param>
/// <param name="At">Where the rule stands.</param>
public sealed record ApprovalRule(ArgumentCondition When, ApprovalMode Mode, string Because, SourceLocation At);
