using System.Diagnostics;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Roles;
using CodexMcp.Host.Composition;

namespace CodexMcp.Host.Doctor;

/// <summary>A harmless call that shows whether a connector works: the first read of a role that takes no argument.</summary>
/// <param name="Connector">The connector.</param>
/// <param name="Role">The role that the call is made under.</param>
/// <param name="Tool">The tool.</param>
internal sealed record ConnectorProbe(string Connector, RoleProfile Role, string Tool)
{
    /// <summary>Finds a probe for each connector and environment that the principal can reach.</summary>
    public static IReadOnlyList<ConnectorProbe> Find(LoadedConfiguration loaded, string principal)
    {
        var probes = new Dictionary<(string, string), ConnectorProbe>();
        foreach (var role in loaded.Profiles.Values.OrderBy(role => role.Role, StringComparer.Ordinal))
        {
            if (!loaded.Groups.MayUse(role, principal))
            {
                continue;
            }

            foreach (var tool in role.Tools)
            {
                var definition = tool.Definition;
                if (definition.Verb == ToolVerb.Read && tool.Mode is ApprovalMode.Approve or ApprovalMode.Auto or ApprovalMode.Writes && NeedsNothing(definition))
                {
                    probes.TryAdd((definition.Connector, role.Execution.Environment), new(definition.Connector, role, definition.Name));
                }
            }
        }

        return [.. probes.Values];
    }

    /// <summary>Makes the call.</summary>
    public async Task<(bool Ok, string Text, TimeSpan Duration)> RunAsync(
        HostServices services, LoadedConfiguration loaded, TimeProvider time, CancellationToken cancellationToken)
    {
        services.Use(loaded);
        var start = time.GetTimestamp();
        var outcome = await services.CallAsync(
            new() { Profile = Role, Principal = services.Principal, Tool = Tool, Client = $"codex-mcp doctor/{Mcp.McpAdapter.Identity.Version}" },
            cancellationToken).ConfigureAwait(false);
        return (outcome.Code == OutcomeCode.Succeeded, outcome.Text, time.GetElapsedTime(start));
    }

    private static bool NeedsNothing(ToolDefinition definition) =>
        !definition.InputSchema.TryGetProperty("minProperties", out _)
        && (!definition.InputSchema.TryGetProperty("required", out var required) || required.ValueKind != JsonValueKind.Array || required.GetArrayLength() == 0);
}
