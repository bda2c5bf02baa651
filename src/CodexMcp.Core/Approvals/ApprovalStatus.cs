using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Core.Catalog;
using CodexMcp.Core.Configuration;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Roles;
using CodexMcp.Core.Stores;

namespace CodexMcp.Core.Approvals;

/// <summary>
/// The host's own tool <c>approval_status</c>: how far a review of the same caller has come. It is listed only in a role that has a tool which can wait,
/// and goes through the pipeline like every other.
/// </summary>
internal sealed class ApprovalStatus(Lazy<CallStores> stores, TimeProvider time) : IConnector
{
    /// <summary>The connector's name; no folder may have it.</summary>
    public const string Connector = "approval";

    private static ToolDefinition? definition;

    /// <summary>The tool.</summary>
    public static ToolDefinition Definition => definition ??= new()
    {
        Name = "approval_status",
        Connector = Connector,
        Action = "status",
        Title = "Approval status",
        Description = "Tells how far the review of a call of yours has come, by the ticket that the call ended with. It decides nothing and runs nothing: once approved, make the identical call again.",
        Verb = ToolVerb.Read,
        Idempotent = true,
        InputSchema = JsonText.Parse("""{"type":"object","additionalProperties":false,"required":["ticket"],"properties":{"ticket":{"type":"string","description":"The ticket: 32 hex digits.","minLength":1,"maxLength":64}}}"""u8),
        OutputSchema = JsonText.Parse("""{"type":"object","required":["ticket","state","next"],"properties":{"ticket":{"type":"string"},"tool":{"type":"string"},"state":{"type":"string"},"open_until":{"type":"string"},"next":{"type":"string"}}}"""u8),
        HashSource = static tool => Canonical.CanonicalJson.Sha256Hex(tool.InputSchema),
    };

    /// <inheritdoc/>
    public string Name => Connector;

    /// <inheritdoc/>
    public IToolGuard? Guard => null;

    /// <summary>The tool as a role lists it, because of that tool of its own.</summary>
    public static RoleTool For(RoleTool waiting) => new(Definition)
    {
        Mode = ApprovalMode.Approve,
        ListedAt = waiting.ListedAt,
        ModeAt = waiting.ModeAt,
        Timeout = TimeSpan.FromSeconds(10),
    };

    /// <summary>Why it is listed.</summary>
    public static ToolExplanation Explain(RoleTool waiting) => new()
    {
        Tool = Definition.Name,
        Verb = Definition.Verb,
        Listed = true,
        Why = $"{waiting.Definition.Name} can wait for a review.",
        At = waiting.ListedAt,
        Mode = ApprovalMode.Approve,
        ModeWhy = "It only tells the caller about its own calls.",
        ModeAt = waiting.ModeAt,
    };

    /// <inheritdoc/>
    public async ValueTask<ToolResult> ExecuteAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var ticket = invocation.Arguments.GetProperty("ticket"u8).GetString()!;
        Approval? found;
        try
        {
            found = await stores.Value.Approvals.FindAsync(ticket, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException exception)
        {
            throw new ConnectorException(ConnectorFailure.Unavailable, "The store of approvals can't be read.", "Tell the operator, and call again later.", inner: exception);
        }

        // Somebody else's ticket is no ticket.
        return found is { Way: ApprovalWay.Review } && found.Role == invocation.Role && found.Principal == invocation.Principal
            ? new() { Structured = JsonText.Build((found, time.GetUtcNow()), static (writer, state) => Write(writer, state.found, state.Item2)) }
            : throw new ConnectorException(ConnectorFailure.Refused, $"You have no ticket {ShownText.Escape(ticket)} in this role.", "Give the ticket exactly as the waiting call named it.");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => default;

    private static void Write(Utf8JsonWriter writer, Approval approval, DateTimeOffset now)
    {
        var state = approval.StateAt(now);
        writer.WriteStartObject();
        writer.WriteString("ticket"u8, approval.Id);
        writer.WriteString("tool"u8, approval.Tool);
        writer.WriteString("state"u8, ReviewDesk.Word(state));
        writer.WriteString("open_until"u8, approval.Expires);
        if (state == ApprovalState.Waiting)
        {
            ReviewCount.Write(writer, approval);
        }

        writer.WriteString("next"u8, state switch
        {
            ApprovalState.Waiting => "Wait. Repeating the identical call is right and starts nothing anew; changing anything in it starts a new review.",
            ApprovalState.Approved => "Make the identical call again: it runs once.",
            ApprovalState.Declined => "Do not repeat the call: ask the user what they want instead.",
            ApprovalState.Consumed => "It ran already. The identical call would start a new review.",
            _ => "It is over. The identical call starts a new review.",
        });
        writer.WriteEndObject();
    }
}

/// <summary>The connectors of the configuration, and the host's own beside them.</summary>
internal sealed class OwnConnectors(IConnectorSource others, Lazy<CallStores> stores, TimeProvider time) : IConnectorSource
{
    private RunningConnector? own;

    /// <inheritdoc/>
    public RunningConnector Get(string connector, string environment) => connector == ApprovalStatus.Connector
        ? own ??= new(new ApprovalStatus(stores, time), new ConnectorResilience())
        : others.Get(connector, environment);
}
