using CodexMcp.Abstractions;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Core.Roles;

/// <summary>Why one tool of a connector is on a role's list or not.</summary>
public sealed record ToolExplanation
{
    /// <summary>The final name.</summary>
    public required string Tool { get; init; }

    /// <summary>The tool itself; null for one of the host's own.</summary>
    public ToolDefinition? Definition { get; init; }

    /// <summary>What the tool does to its system.</summary>
    public required ToolVerb Verb { get; init; }

    /// <summary>Whether it is listed and can be called.</summary>
    public required bool Listed { get; init; }

    /// <summary>Why, one sentence.</summary>
    public required string Why { get; init; }

    /// <summary>The line that decided.</summary>
    public required SourceLocation At { get; init; }

    /// <summary>When a person is asked.</summary>
    public required ApprovalMode Mode { get; init; }

    /// <summary>Where the mode comes from, in words.</summary>
    public required string ModeWhy { get; init; }

    /// <summary>The line that sets the mode.</summary>
    public required SourceLocation ModeAt { get; init; }

    /// <summary>The rules that raise the mode for some arguments.</summary>
    public IReadOnlyList<ApprovalRule> Rules { get; init; } = [];
}
