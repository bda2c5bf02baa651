using System.CommandLine;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Switches;
using CodexMcp.Host.Commands.Approvals;
using CodexMcp.Host.Composition;

namespace CodexMcp.Host.Commands.Switches;

/// <summary><c>switches</c>: stop every call of a role, connector, tool or principal at once, and let them run again.</summary>
internal static class SwitchesCommand
{
    private static readonly SwitchKind[] Kinds = [SwitchKind.Role, SwitchKind.Connector, SwitchKind.Tool, SwitchKind.Principal];

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandLine line) => new("switches", "Kill switches: stop every call of a role, connector, tool or principal at once.")
    {
        List(line), Throw(line, "off", on: false), Throw(line, "on", on: true),
    };

    private static Command List(CommandLine line)
    {
        var command = new Command("list", "Shows what is off. Everything else is on.");
        line.Run(command, async (context, _, cancellationToken) =>
        {
            Report(context, await context.Services.State.Store.Switches.ListAsync(cancellationToken).ConfigureAwait(false));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Throw(CommandLine line, string word, bool on)
    {
        var kind = new Argument<string>("kind") { Description = "role, connector, tool or principal." };
        kind.AcceptOnlyFromAmong([.. Kinds.Select(Switch.Word)]);
        var name = new Argument<string>("name") { Description = "Its name. A principal without a colon, such as alice, means local:alice and key:alice too." };
        var reason = new Option<string>("--reason") { Description = "Why. It is kept in the audit trail, and agents are told it.", Required = true, HelpName = "TEXT" };
        var key = ApproverKey.Option();
        var command = new Command(word, on
            ? "Lets its calls run again. Takes an approver's key. Exit code 3 when it is not off."
            : "Refuses every call of it, in every process that shares the store, within a second. Takes an approver's key. Exit code 3 when it is off already.")
        { kind, name, reason, key };
        line.Run(command, async (context, result, cancellationToken) =>
        {
            var what = Kinds.First(one => Switch.Word(one) == result.GetValue(kind));
            if (!on && SwitchNames.Problem(context.Services.Load(), what, result.GetValue(name)!) is { } unknown)
            {
                throw new HostException(ExitCodes.Usage, unknown, "Nothing was switched off.");
            }

            var approver = await ApproverKey.RequireAsync(context, result.GetValue(key), cancellationToken).ConfigureAwait(false);
            var answer = await context.Services.Desks.Switches.ThrowAsync(Approver.Of(approver), what, result.GetValue(name)!, on, result.GetValue(reason), cancellationToken).ConfigureAwait(false);
            Answer(context, answer);
            return answer.Done ? ExitCodes.Done : ExitCodes.NotApproved;
        });
        return command;
    }

    private static void Answer(CommandContext context, SwitchAnswer answer)
    {
        if (context.Settings.Json)
        {
            context.Terminal.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteBoolean("done"u8, answer.Done);
                writer.WriteString("message"u8, answer.Message);
                writer.WriteEndObject();
            });
        }
        else if (answer.Done)
        {
            context.Terminal.Line(answer.Message);
        }

        if (!answer.Done)
        {
            context.Terminal.Hint(answer.Message);
        }
    }

    private static void Report(CommandContext context, IReadOnlyList<Switch> off)
    {
        if (context.Settings.Json)
        {
            context.Terminal.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteStartArray("off"u8);
                foreach (var one in off)
                {
                    writer.WriteStartObject();
                    writer.WriteString("kind"u8, Switch.Word(one.Kind));
                    writer.WriteString("name"u8, one.Name);
                    writer.WriteString("reason"u8, one.Reason);
                    writer.WriteString("by"u8, one.By);
                    writer.WriteString("at"u8, one.At);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            });
        }
        else if (off.Count == 0)
        {
            context.Terminal.Line("Nothing is off.");
        }
        else
        {
            context.Terminal.Table(
                ["kind", "name", "off since", "by", "reason"],
                [.. off.Select(one => (IReadOnlyList<string>)[Switch.Word(one.Kind), one.Name, $"{one.At:yyyy-MM-dd HH:mm:ss}", one.By, one.Reason])]);
        }
    }
}
