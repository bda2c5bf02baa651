using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Core.Roles;

namespace CodexMcp.Host.Tests;

/// <summary>Valid things to test with.</summary>
internal static class Some
{
    /// <summary>A role with these prompts and resources of connectors.</summary>
    public static RoleProfile WithOffers(params IReadOnlyList<RoleTool> offers) => Role(["a_b"], offers);

    /// <summary>A role with tools of these names.</summary>
    public static RoleProfile Role(params IEnumerable<string> tools) => Role(tools, []);

    private static RoleProfile Role(IEnumerable<string> tools, IReadOnlyList<RoleTool> offers) => new()
    {
        Offers = offers,
        Role = "tester",
        Version = "1.0.0",
        Description = "For tests.",
        Owner = "testers",
        Instructions = "Test with care.",
        Revision = new string('0', 64),
        Tools = [.. tools.Order(StringComparer.Ordinal).Select(name => Tool(name))],
        Execution = new() { Environment = "sandbox" },
        Governance = new() { AccessGroups = ["everyone"] },
        Skills = [new("find-a-cause", "When a number moved.", "Look at it.")],
        Resources = [new("house rules.md", "What is allowed.", "text/markdown", "# Rules")],
    };

    /// <summary>A tool of a role.</summary>
    public static RoleTool Tool(string name, ToolVerb verb = ToolVerb.Read) => new(new()
    {
        Name = name,
        Connector = name.Split('_')[0],
        Action = name[(name.IndexOf('_') + 1)..],
        Title = "A tool",
        Description = "Does something.",
        Verb = verb,
        InputSchema = Json("""{"type":"object"}"""),
        Hash = new string('a', 64),
    })
    {
        Mode = ApprovalMode.Auto,
        ListedAt = new("roles/tester/role.yaml", 1, 1),
        ModeAt = new("roles/tester/role.yaml", 1, 1),
        Timeout = TimeSpan.FromSeconds(30),
    };

    /// <summary>Parsed JSON.</summary>
    public static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement;
}
