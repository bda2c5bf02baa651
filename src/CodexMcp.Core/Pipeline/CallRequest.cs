using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Roles;
using CodexMcp.Core.Telemetry;

namespace CodexMcp.Core.Pipeline;

/// <summary>One tool call as a transport hands it over.</summary>
public sealed record CallRequest
{
    /// <summary>The role's snapshot that this call is judged by from first stage to last, whatever is reloaded meanwhile.</summary>
    public required RoleProfile Profile { get; init; }

    /// <summary>Who calls, as the transport authenticated them: never from the arguments.</summary>
    public required string Principal { get; init; }

    /// <summary>The tool's name as the client sent it.</summary>
    public required string Tool { get; init; }

    /// <summary>The arguments as the client sent them; an undefined element stands for an empty object.</summary>
    public JsonElement Arguments { get; init; }

    /// <summary>Whether the client can put a question to a person (MCP elicitation, or a terminal).</summary>
    public bool CanAsk { get; init; }

    /// <summary>The person's answer to an earlier question, or null on the first entry.</summary>
    public ApprovalReply? Reply { get; init; }

    /// <summary>Why the agent makes the call, as it says itself, or null. It is shown to whoever approves it, marked as the agent's words; no decision depends on it.</summary>
    public string? Reason { get; init; }

    /// <summary>Takes progress reports, or null.</summary>
    public IProgress<ToolProgress>? Progress { get; init; }

    /// <summary>Takes a running tool's notices, or null.</summary>
    public IProgress<ToolNotice>? Notices { get; init; }

    /// <summary>By which door the call came; a name is looked up behind that door only.</summary>
    public ToolKind Kind { get; init; }

    /// <summary>What the client can be asked by the tool itself.</summary>
    public ClientAbilities Abilities { get; init; }

    /// <summary>
    /// What the call belongs to: <see cref="ProcessUnit"/> for a process that serves one client, the id of a session, or null where there is neither; then
    /// a principal's calls in a role belong together for a while.
    /// </summary>
    public string? WorkUnit { get; init; }

    /// <summary>The work unit of every call of a process that serves one client.</summary>
    public const string ProcessUnit = Untrusted.WorkUnits.Process;

    /// <summary>All that the client answered, by key; or null.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Answers { get; init; }

    /// <summary>The client's name and version as it says them itself, for the record only.</summary>
    public string? Client { get; init; }

    /// <summary>Where the call came from, for its trace only; null while nobody follows traces.</summary>
    public CallOrigin? Origin { get; init; }
}
