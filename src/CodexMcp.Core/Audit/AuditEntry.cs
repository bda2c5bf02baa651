using System.Text.Json;

namespace CodexMcp.Core.Audit;

/// <summary>One event for the audit trail. The log adds sequence number, time and the hash chain; payloads are redacted before they come here.</summary>
public sealed record AuditEntry
{
    /// <summary>What happened, from <see cref="AuditEvents"/>.</summary>
    public required string Event { get; init; }

    /// <summary>The call's id, or null for an event outside calls.</summary>
    public string? CallId { get; init; }

    /// <summary>The id of the running call that made this one, or null.</summary>
    public string? ParentCallId { get; init; }

    /// <summary>The role's slug, or null.</summary>
    public string? Role { get; init; }

    /// <summary>The profile's revision, or null.</summary>
    public string? Revision { get; init; }

    /// <summary>Who called, or null.</summary>
    public string? Principal { get; init; }

    /// <summary>The client's name as it says it itself, or null.</summary>
    public string? Client { get; init; }

    /// <summary><c>sandbox</c> or <c>production</c>, or null.</summary>
    public string? Environment { get; init; }

    /// <summary>The tool as called (escaped and cut when unknown), or null.</summary>
    public string? Tool { get; init; }

    /// <summary>The tool's verb in lower case, or null.</summary>
    public string? Verb { get; init; }

    /// <summary>Lower-case hex SHA-256 of the canonical arguments, or null.</summary>
    public string? ArgumentsHash { get; init; }

    /// <summary>What the role keeps of the arguments, or null.</summary>
    public AuditPayloadValue? Arguments { get; init; }

    /// <summary>The outcome's code in snake_case, or null.</summary>
    public string? Outcome { get; init; }

    /// <summary>The stage that ended the call, or null.</summary>
    public string? Stage { get; init; }

    /// <summary>Why, one redacted sentence, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>What the role keeps of the result, or null.</summary>
    public AuditPayloadValue? Result { get; init; }

    /// <summary>Rewrites, findings and other remarks, redacted; or null.</summary>
    public IReadOnlyList<string>? Notes { get; init; }

    /// <summary>How long the call took, in microseconds, or null.</summary>
    public long? DurationMicroseconds { get; init; }

    /// <summary>What this kind of event has to say beyond the members above, redacted; or null.</summary>
    public JsonElement? Details { get; init; }
}
