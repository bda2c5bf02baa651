namespace CodexMcp.Core.Audit;

/// <summary>What was found of processes that died, and is now on record.</summary>
/// <param name="Chains">The chains whose process died without ending them.</param>
/// <param name="Ambiguous">One entry for each write that was recorded before it was sent and whose outcome was not.</param>
/// <param name="Warnings">What could not be judged, each with what to do.</param>
public sealed record AuditRecoveryReport(IReadOnlyList<string> Chains, IReadOnlyList<AuditEntry> Ambiguous, IReadOnlyList<string> Warnings)
{
    /// <summary>Nothing was found.</summary>
    public static AuditRecoveryReport Nothing { get; } = new([], [], []);
}
