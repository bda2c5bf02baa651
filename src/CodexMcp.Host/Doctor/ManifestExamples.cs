using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Core.Pipeline;
using CodexMcp.Host.Commands;
using CodexMcp.Host.Composition;

namespace CodexMcp.Host.Doctor;

/// <summary>How one example of a manifest went.</summary>
/// <param name="Connector">The connector.</param>
/// <param name="Tool">The tool's full name.</param>
/// <param name="Number">Which of its examples, from 1.</param>
/// <param name="Ok">Whether it went as the manifest says.</param>
/// <param name="Text">What was wrong, or an empty text.</param>
internal sealed record ExampleResult(string Connector, string Tool, int Number, bool Ok, string Text);

/// <summary>
/// Runs the examples of a manifest of kind <c>http</c> through the whole pipeline, under a role of its own that lives for this run only: schemas, guards,
/// redaction and records are those of an agent's call. In the sandbox all of them, against the simulator; in production those that only read, against the
/// real system, recorded in the host's own trail.
/// </summary>
internal static class ManifestExamples
{
    private const string Role = "connector-test";
    private const int MostWaits = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Runs all examples in the order of the file.</summary>
    public static async Task<IReadOnlyList<ExampleResult>> RunAsync(CommandContext context, ConnectorManifest manifest, string environment, CancellationToken cancellationToken)
    {
        var real = environment == "production";
        var tools = manifest.Catalog.Tools.Values.Where(tool => !real || tool.Verb == ToolVerb.Read).Select(static tool => tool.Action).ToHashSet(StringComparer.Ordinal);
        using var folder = new TemporaryFolder();
        var roles = Path.Combine(folder.Path, "roles");
        Directory.CreateDirectory(Path.Combine(roles, Role));
        await File.WriteAllTextAsync(Path.Combine(roles, "groups.yaml"), $"groups:\n  {Role}:\n    description: Runs the examples of manifests.\n    members: [\"local:*\"]\n", cancellationToken).ConfigureAwait(false);
        await File.WriteAllTextAsync(Path.Combine(roles, Role, "role.yaml"), RoleFile(manifest, tools, environment), cancellationToken).ConfigureAwait(false);
        var settings = context.Settings with { Roles = roles };
        settings = real ? settings : settings with { State = Path.Combine(folder.Path, "state"), Store = null };
        var services = new HostServices(settings, context.Time, context.Loggers, context.Services.Extensions);
        await using (services.ConfigureAwait(false))
        {
            var profile = services.RequireAccess(Role);
            var results = new List<ExampleResult>();
            foreach (var (tool, section) in Members(manifest.Definition, "tools").Where(entry => tools.Contains(entry.Name)))
            {
                var number = 0;
                foreach (var example in section.TryGetProperty("examples", out var examples) ? examples.EnumerateArray() : default)
                {
                    number++;
                    if (real && example.TryGetProperty("outcome", out var ending) && !ending.ValueEquals("succeeded"))
                    {
                        continue;
                    }

                    var name = $"{manifest.Name}_{tool}";
                    var request = new CallRequest { Profile = profile, Principal = services.Principal, Tool = name, Arguments = example.GetProperty("arguments"), Client = $"codex-mcp connectors test/{Mcp.McpAdapter.Identity.Version}" };
                    var outcome = await services.CallAsync(request, cancellationToken).ConfigureAwait(false);
                    for (var wait = 0; wait < MostWaits && outcome.Code == OutcomeCode.RateLimited; wait++)
                    {
                        // More examples than the manifest's own limits let through at once.
                        await Task.Delay(Pause, context.Time, cancellationToken).ConfigureAwait(false);
                        outcome = await services.CallAsync(request, cancellationToken).ConfigureAwait(false);
                    }

                    var wrong = Wrong(example, outcome, compares: !real);
                    results.Add(new(manifest.Name, name, number, wrong.Length == 0, wrong));
                }
            }

            return results;
        }
    }

    private static string Wrong(JsonElement example, CallOutcome outcome, bool compares)
    {
        var expected = example.TryGetProperty("outcome", out var named) ? named.GetString() : "succeeded";
        if (outcome.Code.Wire() != expected)
        {
            return $"It should end as {expected}, but ended as {outcome.Code.Wire()}: {outcome.Text}";
        }

        foreach (var (pointer, value) in compares ? Members(example, "expect") : [])
        {
            if (Find(outcome.Structured, pointer) is not { } found)
            {
                return $"The result has nothing at {pointer}.";
            }

            if (!JsonElement.DeepEquals(found, value))
            {
                return $"At {pointer} stands {found.GetRawText()}, not {value.GetRawText()}.";
            }
        }

        return "";
    }

    private static JsonElement? Find(JsonElement value, string pointer)
    {
        foreach (var part in pointer.Split('/').Skip(1))
        {
            if (value.ValueKind == JsonValueKind.Array && int.TryParse(part, out var index) && index >= 0 && index < value.GetArrayLength())
            {
                value = value[index];
            }
            else if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal), out value))
            {
                return null;
            }
        }

        return value;
    }

    private static (string Name, JsonElement Value)[] Members(JsonElement value, string name) =>
        value.TryGetProperty(name, out var members) ? [.. members.EnumerateObject().Select(static member => (member.Name, member.Value))] : [];

    // JSON is YAML: the scope is written as it stands in the manifest.
    private static string RoleFile(ConnectorManifest manifest, IEnumerable<string> tools, string environment)
    {
        var scope = manifest.Definition.TryGetProperty("sandbox", out var sandbox) && sandbox.TryGetProperty("scope", out var given) ? $"\n      scope: {given.GetRawText()}" : "";
        return $$"""
            role: {{Role}}
            version: 1.0.0
            description: Runs the examples of one manifest against its simulator.
            owner: {{Role}}
            instructions:
              summary: Runs the examples of one manifest.
            tools:
              max_list_tokens: 100000
              default_tools_approval_mode: approve
              connectors:
                {{manifest.Name}}:
                  enabled_tools: [{{string.Join(", ", tools)}}]{{scope}}
            execution:
              environment: {{environment}}
              timeout: 60s
            governance:
              access: { groups: [{{Role}}] }

            """;
    }
}
