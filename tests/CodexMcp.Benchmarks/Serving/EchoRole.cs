using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.BareServer;
using CodexMcp.Core.Catalog;
using CodexMcp.Core.Configuration;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Roles;

namespace CodexMcp.Benchmarks.Serving;

/// <summary>A role whose tools do no work, so that what is measured is the host's own: limits so high that none is met, everything else on.</summary>
internal static class EchoRole
{
    private static readonly RateLimit Unmet = new(1_000_000_000, TimeSpan.FromSeconds(1));

    /// <summary>Makes the role with so many tools; the first ones are named as the bare server's.</summary>
    public static RoleProfile Create(int tools)
    {
        var input = JsonDocument.Parse(BareTools.InputSchema).RootElement;
        var output = JsonDocument.Parse(BareTools.OutputSchema).RootElement;
        return Of(Enumerable.Range(0, tools).Select(index => Tool(index, input, output)));
    }

    /// <summary>Makes the role of these tools.</summary>
    public static RoleProfile Of(IEnumerable<RoleTool> tools) => new()
    {
        Role = "echo",
        Version = "1.0.0",
        Description = "Answers every call with the same small table.",
        Owner = "benchmarks",
        Instructions = "Synthetic data. Query it with SQL.",
        Revision = new string('0', 64),
        Tools = [.. tools.OrderBy(tool => tool.Definition.Name, StringComparer.Ordinal)],
        Execution = new() { Environment = "sandbox", PerPrincipal = Unmet, Concurrency = 4096 },
        Governance = new() { AccessGroups = ["benchmarks"] },
    };

    /// <summary>A tool as a role lists it.</summary>
    public static RoleTool Listed(ToolDefinition tool)
    {
        var nowhere = new SourceLocation("echo/role.yaml", 1, 1);
        return new(tool) { Mode = ApprovalMode.Writes, ListedAt = nowhere, ModeAt = nowhere, Timeout = TimeSpan.FromSeconds(30) };
    }

    private static RoleTool Tool(int index, JsonElement input, JsonElement output)
    {
        var action = index < BareTools.Names.Count ? BareTools.Names[index]["echo_".Length..] : $"run_query_{index}";
        return Listed(new ToolDefinition
        {
            Name = "echo_" + action,
            Connector = EchoConnector.ConnectorName,
            Action = action,
            Title = "Run a query",
            Description = "Runs one read-only statement on the synthetic warehouse and returns its rows as columns and arrays.",
            Verb = ToolVerb.Read,
            Idempotent = true,
            InputSchema = input,
            OutputSchema = output,
            Hash = new string('0', 64),
        });
    }
}

/// <summary>A connector that answers at once.</summary>
internal sealed class EchoConnector : IConnector, IConnectorSource
{
    public const string ConnectorName = "echo";

    private static readonly ToolResult Result = new() { Structured = JsonDocument.Parse(BareTools.Answer).RootElement, Text = BareTools.Answer };

    private readonly RunningConnector running;

    public EchoConnector() => running = new(this, new ConnectorResilience { MaxConcurrency = 4096 });

    public string Name => ConnectorName;

    public IToolGuard? Guard => null;

    public RunningConnector Get(string connector, string environment) => running;

    public ValueTask<ToolResult> ExecuteAsync(ToolInvocation invocation, CancellationToken cancellationToken) => new(Result);

    public ValueTask DisposeAsync() => default;
}
