using System.CommandLine;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Execution;
using CodexMcp.Host.Commands.Approvals;

namespace CodexMcp.Host.Commands;

/// <summary><c>calls</c>: writes whose end nobody knows, and a person's word for what became of them.</summary>
internal static class CallsCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandLine line) => new("calls", "Writes that were sent and whose end nobody knows.") { List(line), Settle(line) };

    private static Command List(CommandLine line)
    {
        var command = new Command("list", "Shows the writes that nobody knows the end of. The identical call is refused until each is settled.");
        line.Run(command, async (context, _, cancellationToken) =>
        {
            Report(context, await context.Services.State.Store.Writes.UnsettledAsync(cancellationToken).ConfigureAwait(false));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Settle(CommandLine line)
    {
        var id = new Argument<string>("id") { Description = "The call's id, as the list shows it." };
        var happened = new Option<bool>("--happened") { Description = "It took effect." };
        var didNot = new Option<bool>("--did-not") { Description = "It did not take effect." };
        var key = ApproverKey.Option();
        var command = new Command("settle", "Records what became of a write, after you looked at the system. Takes an approver's key.") { id, happened, didNot, key };
        command.Validators.Add(result =>
        {
            if (result.GetValue(happened) == result.GetValue(didNot))
            {
                result.AddError("Say one of --happened and --did-not.");
            }
        });
        line.Run(command, async (context, result, cancellationToken) =>
        {
            var writes = context.Services.State.Store.Writes;
            var callId = result.GetValue(id)!;
            var approver = await ApproverKey.RequireAsync(context, result.GetValue(key), cancellationToken).ConfigureAwait(false);
            var answer = await context.Services.Desks.Settlements.SettleAsync(Approver.Of(approver), callId, result.GetValue(happened), cancellationToken).ConfigureAwait(false);
            if (!answer.Done)
            {
                throw new HostException(ExitCodes.Failed, answer.Message, answer.Known ? "`codex-mcp audit tail` shows who." : "`codex-mcp calls list` shows them.");
            }

            context.Terminal.Hint(answer.Message);
            Report(context, await writes.UnsettledAsync(cancellationToken).ConfigureAwait(false));
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Report(CommandContext context, IReadOnlyList<SentWrite> writes)
    {
        if (context.Settings.Json)
        {
            context.Terminal.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteStartArray("calls"u8);
                foreach (var write in writes)
                {
                    writer.WriteStartObject();
                    writer.WriteString("id"u8, write.CallId);
                    writer.WriteString("state"u8, Word(write));
                    writer.WriteString("tool"u8, write.Tool);
                    writer.WriteString("role"u8, write.Role);
                    writer.WriteString("environment"u8, write.Environment);
                    writer.WriteString("principal"u8, write.Principal);
                    writer.WriteString("at"u8, write.At);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            });
        }
        else if (writes.Count == 0)
        {
            context.Terminal.Line("Every write that was sent has a known end.");
        }
        else
        {
            context.Terminal.Table(
                ["id", "state", "tool", "role", "environment", "sent by", "sent"],
                [.. writes.Select(write => (IReadOnlyList<string>)[write.CallId, Word(write), write.Tool, write.Role, write.Environment, write.Principal, $"{write.At:yyyy-MM-dd HH:mm:ss}"])]);
        }
    }

    // One on its way and one whose sender died look alike from here.
    private static string Word(SentWrite write) => write.State == WriteState.Sent ? "sent" : "ambiguous";
}
