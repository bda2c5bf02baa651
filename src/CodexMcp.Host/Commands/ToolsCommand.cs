using System.CommandLine;
using CodexMcp.Core.Roles;

namespace CodexMcp.Host.Commands;

/// <summary><c>tools</c>: what a role may call, and what the list costs a model.</summary>
internal static class ToolsCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandLine line)
    {
        var role = CommandLine.RoleOption();
        var command = new Command("tools", "Lists a role's tools with verbs, approval modes and the tokens that each costs a model's context.") { role };
        line.Run(command, (context, result, _) => Task.FromResult(Run(context, result.GetValue(role)!)));
        return command;
    }

    private static int Run(CommandContext context, string role)
    {
        var profile = context.Services.Require(role);
        var rows = profile.Tools
            .Select(tool => (Tool: tool, Tokens: ToolListing.EstimateTokens(tool.Definition)))
            .ToList();
        if (context.Settings.Json)
        {
            context.Terminal.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("role"u8, profile.Role);
                writer.WriteString("revision"u8, profile.Revision);
                writer.WriteStartArray("tools"u8);
                foreach (var (tool, tokens) in rows)
                {
                    writer.WriteStartObject();
                    writer.WriteString("name"u8, tool.Definition.Name);
                    writer.WriteString("title"u8, tool.Definition.Title);
                    writer.WriteString("verb"u8, Words.Of(tool.Definition.Verb));
                    writer.WriteString("mode"u8, Words.Of(tool.Mode));
                    writer.WriteNumber("tokens"u8, tokens);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                writer.WriteNumber("tokens"u8, rows.Sum(row => row.Tokens));
                writer.WriteEndObject();
            });
        }
        else
        {
            context.Terminal.Table(
                ["tool", "verb", "mode", "tokens", "title"],
                [.. rows.Select(row => (IReadOnlyList<string>)
                    [row.Tool.Definition.Name, Words.Of(row.Tool.Definition.Verb), Words.Of(row.Tool.Mode), $"{row.Tokens}", row.Tool.Definition.Title])]);
            context.Terminal.Line($"{rows.Count} tools, about {rows.Sum(row => row.Tokens)} tokens in a model's context.");
        }

        return ExitCodes.Done;
    }
}
