namespace CodexMcp.Host.Commands;

/// <summary><c>roles explain</c>.</summary>
internal static class RolesExplain
{
    /// <summary>Runs the command; it works for a role with errors too, which is when it is needed most.</summary>
    public static int Run(CommandContext context, string role, string? tool)
    {
        var loaded = context.Services.Load();
        if (!loaded.Explanations.TryGetValue(role, out var all))
        {
            context.Services.Require(role); // Throws and says which roles there are.
            all = [];
        }

        var chosen = all.Where(one => tool is null || one.Tool == tool).OrderBy(one => one.Tool, StringComparer.Ordinal).ToList();
        if (tool is not null && chosen.Count == 0)
        {
            throw new HostException(
                ExitCodes.Failed,
                $"No connector that the role {role} names has a tool '{Core.Configuration.ShownText.Escape(tool)}'.",
                $"Run `codex-mcp roles explain {role}` to see all of them.");
        }

        if (context.Settings.Json)
        {
            context.Terminal.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("role"u8, role);
                writer.WriteStartArray("tools"u8);
                foreach (var one in chosen)
                {
                    writer.WriteStartObject();
                    writer.WriteString("tool"u8, one.Tool);
                    writer.WriteBoolean("listed"u8, one.Listed);
                    writer.WriteString("why"u8, one.Why);
                    writer.WriteString("at"u8, one.At.ToString());
                    writer.WriteString("verb"u8, Words.Of(one.Verb));
                    writer.WriteString("mode"u8, Words.Of(one.Mode));
                    writer.WriteString("mode_why"u8, one.ModeWhy);
                    writer.WriteString("mode_at"u8, one.ModeAt.ToString());
                    writer.WriteStartArray("rules"u8);
                    foreach (var rule in one.Rules)
                    {
                        writer.WriteStartObject();
                        writer.WriteString("argument"u8, rule.When.Argument);
                        writer.WriteString("mode"u8, Words.Of(rule.Mode));
                        writer.WriteString("because"u8, rule.Because);
                        writer.WriteString("at"u8, rule.At.ToString());
                        writer.WriteEndObject();
                    }

                    writer.WriteEndArray();
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            });
            return ExitCodes.Done;
        }

        foreach (var one in chosen)
        {
            context.Terminal.Line($"{one.Tool} ({Words.Of(one.Verb)})");
            context.Terminal.Line($"  {(one.Listed ? "listed" : "not listed")}: {one.Why}");
            context.Terminal.Line($"    {one.At}");
            if (one.Listed)
            {
                context.Terminal.Line($"  mode {Words.Of(one.Mode)}: {one.ModeWhy}");
                context.Terminal.Line($"    {one.ModeAt}");
                foreach (var rule in one.Rules)
                {
                    context.Terminal.Line($"  raised to {Words.Of(rule.Mode)} by its {rule.When.Argument}: {rule.Because}");
                    context.Terminal.Line($"    {rule.At}");
                }
            }
        }

        return ExitCodes.Done;
    }
}
