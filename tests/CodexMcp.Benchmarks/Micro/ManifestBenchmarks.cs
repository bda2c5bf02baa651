using BenchmarkDotNet.Attributes;
using CodexMcp.Connectors.Manifests;

namespace CodexMcp.Benchmarks.Micro;

/// <summary>What a start reads: a role that uses one connector or all, in a folder of one or of thirty manifests with five tools each.</summary>
[Config(typeof(MicroConfig))]
public class ManifestBenchmarks
{
    private DirectoryInfo folder = null!;

    /// <summary>How many connectors there are.</summary>
    [Params(1, 30)]
    public int Connectors { get; set; }

    /// <summary>Writes the folder.</summary>
    [GlobalSetup]
    public void Write()
    {
        folder = Directory.CreateTempSubdirectory("codex-mcp-");
        for (var i = 0; i < Connectors; i++)
        {
            var directory = Directory.CreateDirectory(Path.Combine(folder.FullName, "connectors", $"system{i}"));
            File.WriteAllText(Path.Combine(directory.FullName, "connector.yaml"), Manifest(i));
        }

        WriteRole("one", 1);
        WriteRole("all", Connectors);
        File.WriteAllText(Path.Combine(folder.FullName, "roles", "groups.yaml"), "groups:\n  people:\n    description: People.\n    members: [\"local:*\"]\n");
        if (LoadOne() + LoadAll() != 5 + (5 * Connectors))
        {
            throw new InvalidOperationException("A manifest that is measured must be right.");
        }
    }

    /// <summary>Removes it.</summary>
    [GlobalCleanup]
    public void Remove() => folder.Delete(recursive: true);

    /// <summary>Loads a role that uses one connector; gives the number of its tools.</summary>
    [Benchmark]
    public int LoadOne() => Load("one");

    /// <summary>Loads a role that uses every connector.</summary>
    [Benchmark]
    public int LoadAll() => Load("all");

    private int Load(string role)
    {
        var loaded = ConfigurationLoader.Load(Path.Combine(folder.FullName, "roles"), Path.Combine(folder.FullName, "connectors"), role, static _ => null);
        return loaded.Errors.Count > 0 ? throw new InvalidOperationException(loaded.Errors[0].ToString()) : loaded.Manifests.Values.Sum(static manifest => manifest.Catalog.Tools.Count);
    }

    private void WriteRole(string role, int connectors)
    {
        var directory = Directory.CreateDirectory(Path.Combine(folder.FullName, "roles", role));
        var used = string.Concat(Enumerable.Range(0, connectors).Select(static i => $"    system{i}: {{ enabled_tools: [\"*\"] }}\n"));
        File.WriteAllText(Path.Combine(directory.FullName, "role.yaml"), $"""
            role: {role}
            version: 1.0.0
            description: A role to measure with.
            owner: people
            instructions:
              summary: Measures.
            tools:
              max_list_tokens: 100000
              default_tools_approval_mode: writes
              connectors:
            {used}
            execution:
              environment: sandbox
            governance:
              access:
                groups: [people]

            """);
    }

    private static string Manifest(int i) => $$"""
        connector: system{{i}}
        kind: http
        version: 1.0.0
        title: System {{i}}
        description: A system to measure with.
        hosts: [api.example.com]
        environments: { sandbox: { settings: {} }, production: { settings: { token: "${env:SYSTEM_TOKEN}" } } }
        base_url: https://api.example.com/v1
        auth: { kind: bearer, token: "{setting.token}" }
        errors: { code: [/error], message: [/message], say: { not_found: { message: There is no such record., next: Search for it first. } } }
        scope: { type: object, additionalProperties: false, properties: { projects: { type: array, items: { type: string } } } }
        tools:
        {{string.Concat(Enumerable.Range(0, 5).Select(Tool))}}
        """;

    private static string Tool(int i) => $$"""
          read{{i}}:
            title: Read {{i}}
            description: Lists the records of one project, newest first, with their owners and states. At most 100 records in one answer.
            verb: read
            timeout: 30s
            items: /records
            continuation: continuation
            rows_argument: limit
            request: { path: "/projects/{project}/records", query: { q: "{text}", state: "{state}", since: "{since|epoch}", limit: "50" } }
            pagination: { kind: cursor, next: /next, parameter: cursor }
            guard: [{ value: "{project}", in_scope: projects, message: This project is not one of the role's., next: Use one that the role names. }]
            response: { result: { records: { from: /items, take: { id: /id, name: /name, owner: /owner/name, state: /state, updated: /updated | epoch_iso } } } }
            input:
              type: object
              additionalProperties: false
              required: [project]
              properties:
                project: { type: string, pattern: "^[A-Z][A-Z0-9_]{1,19}$", description: "The project's key, such as PD." }
                text: { type: string, minLength: 1, maxLength: 200, description: "Words in the name. Default: any." }
                state: { type: string, enum: [open, done, waiting], description: "The state. Default: any." }
                since: { type: string, format: date-time, description: "Only records changed after this time. Default: all." }
                limit: { type: integer, minimum: 1, maximum: 100, description: "Records in this answer, 1 to 100. Default 50." }
                continuation: { type: string, maxLength: 4000, description: The token of an earlier answer to the same call. }
            output:
              type: object
              required: [records, truncated]
              properties: { records: { type: array, items: { type: object, required: [id] } }, truncated: { type: boolean }, continuation: { type: string } }
            examples: [{ arguments: { project: PD } }]
            sandbox: { body: { items: [{ id: "1", name: Apollo }] } }

        """;
}
