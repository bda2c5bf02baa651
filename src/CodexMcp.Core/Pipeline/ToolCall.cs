using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Canonical;
using CodexMcp.Core.Costs;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Limits;
using CodexMcp.Core.Roles;
using CodexMcp.Core.Untrusted;

namespace CodexMcp.Core.Pipeline;

/// <summary>The nine stages, in order.</summary>
internal enum Stage
{
    Resolve,
    Validate,
    Limit,
    Guard,
    Approve,
    Execute,
    Check,
    Redact,
    Record,
}

/// <summary>One call on its way through the stages: what earlier stages found out for later ones.</summary>
internal sealed class ToolCall(CallRequest request, string callId, long startedAt, ToolCall? parent = null)
{
    private string? argumentsHash;
    private JsonElement arguments;

    public CallRequest Request { get; } = request;

    public string CallId { get; } = callId;

    /// <summary>The running call that makes this one; null for a client's own.</summary>
    public ToolCall? Parent { get; } = parent;

    /// <summary>The monotonic timestamp of the call's start.</summary>
    public long StartedAt { get; } = startedAt;

    public Stage Stage { get; set; }

    public RoleProfile Profile => Request.Profile;

    public RoleExecution Execution => Request.Profile.Execution;

    /// <summary>The most bytes that its result may have.</summary>
    public int MaxResultBytes => Parent is null ? Execution.MaxResultBytes : Math.Max(Execution.MaxResultBytes, InnerCalls.LeastResultBytes);

    /// <summary>The tool; null until Resolve has found it.</summary>
    public RoleTool? Tool { get; set; }

    public ToolDefinition Definition => Tool!.Definition;

    public bool IsRead => Tool is null || Tool.Definition.Verb == ToolVerb.Read;

    /// <summary>Whether a repeat after an unknown end could change something twice.</summary>
    public bool MustNotRepeat => !IsRead && !Definition.Idempotent;

    /// <summary>The arguments as they stand: undefined until Validate has passed them, then as guards rewrote them.</summary>
    public JsonElement Arguments
    {
        get => arguments;
        set
        {
            arguments = value;
            argumentsHash = null;
        }
    }

    /// <summary>The hash of the canonical arguments, or null before Validate has passed them.</summary>
    public string? ArgumentsHash => arguments.ValueKind == JsonValueKind.Undefined ? null : argumentsHash ??= CanonicalJson.Sha256Hex(arguments);

    public List<string>? Notes { get; private set; }

    /// <summary>The mode that decides: the role's, or what a guard raised it to.</summary>
    public ApprovalMode Mode { get; set; }

    /// <summary>Why <see cref="Mode"/> was raised for something that was read before, or null.</summary>
    public string? RaisedBecause { get; set; }

    public RunningConnector? Connector { get; set; }

    public ToolInvocation? Invocation { get; set; }

    /// <summary>The yes to be spent when the call is sent, or null.</summary>
    public GivenYes? Yes { get; set; }

    /// <summary>Whether the call goes on after questions of its own: what had to be approved was, when it began.</summary>
    public bool Resumed { get; set; }

    /// <summary>What the call would cost, or null when that is not counted.</summary>
    public CostEstimate? Estimate { get; set; }

    /// <summary>What is held for the call in the day's budget, or null.</summary>
    public HeldCost? Held { get; set; }

    /// <summary>Whether the vendor certainly did no work for it.</summary>
    public bool CostsNothing { get; set; }

    /// <summary>Whether the connector was given the call.</summary>
    public bool Sent { get; set; }

    /// <summary>Where the call's idempotency key is kept, or null without one.</summary>
    public string? Slot { get; set; }

    /// <summary>What the call holds of its key: its own claim, or that of the lost call that it answers for.</summary>
    public KeptCall? Claim { get; set; }

    /// <summary>The call whose result this one answers with; nothing is sent then.</summary>
    public string? Replays { get; set; }

    /// <summary>Whether the store of writes holds it as sent.</summary>
    public bool OnRecord { get; set; }

    /// <summary>Whether it is a write whose end nobody knows.</summary>
    public bool Lost { get; set; }

    /// <summary>Whether the call is over: nothing more may be said about it.</summary>
    public bool Ended { get; set; }

    public ToolResult? Result { get; set; }

    public JsonElement Structured { get; set; }

    public string Text { get; set; } = "";

    /// <summary>Whether <see cref="Text"/> is nothing but <see cref="Structured"/> once more.</summary>
    public bool TextIsJson { get; set; }

    /// <summary>What the client is told of where the content comes from; null while there is none from outside.</summary>
    public OutsideContent? Outside { get; set; }

    public IReadOnlyList<ToolContent> Content { get; set; } = [];

    /// <summary>What another MCP server says beside its result, or null.</summary>
    public JsonElement? Meta { get; set; }

    public PrincipalLimits? Lease { get; set; }

    public void Note(string note)
    {
        Notes ??= [];
        if (!Notes.Contains(note))
        {
            Notes.Add(note);
        }
    }
}
