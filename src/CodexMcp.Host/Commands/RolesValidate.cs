using CodexMcp.Core.Configuration;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Roles;
using CodexMcp.Host.Composition;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodexMcp.Host.Commands;

/// <summary>
/// <c>roles validate</c>: all files, then each role's decision table through the real pipeline. It runs in the sandbox with a state
/// folder of its own and without a log, whatever the role says, so that it can be run anywhere and leaves nothing behind.
/// </summary>
internal static class RolesValidate
{
    /// <summary>Runs the command.</summary>
    public static async Task<int> RunAsync(CommandContext context, string? only, CancellationToken cancellationToken)
    {
        var loaded = context.Services.Load(only);
        var errors = new ConfigurationErrors();
        var tables = new List<(RoleProfile Role, DecisionTable Table)>();
        foreach (var role in loaded.Profiles.Values.OrderBy(role => role.Role, StringComparer.Ordinal))
        {
            if (DecisionTable.Load(context.Settings.Roles, role.Role, errors) is { } table)
            {
                tables.Add((role, table));
            }
        }

        if (loaded.Errors.Count + errors.Count > 0)
        {
            throw new ConfigurationException([.. loaded.Errors, .. errors.ToSorted()]);
        }

        List<(RoleProfile Role, DecisionRow Row, CallOutcome Outcome)> results = [];
        using (var folder = new TemporaryFolder())
        {
            var services = new HostServices(context.Settings with { State = folder.Path }, context.Time, NullLoggerFactory.Instance);
            await using (services.ConfigureAwait(false))
            {
                services.Use(loaded);
                foreach (var (role, table) in tables)
                {
                    foreach (var row in table.Rows)
                    {
                        results.Add((role, row, await DecideAsync(services, role, row, results.Count, cancellationToken).ConfigureAwait(false)));
                    }
                }
            }
        }

        Report(context, loaded, results);
        return results.TrueForAll(result => result.Row.Expect == result.Outcome.Code) ? ExitCodes.Done : ExitCodes.CheckFailed;
    }

    /// <summary>Every row has a principal of its own: a table tests rules, not how many calls a minute has.</summary>
    private static ValueTask<CallOutcome> DecideAsync(HostServices services, RoleProfile role, DecisionRow row, int number, CancellationToken cancellationToken) =>
        services.CallAsync(
            new()
            {
                Profile = role with { Execution = role.Execution with { Environment = "sandbox" } },
                Principal = $"local:decision-{number}",
                Tool = row.Tool,
                Arguments = row.Arguments,
                CanAsk = true,
                Client = "codex-mcp roles validate",
            },
            cancellationToken);

    private static void Report(CommandContext context, LoadedRoles loaded, List<(RoleProfile Role, DecisionRow Row, CallOutcome Outcome)> results)
    {
        if (context.Settings.Json)
        {
            context.Terminal.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteBoolean("ok"u8, results.TrueForAll(result => result.Row.Expect == result.Outcome.Code));
                writer.WriteNumber("roles"u8, loaded.Profiles.Count);
                writer.WriteStartArray("decisions"u8);
                foreach (var (role, row, outcome) in results)
                {
                    writer.WriteStartObject();
                    writer.WriteString("role"u8, role.Role);
                    writer.WriteString("name"u8, row.Name);
                    writer.WriteString("at"u8, row.Location.ToString());
                    writer.WriteString("tool"u8, row.Tool);
                    writer.WriteString("expected"u8, row.Expect.Wire());
                    writer.WriteString("outcome"u8, outcome.Code.Wire());
                    writer.WriteBoolean("ok"u8, row.Expect == outcome.Code);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            });
            return;
        }

        foreach (var (_, row, outcome) in results.Where(result => result.Row.Expect != result.Outcome.Code))
        {
            context.Terminal.Line($"{row.Location}: '{row.Name}' must end with {row.Expect.Wire()} ({row.Why}) and ended with {outcome.Code.Wire()}: {outcome.Text}");
        }

        var wrong = results.Count(result => result.Row.Expect != result.Outcome.Code);
        context.Terminal.Line($"{loaded.Profiles.Count} roles are right; {results.Count - wrong} of {results.Count} decisions are as their tables say.");
    }
}
