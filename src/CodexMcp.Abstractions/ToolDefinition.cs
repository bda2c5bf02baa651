using System.Text.Json;

namespace CodexMcp.Abstractions;

/// <summary>One operation of one connector, as its manifest declares it.</summary>
public sealed record ToolDefinition
{
    /// <summary>The name that agents call: <c>connector_action</c>, plain ASCII <c>[a-z0-9_]</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The connector's name, which is its folder's name.</summary>
    public required string Connector { get; init; }

    /// <summary>The name inside the connector, e.g. <c>run_query</c>.</summary>
    public required string Action { get; init; }

    /// <summary>A short name for people.</summary>
    public required string Title { get; init; }

    /// <summary>What the tool does, for the agent that chooses it.</summary>
    public required string Description { get; init; }

    /// <summary>What the tool does to the system it reaches.</summary>
    public required ToolVerb Verb { get; init; }

    /// <summary>Whether a repeat of the same call changes nothing more. Always true for reads.</summary>
    public bool Idempotent { get; init; }

    /// <summary>Whether the tool reaches beyond a closed, known set of things (MCP <c>openWorldHint</c>).</summary>
    public bool OpenWorld { get; init; }

    /// <summary>By which door it is reached.</summary>
    public ToolKind Kind { get; init; }

    /// <summary>What clients call a prompt or a resource; null for <c>connector_action</c>.</summary>
    public string? ClientName { get; init; }

    /// <summary>Why nobody may have it at the moment, one sentence; null when nothing is wrong. It can be named in roles, and is neither listed nor called.</summary>
    public string? Withheld { get; init; }

    /// <summary>A prompt's arguments.</summary>
    public IReadOnlyList<PromptArgumentDefinition> Arguments { get; init; } = [];

    /// <summary>The operation that completes the arguments of a prompt or of a family of resources; null when the system behind it is not asked.</summary>
    public ToolDefinition? Completion { get; init; }

    /// <summary>The operation that watches a resource; null when the system behind it tells nobody of changes.</summary>
    public ToolDefinition? Subscription { get; init; }

    /// <summary>A resource's URI, or the template of its URIs with <c>{name}</c> for single parts.</summary>
    public string? Uri { get; init; }

    /// <summary>Whom a resource is for and how much it matters, or null when nobody says.</summary>
    public ContentHints? Hints { get; init; }

    /// <summary>A resource's media type, or null.</summary>
    public string? MediaType { get; init; }

    /// <summary>JSON Schema 2020-12 of the arguments; its root is an object.</summary>
    public required JsonElement InputSchema { get; init; }

    /// <summary>JSON Schema 2020-12 of the structured result, or null when the tool declares none.</summary>
    public JsonElement? OutputSchema { get; init; }

    /// <summary>RFC 6901 pointer to the array of rows in the structured result, which may be cut at the size cap; null when it can't be cut.</summary>
    public string? ItemsPointer { get; init; }

    /// <summary>The argument that takes a continuation token, or null.</summary>
    public string? ContinuationArgument { get; init; }

    /// <summary>The argument that takes an idempotency key, or null: a repeat with the same key and arguments gets the first result and sends nothing.</summary>
    public string? IdempotencyArgument { get; init; }

    /// <summary>The longest that one call may take when the role says nothing stricter.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Lower-case hex SHA-256 over the whole definition; an approval is bound to it. Computed when first asked for: a start needs no hash.</summary>
    public string Hash
    {
        get => field ??= HashSource?.Invoke(this) ?? throw new InvalidOperationException($"The tool {Name} has neither a hash nor a way to compute it.");
        init;
    }

    /// <summary>Computes <see cref="Hash"/> when it is not given.</summary>
    public Func<ToolDefinition, string>? HashSource { private get; init; }
}
