using CodexMcp.Connectors.Manifests;

namespace CodexMcp.Connectors.Tests.Manifests;

/// <summary>A folder of its own with one connector, one role and two groups that are right.</summary>
internal sealed class Workspace : IDisposable
{
    internal const string Role = "roles/sales/role.yaml";
    internal const string Connector = "connectors/crm/connector.yaml";
    internal const string Groups = "roles/groups.yaml";

    internal Workspace()
    {
        Root = Directory.CreateTempSubdirectory("codex-mcp-").FullName;
        Write(Role, GoodRole);
        Write(Connector, GoodConnector);
        Write(Groups, GoodGroups);
        Write("roles/sales/skills/brief/SKILL.md", "---\nname: brief\ndescription: Use when a meeting is near.\nallowed-tools: [crm_query]\n---\n# Brief\n\nRead first.\n");
        Write("roles/sales/resources/terms.md", "# Terms\n");
    }

    internal string Root { get; }

    internal Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    internal string PathOf(string relative) => Path.Combine(Root, relative);

    internal void Write(string relative, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(relative))!);
        File.WriteAllText(PathOf(relative), text);
    }

    internal void Edit(string relative, string old, string replacement)
    {
        var text = File.ReadAllText(PathOf(relative));
        Assert.Contains(old, text);
        var at = text.IndexOf(old, StringComparison.Ordinal);
        File.WriteAllText(PathOf(relative), text[..at] + replacement + text[(at + old.Length)..]);
    }

    internal LoadedConfiguration Load(string? role = null, bool quick = false) =>
        ConfigurationLoader.Load(PathOf("roles"), PathOf("connectors"), role, name => Variables.GetValueOrDefault(name), quick: quick);

    internal string Errors(string? role = null) => string.Join('\n', Load(role).Errors);

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private const string GoodRole = """
        role: sales
        version: 1.0.0
        description: Reads accounts and proposes the next step.
        owner: revops
        instructions:
          summary: Use CRM data for facts.
          skills: [brief]
          resources:
            - file: resources/terms.md
              description: What the words mean.
        tools:
          max_list_tokens: 2000
          default_tools_approval_mode: writes
          connectors:
            crm:
              enabled_tools: [query, "get_*", update_record]
              disabled_tools: [get_secret]
              scope: { objects: [Account] }
              tools:
                update_record:
                  approval_mode: review
                  reviewers: [{ group: revops, count: 1 }]
                  arguments: { properties: { id: { maxLength: 18 } } }
                  timeout: 10s
                  rate_limit: { permits: 5, window: 1m }
        execution:
          environment: sandbox
          timeout: 30s
          rate_limits:
            per_principal: { permits: 60, window: 1m }
            per_tool: { permits: 20, window: 1m }
          concurrency: 4
          max_rows: 100
          max_result_bytes: 20000
        governance:
          access: { groups: [sales] }
          dlp: { results: { secrets: block } }
          audit: { log_inputs: full, log_outputs: none, retention_days: 30 }

        """;

    private const string GoodConnector = """
        connector: crm
        kind: native
        version: 1.0.0
        title: CRM
        description: A system of records.
        hosts: ["*.crm.example", api.crm.example]
        environments:
          sandbox: { settings: { account: demo } }
          production: { settings: { token: "${env:CRM_TOKEN}", key: "${file:key.pem}" } }
        scope: { type: object, additionalProperties: false, properties: { objects: { type: array, items: { type: string } } } }
        resilience: { retries: 1, attempt_timeout: 5s, max_concurrency: 4, breaker: { failure_ratio: 0.2, minimum_calls: 5, window: 10s, pause: 5s } }
        tools:
          query:
            title: Query
            description: Reads records.
            verb: read
            timeout: 20s
            items: /rows
            continuation: continuation
            input:
              type: object
              properties:
                text: { type: string, description: The query. }
                continuation: { type: string, description: A token. }
            output: { type: object, properties: { rows: { type: array } } }
          get_record:
            title: Get a record
            description: Reads one record.
            verb: read
            open_world: false
            input: { type: object, properties: { id: { type: string, description: The id. } } }
          get_secret:
            title: Get a secret
            description: Reads what nobody should.
            verb: read
            input: { type: object, properties: {} }
          update_record:
            title: Update a record
            description: Changes one record.
            verb: write
            idempotent: true
            input: { type: object, properties: { id: { type: string, description: The id. } } }
          create_record:
            title: Create a record
            description: Makes one record.
            verb: write
            idempotency: { argument: idempotency_key }
            input: { type: object, properties: { idempotency_key: { type: string, minLength: 1, maxLength: 200, description: Any text. } } }

        """;

    private const string GoodGroups = """
        groups:
          sales:
            description: Account executives.
            members: ["local:*"]
          revops:
            description: Who answers for it.
            members: ["local:ann", "local:bo"]

        """;
}
