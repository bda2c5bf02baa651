namespace CodexMcp.Core.Roles;

/// <summary>The <c>tools.approvals</c> section: how reviews of this role go.</summary>
public sealed record RoleApprovals
{
    /// <summary>How long a call is held open for its reviewers before it ends with a ticket; zero for not at all.</summary>
    public TimeSpan Wait { get; init; }
}
