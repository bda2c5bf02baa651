using System.Collections.Frozen;
using CodexMcp.Core.Catalog;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Core.Roles;

/// <summary>All that was read from the roles' folder in one go, and what is wrong with it. Immutable.</summary>
public record LoadedRoles
{
    /// <summary>The connectors that the roles may name.</summary>
    public required ToolCatalog Catalog { get; init; }

    /// <summary>The groups.</summary>
    public required Groups Groups { get; init; }

    /// <summary>The roles that are right, by name.</summary>
    public required FrozenDictionary<string, RoleProfile> Profiles { get; init; }

    /// <summary>For each role, why each tool of its connectors is listed or not; also for roles with errors.</summary>
    public required FrozenDictionary<string, IReadOnlyList<ToolExplanation>> Explanations { get; init; }

    /// <summary>Every error of every file, in file and line order; empty when all is right.</summary>
    public required IReadOnlyList<ConfigurationError> Errors { get; init; }

    /// <summary>Gives the role.</summary>
    /// <exception cref="ConfigurationException">There are errors, or the role was not loaded.</exception>
    public RoleProfile Require(string role)
    {
        if (Errors.Count > 0)
        {
            throw new ConfigurationException(Errors);
        }

        return Profiles.GetValueOrDefault(role)
            ?? throw new ConfigurationException([new(new("roles", 1, 1), $"The role '{ShownText.Escape(role)}' is not loaded.", "Name one that is.")]);
    }
}
