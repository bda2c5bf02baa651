using System.CommandLine;
using CodexMcp.Core.Approvals;

namespace CodexMcp.Host.Commands.Approvals;

/// <summary><c>approvals delegate</c>, <c>undelegate</c> and <c>delegations</c>: who decides in whose place, and until when.</summary>
internal static class DelegateCommand
{
    /// <summary>Lets another person decide for a while.</summary>
    public static Command Set(CommandLine line)
    {
        var to = new Option<string>("--to") { Description = "Who decides in your place, such as key:dave.", Required = true, HelpName = "PRINCIPAL" };
        var lasts = new Option<string>("--for") { Description = "For how long, such as 3d or 12h; 30d at most.", Required = true, HelpName = "TIME" };
        var key = ApproverKey.Option();
        var command = new Command("delegate", "Lets another approver decide in your place for a while, never for a call of your own. Replaces an earlier delegation.") { to, lasts, key };
        line.Run(command, async (context, result, cancellationToken) =>
        {
            var approver = Approver.Of(await ApproverKey.RequireAsync(context, result.GetValue(key), cancellationToken).ConfigureAwait(false));
            if (await context.Services.Desks.Delegations.SetAsync(approver, result.GetValue(to)!, KeysCommand.Lifetime(result.GetValue(lasts)!), cancellationToken).ConfigureAwait(false) is { } refusal)
            {
                throw new HostException(ExitCodes.Usage, refusal, "Nothing was delegated.");
            }

            context.Terminal.Hint($"{result.GetValue(to)} decides in the place of {approver.Principal} from now on.");
            return await ReportAsync(context, cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    /// <summary>Ends it.</summary>
    public static Command End(CommandLine line)
    {
        var key = ApproverKey.Option();
        var command = new Command("undelegate", "Ends your delegation. Yeses that were given by it count no more.") { key };
        line.Run(command, async (context, result, cancellationToken) =>
        {
            var approver = Approver.Of(await ApproverKey.RequireAsync(context, result.GetValue(key), cancellationToken).ConfigureAwait(false));
            context.Terminal.Hint(await context.Services.Desks.Delegations.EndAsync(approver, cancellationToken).ConfigureAwait(false) ? "Ended." : $"{approver.Principal} has delegated nothing.");
            return await ReportAsync(context, cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    /// <summary>Shows them.</summary>
    public static Command List(CommandLine line)
    {
        var command = new Command("delegations", "Shows who decides in whose place.");
        line.Run(command, (context, _, cancellationToken) => ReportAsync(context, cancellationToken));
        return command;
    }

    private static async Task<int> ReportAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var now = context.Time.GetUtcNow();
        var all = (await context.Services.Store.Delegations.ListAsync(cancellationToken).ConfigureAwait(false)).Where(made => made.HoldsAt(now)).ToList();
        if (context.Settings.Json)
        {
            context.Terminal.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteStartArray("delegations"u8);
                foreach (var made in all)
                {
                    writer.WriteStartObject();
                    writer.WriteString("from"u8, made.From);
                    writer.WriteString("to"u8, made.To);
                    writer.WriteString("until"u8, made.Until);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            });
        }
        else if (all.Count == 0)
        {
            context.Terminal.Line("Everybody decides for themselves.");
        }
        else
        {
            context.Terminal.Table(["from", "to", "until"], [.. all.Select(made => (IReadOnlyList<string>)[made.From, made.To, $"{made.Until:yyyy-MM-dd HH:mm}"])]);
        }

        return ExitCodes.Done;
    }
}
