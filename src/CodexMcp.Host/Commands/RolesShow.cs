using System.Text.Json;
using CodexMcp.Core.Roles;
using CodexMcp.Host.Output;

namespace CodexMcp.Host.Commands;

/// <summary><c>roles show</c>.</summary>
internal static class RolesShow
{
    /// <summary>Runs the command.</summary>
    public static int Run(CommandContext context, string name)
    {
        var role = context.Services.Require(name);
        if (context.Settings.Json)
        {
            context.Terminal.Json(writer => Write(writer, role));
            return ExitCodes.Done;
        }

        var terminal = context.Terminal;
        terminal.Line($"{role.Role} {role.Version} (revision {role.Revision[..12]}), owned by {role.Owner}");
        terminal.Line(role.Description);
        terminal.Line();
        terminal.Line(role.Instructions.Trim());
        terminal.Line();
        terminal.Table(
            ["tool", "verb", "mode", "timeout"],
            [.. role.Tools.Select(tool => (IReadOnlyList<string>)
                [tool.Definition.Name, Words.Of(tool.Definition.Verb), Words.Of(tool.Mode), $"{tool.Timeout.TotalSeconds:0.#} s"])]);
        var execution = role.Execution;
        terminal.Line();
        terminal.Line($"environment   {execution.Environment}");
        terminal.Line($"calls         {execution.PerPrincipal.Permits} in {execution.PerPrincipal.Window.TotalSeconds:0.#} s for each principal, {execution.Concurrency} at once");
        terminal.Line($"results       at most {execution.MaxRows} rows, {execution.MaxResultBytes} characters");
        terminal.Line($"access        {(role.Governance.AccessGroups.Count == 0 ? "nobody" : string.Join(", ", role.Governance.AccessGroups))}");
        terminal.Line($"secrets       {Words.Of(role.Governance.Secrets)}");
        terminal.Line($"audit         inputs {Words.Of(role.Governance.LogInputs)}, outputs {Words.Of(role.Governance.LogOutputs)}, kept {role.Governance.RetentionDays} days");
        terminal.Line($"skills        {string.Join(", ", role.Skills.Select(skill => skill.Name))}");
        terminal.Line($"guidance      {string.Join(", ", role.Resources.Select(resource => resource.Name))}");
        return ExitCodes.Done;
    }

    private static void Write(Utf8JsonWriter writer, RoleProfile role)
    {
        writer.WriteStartObject();
        writer.WriteString("role"u8, role.Role);
        writer.WriteString("version"u8, role.Version);
        writer.WriteString("revision"u8, role.Revision);
        writer.WriteString("description"u8, role.Description);
        writer.WriteString("owner"u8, role.Owner);
        writer.WriteString("instructions"u8, role.Instructions);
        writer.WriteStartArray("tools"u8);
        foreach (var tool in role.Tools)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, tool.Definition.Name);
            writer.WriteString("verb"u8, Words.Of(tool.Definition.Verb));
            writer.WriteString("mode"u8, Words.Of(tool.Mode));
            writer.WriteNumber("timeout_seconds"u8, tool.Timeout.TotalSeconds);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartObject("execution"u8);
        writer.WriteString("environment"u8, role.Execution.Environment);
        writer.WriteNumber("timeout_seconds"u8, role.Execution.Timeout.TotalSeconds);
        writer.WriteNumber("calls"u8, role.Execution.PerPrincipal.Permits);
        writer.WriteNumber("window_seconds"u8, role.Execution.PerPrincipal.Window.TotalSeconds);
        writer.WriteNumber("concurrency"u8, role.Execution.Concurrency);
        writer.WriteNumber("max_rows"u8, role.Execution.MaxRows);
        writer.WriteNumber("max_result_bytes"u8, role.Execution.MaxResultBytes);
        writer.WriteEndObject();
        writer.WriteStartObject("governance"u8);
        writer.WriteStrings("access_groups", role.Governance.AccessGroups);
        writer.WriteString("secrets"u8, Words.Of(role.Governance.Secrets));
        writer.WriteString("log_inputs"u8, Words.Of(role.Governance.LogInputs));
        writer.WriteString("log_outputs"u8, Words.Of(role.Governance.LogOutputs));
        writer.WriteNumber("retention_days"u8, role.Governance.RetentionDays);
        writer.WriteEndObject();
        writer.WriteStrings("skills", role.Skills.Select(skill => skill.Name));
        writer.WriteStrings("resources", role.Resources.Select(resource => resource.Name));
        writer.WriteEndObject();
    }
}
