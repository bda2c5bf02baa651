using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Core.Roles;

/// <summary>One tool as a role may use it.</summary>
public sealed class RoleTool
{
    private readonly Lazy<JsonSchema.JsonSchema> input;
    private readonly Lazy<JsonSchema.JsonSchema?> output;

    /// <summary>Creates the tool; its schemas are compiled when a call first needs them.</summary>
    public RoleTool(ToolDefinition definition)
    {
        Definition = definition;
        input = new(() => JsonSchema.JsonSchema.Compile(definition.InputSchema));
        output = new(() => definition.OutputSchema is { } schema ? JsonSchema.JsonSchema.Compile(schema) : null);
    }

    /// <summary>The connector's own definition.</summary>
    public ToolDefinition Definition { get; }

    /// <summary>When a person is asked.</summary>
    public required ApprovalMode Mode { get; init; }

    /// <summary>The line that lists the tool.</summary>
    public required SourceLocation ListedAt { get; init; }

    /// <summary>The line that sets <see cref="Mode"/>.</summary>
    public required SourceLocation ModeAt { get; init; }

    /// <summary>The longest that one call may take, retries included.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>The role's <c>scope</c> for the connector as written, or null.</summary>
    public JsonElement? Scope { get; init; }

    /// <summary>How often this tool may be called by one principal, or null for the role's own limit alone.</summary>
    public RateLimit? RateLimit { get; init; }

    /// <summary>The role's extra schema for the arguments (<c>arguments</c> of the tool's entry), checked after the tool's own; or null.</summary>
    public JsonSchema.JsonSchema? ArgumentRules { get; init; }

    /// <summary>Who decides in mode <see cref="ApprovalMode.Review"/>, be it the tool's own or what a rule raised it to.</summary>
    public IReadOnlyList<Reviewers> Reviewers { get; init; } = [];

    /// <summary>Arguments for which the mode is raised, in file order.</summary>
    public IReadOnlyList<ApprovalRule> ApprovalRules { get; init; } = [];

    /// <summary>What the client may be asked for it in the middle of a call: anything, unless it is another MCP server's.</summary>
    public ClientAbilities MayAsk { get; init; } = ClientAbilities.Forms | ClientAbilities.Sampling | ClientAbilities.Roots;

    /// <summary>The compiled input schema.</summary>
    public JsonSchema.JsonSchema Input => input.Value;

    /// <summary>The compiled output schema, or null.</summary>
    public JsonSchema.JsonSchema? Output => output.Value;
}

/// <summary>A number of people of one group whose yes is needed.</summary>
/// <param name="Group">The group.</param>
/// <param name="Count">How many of its members, at least 1.</param>
public sealed record Reviewers(string Group, int Count);

/// <summary>A token bucket: as many permits as stand here, refilled evenly over the window.</summary>
/// <param name="Permits">Calls that may start in one window, at least 1.</param>
/// <param name="Window">The window.</param>
public sealed record RateLimit(int Permits, TimeSpan Window);
