using System.Collections.Frozen;
using CodexMcp.Abstractions;

namespace CodexMcp.Core.Roles;

/// <summary>A role as it runs: an immutable snapshot of its file, resolved against the catalog of connectors, swapped whole on reload.</summary>
public sealed record RoleProfile
{
    /// <summary>The slug: <c>^[a-z0-9][a-z0-9-]{0,62}$</c>.</summary>
    public required string Role { get; init; }

    /// <summary>The version that the operator wrote.</summary>
    public required string Version { get; init; }

    /// <summary>One sentence: what the role is for.</summary>
    public required string Description { get; init; }

    /// <summary>The group that answers for the role.</summary>
    public required string Owner { get; init; }

    /// <summary>Server instructions for the agent. Only the first 250 characters are always visible to Codex.</summary>
    public required string Instructions { get; init; }

    /// <summary>Lower-case hex SHA-256 over the resolved content: profile, skills, resources, and the definitions of every listed tool. Every record carries it. Computed when first asked for.</summary>
    public string Revision
    {
        get => field ??= RevisionSource?.Invoke(this) ?? throw new InvalidOperationException($"The role {Role} has neither a revision nor a way to compute it.");
        init;
    }

    /// <summary>Computes <see cref="Revision"/> when it is not given.</summary>
    public Func<RoleProfile, string>? RevisionSource { private get; init; }

    /// <summary>The tools in listing order (ordinal by name): what is listed is what can be called.</summary>
    public required IReadOnlyList<RoleTool> Tools { get; init; }

    /// <summary>How reviews go.</summary>
    public RoleApprovals Approvals { get; init; } = new();

    /// <summary>Where and how much.</summary>
    public required RoleExecution Execution { get; init; }

    /// <summary>What is checked and kept.</summary>
    public required RoleGovernance Governance { get; init; }

    /// <summary>The role's skills, served as MCP prompts.</summary>
    public IReadOnlyList<RoleSkill> Skills { get; init; } = [];

    /// <summary>The role's guidance files, served as MCP resources.</summary>
    public IReadOnlyList<RoleResource> Resources { get; init; } = [];

    /// <summary>The prompts and resources of connectors that the role lists.</summary>
    public IReadOnlyList<RoleTool> Offers { get; init; } = [];

    private FrozenDictionary<string, RoleTool>? byName;

    /// <summary>Finds a prompt or resource of this role by its definition's name; null for every other.</summary>
    public RoleTool? FindOffer(ToolKind kind, string name)
    {
        for (var i = 0; i < Offers.Count; i++)
        {
            if (Offers[i].Definition is var definition && definition.Kind == kind && definition.Name == name)
            {
                return Offers[i];
            }
        }

        return null;
    }


    /// <summary>Finds a tool of this role by its exact name (ordinal); null for every other name, denied or unknown alike.</summary>
    public RoleTool? Find(string name) =>
        (byName ??= Tools.ToFrozenDictionary(tool => tool.Definition.Name, StringComparer.Ordinal)).GetValueOrDefault(name);
}
