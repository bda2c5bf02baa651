using System.Text.Json;

namespace CodexMcp.Abstractions;

/// <summary>A domain rule about calls: it lets one pass, rewrites it, asks for a person, or rejects it.</summary>
public interface IToolGuard
{
    /// <summary>Judges one call. An exception rejects the call.</summary>
    ValueTask<GuardVerdict> CheckAsync(ToolInvocation invocation, CancellationToken cancellationToken);
}

/// <summary>What a guard decided.</summary>
public sealed record GuardVerdict
{
    /// <summary>The call may go on as it is.</summary>
    public static GuardVerdict Pass { get; } = new();

    /// <summary>Set when the call may not run: what is wrong, and what to do next.</summary>
    public (string Message, string Next)? Rejection { get; init; }

    /// <summary>The arguments to go on with instead, or null when they stay.</summary>
    public JsonElement? Arguments { get; init; }

    /// <summary>The least strict mode that may now decide the call, or null when the role's own stands.</summary>
    public ApprovalMode? AtLeast { get; init; }

    /// <summary>What was changed or noticed and why, one sentence each: told to the agent and to the approver.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Rejects the call.</summary>
    public static GuardVerdict Reject(string message, string next) => new() { Rejection = (message, next) };

    /// <summary>Lets the call go on with other arguments.</summary>
    public static GuardVerdict Rewrite(JsonElement arguments, params IReadOnlyList<string> notes) => new() { Arguments = arguments, Notes = notes };

    /// <summary>Lets the call go on if a person agrees.</summary>
    public static GuardVerdict Escalate(ApprovalMode atLeast, string reason) => new() { AtLeast = atLeast, Notes = [reason] };
}
