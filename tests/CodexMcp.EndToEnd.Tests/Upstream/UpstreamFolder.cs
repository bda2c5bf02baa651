using System.Text;
using System.Text.Json;

namespace CodexMcp.EndToEnd.Tests.Upstream;

/// <summary>A role with connectors of kind mcp, and the fixture server behind them.</summary>
internal sealed class UpstreamFolder : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly StringBuilder role = new();

    public UpstreamFolder() => Directory.CreateDirectory(Connectors);

    public string State => folder.State;

    public string Roles => Path.Combine(folder.Path, "own-roles");

    public string Connectors => Path.Combine(folder.Path, "own-connectors");

    /// <summary>What is in it stands in the description of one tool of the fixture: a server that changes.</summary>
    public string Change => Path.Combine(folder.Path, "change.txt");

    public static string Fixture { get; } = Path.Combine(AppContext.BaseDirectory, "CodexMcp.FixtureServer.dll");

    /// <summary>Adds a connector whose server is the fixture over STDIO.</summary>
    public void Add(string name, string arguments, string tools, string more = "", string upstream = "protocol: auto")
    {
        Directory.CreateDirectory(Path.Combine(Connectors, name));
        File.WriteAllText(Path.Combine(Connectors, name, "connector.yaml"), $$"""
            connector: {{name}}
            kind: mcp
            version: 1.0.0
            title: Fixture
            description: A server of the tests.
            hosts: []
            environments:
              production: { settings: { change: "{{Change}}" } }
            upstream:
              command: "{{HostProcess.Dotnet}}"
              args: ["{{Fixture}}"{{arguments}}]
              inherit: [PATH, HOME]
              environment: { FIXTURE_CHANGE: "{setting.change}" }
              start_timeout: 40s
              {{upstream}}
              max_message_bytes: 1000000
            resilience: { attempt_timeout: 10s, retries: 0 }
            tools:
            {{tools}}
            {{more}}
            """);
        role.Append($"    {name}: {{ enabled_tools: [\"*\"], default_tools_approval_mode: approve, enabled_prompts: [\"*\"], enabled_resources: [\"*\"] }}\n");
    }

    /// <summary>Writes the role of all connectors; a role lists only kinds that a connector has.</summary>
    public void WriteRole(Func<string, string>? edit = null)
    {
        Directory.CreateDirectory(Path.Combine(Roles, "desk"));
        File.WriteAllText(Path.Combine(Roles, "groups.yaml"), "groups:\n  desk:\n    description: The desk.\n    members: [\"local:*\"]\n");
        var text = $$"""
            role: desk
            version: 1.0.0
            description: Works with other servers.
            owner: desk
            instructions:
              summary: Tests.
            tools:
              connectors:
            {{role}}
            execution:
              environment: production
              timeout: 20s
            governance:
              access: { groups: [desk] }
            """;
        File.WriteAllText(Path.Combine(Roles, "desk", "role.yaml"), edit?.Invoke(text) ?? text);
    }

    public Task<(int Code, string Output, string Errors)> PinAsync(string name, params IReadOnlyList<string> more) =>
        HostProcess.RunAsync(["connectors", "pin", name, "--connectors", Connectors, "--roles", Roles, "--state", State, .. more]);

    public HostProcess Serve() => HostProcess.Serve(State, Roles, "desk", "--connectors", Connectors);

    public static async Task<string[]> ToolsAsync(HostProcess host, int id)
    {
        await host.SendAsync($$"""{"jsonrpc":"2.0","id":{{id}},"method":"tools/list"}""");
        return [.. (await host.ReadAsync(id)).GetProperty("result").GetProperty("tools").EnumerateArray().Select(tool => tool.GetProperty("name").GetString()!)];
    }

    public static async Task<JsonElement> CallAsync(HostProcess host, int id, string tool, string arguments = "{}")
    {
        await host.CallAsync(id, tool, arguments);
        return (await host.ReadAsync(id)).GetProperty("result");
    }

    public void Dispose() => folder.Dispose();
}
