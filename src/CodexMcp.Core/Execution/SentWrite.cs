using System.Text;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Canonical;

namespace CodexMcp.Core.Execution;

/// <summary>What is known of a write that was sent.</summary>
public enum WriteState
{
    /// <summary>It is on its way, or whoever sent it died.</summary>
    Sent,

    /// <summary>Its end is known.</summary>
    Ended,

    /// <summary>Its end was lost.</summary>
    Ambiguous,

    /// <summary>A person, or its connector that read it back, found out that it took effect.</summary>
    Happened,

    /// <summary>One of them found out that it did not.</summary>
    DidNotHappen,
}

/// <summary>A write that can't be repeated blindly.</summary>
public sealed record SentWrite
{
    /// <summary>The id of the call that sent it.</summary>
    public required string CallId { get; init; }

    /// <summary>The same for identical calls of one principal in one environment: 64 hex digits.</summary>
    public required string Key { get; init; }

    /// <summary>The role.</summary>
    public required string Role { get; init; }

    /// <summary>Who sent it.</summary>
    public required string Principal { get; init; }

    /// <summary><c>sandbox</c> or <c>production</c>.</summary>
    public required string Environment { get; init; }

    /// <summary>The tool.</summary>
    public required string Tool { get; init; }

    /// <summary>When it was sent.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What is known of it.</summary>
    public WriteState State { get; init; }

    /// <summary>Who settled it: an approver, or <c>read-back</c>; or null.</summary>
    public string? SettledBy { get; init; }

    /// <summary>When it was settled, or null.</summary>
    public DateTimeOffset? Settled { get; init; }

    /// <summary>Makes the <see cref="Key"/> of a call.</summary>
    public static string KeyOf(string principal, string environment, string tool, string argumentsHash) =>
        CanonicalJson.Sha256Hex(Encoding.UTF8.GetBytes(string.Join('\n', principal, environment, tool, argumentsHash)));

    /// <summary>What the audit trail tells of a write whose end was never recorded; null when it tells too little.</summary>
    public static SentWrite? FromAudit(AuditEntry entry, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry is { CallId: { } callId, Role: { } role, Principal: { } principal, Environment: { } environment, Tool: { } tool, ArgumentsHash: { } hash }
            ? new SentWrite
            {
                CallId = callId,
                Key = KeyOf(principal, environment, tool, hash),
                Role = role,
                Principal = principal,
                Environment = environment,
                Tool = tool,
                At = now,
                State = WriteState.Ambiguous,
            }
            : null;
    }
}
