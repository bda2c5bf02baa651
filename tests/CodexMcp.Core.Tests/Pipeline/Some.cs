using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Core.Configuration;
using CodexMcp.Core.Roles;

namespace CodexMcp.Core.Tests.Pipeline;

/// <summary>Plain parts for tests.</summary>
public static class Some
{
    private static readonly SourceLocation Here = new("roles/test/role.yaml", 1, 1);

    public static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 1000 });
        return document.RootElement.Clone();
    }

    public static ToolDefinition Definition(
        string action,
        ToolVerb verb = ToolVerb.Read,
        string input = """{"type":"object"}""",
        string? output = null,
        string connector = "fake",
        bool idempotent = false,
        string? items = null) => new()
        {
            Name = $"{connector}_{action}",
            Connector = connector,
            Action = action,
            Title = action,
            Description = "A tool for tests.",
            Verb = verb,
            Idempotent = idempotent || verb == ToolVerb.Read,
            InputSchema = Json(input),
            OutputSchema = output is null ? null : Json(output),
            ItemsPointer = items,
            ContinuationArgument = items is null ? null : "continuation",
            Hash = new string('a', 64),
        };

    public static RoleTool Tool(ToolDefinition definition, ApprovalMode mode = ApprovalMode.Writes) => new(definition)
    {
        Mode = mode,
        ListedAt = Here,
        ModeAt = Here,
        Timeout = TimeSpan.FromSeconds(30),
    };

    public static RoleTool Read(string action = "get", ApprovalMode mode = ApprovalMode.Writes) => Tool(Definition(action), mode);

    public static RoleTool Write(string action = "put", ApprovalMode mode = ApprovalMode.Writes, bool idempotent = false) =>
        Tool(Definition(action, ToolVerb.Write, idempotent: idempotent), mode);

    public static RoleProfile Profile(params IReadOnlyList<RoleTool> tools) => new()
    {
        Role = "sales",
        Version = "1.0.0",
        Description = "A role for tests.",
        Owner = "revops",
        Instructions = "",
        Revision = new string('b', 64),
        Tools = tools,
        Execution = new RoleExecution { Environment = "sandbox", PerPrincipal = new RateLimit(1000, TimeSpan.FromMinutes(1)) },
        Governance = new RoleGovernance { AccessGroups = ["sales"] },
    };
}
