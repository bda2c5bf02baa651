using CodexMcp.Core.Roles;

namespace CodexMcp.Host.Console.Approvals;

/// <summary>Whose yes is needed, in words.</summary>
internal static class Needs
{
    /// <summary>All of them.</summary>
    public static string Of(IReadOnlyList<Reviewers> needs) => string.Join(" and ", needs.Select(need => $"{need.Count} of {need.Group}"));
}
