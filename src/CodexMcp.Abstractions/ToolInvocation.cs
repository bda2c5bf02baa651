using System.Text.Json;

namespace CodexMcp.Abstractions;

/// <summary>One call as a connector and its guard see it: checked against the schema, bound to a role and a principal.</summary>
public sealed record ToolInvocation
{
    /// <summary>The call's id (a version 7 UUID, 32 hex digits): in every record, in the vendor's own log where it has a place for it.</summary>
    public required string CallId { get; init; }

    /// <summary>The role's slug.</summary>
    public required string Role { get; init; }

    /// <summary>The revision of the role's profile; null when nobody says, and then nothing may be kept for a later call.</summary>
    public string? Revision { get; init; }

    /// <summary>Who calls, e.g. <c>local:alice</c>.</summary>
    public required string Principal { get; init; }

    /// <summary><c>sandbox</c> or <c>production</c>.</summary>
    public required string Environment { get; init; }

    /// <summary>The tool that is called.</summary>
    public required ToolDefinition Tool { get; init; }

    /// <summary>The arguments, a JSON object that fits the tool's input schema.</summary>
    public required JsonElement Arguments { get; init; }

    /// <summary>The role's <c>scope</c> for this connector as written, or null.</summary>
    public JsonElement? Scope { get; init; }

    /// <summary>What guards changed or noticed and why, one sentence each: for the connector to tell the agent in its result.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The most rows a result may have.</summary>
    public int MaxRows { get; init; } = 10_000;

    /// <summary>What the role says about cost, or null when it counts none: then nothing is asked of the vendor for the sake of it.</summary>
    public CostTerms? Cost { get; init; }

    /// <summary>0 for the first attempt; a repeat carries the same <see cref="CallId"/>, so that the vendor can recognise it.</summary>
    public int Attempt { get; init; }

    /// <summary>Takes progress reports for the client, or null when it asked for none.</summary>
    public IProgress<ToolProgress>? Progress { get; init; }

    /// <summary>Takes notices for the client while the tool runs, or null when it wants none.</summary>
    public IProgress<ToolNotice>? Notices { get; init; }

    /// <summary>What the client can be asked.</summary>
    public ClientAbilities CanAsk { get; init; }

    /// <summary>The answers to the questions that this same call ended with before, or null for a call that begins.</summary>
    public ToolAnswers? Answers { get; init; }

    /// <summary>Turns vendor handles into tokens that only this principal in this role can give back.</summary>
    public required IHandleSealer Handles { get; init; }

    /// <summary>The other tools of the role, for a call that has to read through them; null inside such a call, and outside a running pipeline.</summary>
    public IRoleTools? Tools { get; init; }
}

/// <summary>How far a long call has come.</summary>
/// <param name="Progress">A number that grows.</param>
/// <param name="Total">What <paramref name="Progress"/> grows to, or null when nobody knows.</param>
/// <param name="Message">A short sentence for people.</param>
public readonly record struct ToolProgress(double Progress, double? Total, string? Message);

/// <summary>How much a notice matters.</summary>
public enum ToolNoticeLevel
{
    /// <summary>For whoever looks for a fault.</summary>
    Debug,

    /// <summary>What goes on.</summary>
    Info,

    /// <summary>What goes on, and matters.</summary>
    Notice,

    /// <summary>What may need somebody's attention.</summary>
    Warning,

    /// <summary>Something failed.</summary>
    Error,

    /// <summary>A part of the system is in danger.</summary>
    Critical,

    /// <summary>Somebody has to act at once.</summary>
    Alert,

    /// <summary>The system can't be used.</summary>
    Emergency,
}

/// <summary>A short sentence to the client while a tool runs.</summary>
/// <param name="Level">How much it matters.</param>
/// <param name="Message">The sentence; no secret and no unescaped vendor text.</param>
public readonly record struct ToolNotice(ToolNoticeLevel Level, string Message);

/// <summary>Seals vendor handles (query ids, cursors) so that another principal or role can't use them.</summary>
public interface IHandleSealer
{
    /// <summary>Returns an opaque token for <paramref name="value"/>, bound to the call's role, principal and connector.</summary>
    string Seal(ToolInvocation invocation, string value);

    /// <summary>Gives back what <see cref="Seal"/> was given; false for a token that is forged, old or somebody else's.</summary>
    bool TryUnseal(ToolInvocation invocation, string token, out string value);
}
