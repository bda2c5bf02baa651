using System.CommandLine;
using CodexMcp.Core.Approvals;

namespace CodexMcp.Host.Commands.Approvals;

/// <summary><c>approvals</c>: what waits for reviewers, and their decisions.</summary>
internal static class ApprovalsCommand
{
    private const int MostShown = 1_000;

    /// <summary>A longer call is not seen in one look.</summary>
    private const int LongMessage = 4_000;

    private const int PageLines = 40;

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandLine line) => new("approvals", "Calls that wait for reviewers, and their decisions.")
    {
        List(line), Show(line), Decide(line, "approve", approves: true), Decide(line, "decline", approves: false), Override(line), Watch(line),
        DelegateCommand.Set(line), DelegateCommand.End(line), DelegateCommand.List(line),
    };

    private static Argument<string> Id() => new("id") { Description = "The ticket, as the list shows it." };

    private static Command List(CommandLine line)
    {
        var all = new Option<bool>("--all") { Description = "Those that are over too, newest first." };
        var command = new Command("list", "Shows what waits.") { all };
        line.Run(command, async (context, result, cancellationToken) =>
        {
            var now = context.Time.GetUtcNow();
            var found = await context.Services.State.Store.Approvals.ListAsync(now, result.GetValue(all), MostShown, cancellationToken).ConfigureAwait(false);
            ApprovalsReport.List(context, found, now);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Show(CommandLine line)
    {
        var id = Id();
        var command = new Command("show", "Shows one call whole: everything that would run, and who has voted.") { id };
        line.Run(command, async (context, result, cancellationToken) =>
        {
            ApprovalsReport.Show(context, await RequireAsync(context, result.GetValue(id)!, cancellationToken).ConfigureAwait(false), context.Time.GetUtcNow());
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Decide(CommandLine line, string word, bool approves)
    {
        var id = Id();
        var key = ApproverKey.Option();
        var comment = new Option<string?>("--comment") { Description = "Why; the agent is told it with a no.", HelpName = "TEXT" };
        var shown = Shown();
        var command = new Command(word, approves ? "Says yes to one call. Exit code 3 when the vote is not taken." : "Says no to one call, which ends it. Exit code 3 when the vote is not taken.") { id, key, comment, shown };
        line.Run(command, async (context, result, cancellationToken) =>
        {
            var (approval, approver) = await EnterAsync(context, result.GetValue(id)!, result.GetValue(key), cancellationToken).ConfigureAwait(false);
            if (approves)
            {
                RequireSeen(context, approval, result.GetValue(shown));
            }

            context.Services.UseGroups(context.Services.Load());
            var answer = await context.Services.Desks.Reviews.VoteAsync(approver, approval.Id, approves, result.GetValue(comment), cancellationToken).ConfigureAwait(false);
            ApprovalsReport.Answer(context, answer);
            return answer.Taken ? ExitCodes.Done : ExitCodes.NotApproved;
        });
        return command;
    }

    private static Command Override(CommandLine line)
    {
        var id = Id();
        var key = ApproverKey.Option();
        var comment = new Option<string>("--comment") { Description = "Why it can't wait; it is kept in the audit trail.", Required = true, HelpName = "TEXT" };
        var shown = Shown();
        var command = new Command("override", "Approves one call alone, in an emergency, as a member of the group that the role names for it. Exit code 3 when it is not taken.") { id, key, comment, shown };
        line.Run(command, async (context, result, cancellationToken) =>
        {
            var (approval, approver) = await EnterAsync(context, result.GetValue(id)!, result.GetValue(key), cancellationToken).ConfigureAwait(false);
            RequireSeen(context, approval, result.GetValue(shown));
            context.Services.UseGroups(context.Services.Load());
            var answer = await context.Services.Desks.Reviews.OverrideAsync(approver, approval.Id, result.GetValue(comment), cancellationToken).ConfigureAwait(false);
            ApprovalsReport.Answer(context, answer);
            return answer.Taken ? ExitCodes.Done : ExitCodes.NotApproved;
        });
        return command;
    }

    private static Command Watch(CommandLine line)
    {
        var command = new Command("watch", "Shows each call as it starts to wait, until interrupted.");
        line.Run(command, async (context, _, cancellationToken) =>
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            try
            {
                while (true)
                {
                    var now = context.Time.GetUtcNow();
                    var waiting = await context.Services.State.Store.Approvals.ListAsync(now, all: false, MostShown, cancellationToken).ConfigureAwait(false);
                    ApprovalsReport.New(context, [.. waiting.Where(approval => seen.Add(approval.Id))]);
                    await Task.Delay(TimeSpan.FromSeconds(1), context.Time, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return ExitCodes.Done;
            }
        });
        return command;
    }

    private static Option<string?> Shown() => new("--shown") { Description = "The hash that `approvals show` printed: what you looked at. Without it the call is shown and asked about.", HelpName = "HASH" };

    /// <summary>Who decides what: never the account that asked, always the holder of an approver's key.</summary>
    private static async Task<(Approval Approval, Approver Approver)> EnterAsync(CommandContext context, string id, string? file, CancellationToken cancellationToken)
    {
        var approval = await RequireAsync(context, id, cancellationToken).ConfigureAwait(false);
        if (Person.MayBeSame(context.Services.Principal, approval.Principal))
        {
            throw new HostException(ExitCodes.NotApproved, $"This is the account of who asked for the call ({approval.Principal}), and nobody decides their own.", "Run it as another user of the machine, or from another machine.");
        }

        return (approval, Approver.Of(await ApproverKey.RequireAsync(context, file, cancellationToken).ConfigureAwait(false)));
    }

    private static bool IsLong(Approval approval) => approval.Message.Length > LongMessage;

    /// <summary>What is longer than one look is turned page by page: a yes comes after the last one.</summary>
    private static void ShowWhole(CommandContext context, Approval approval)
    {
        var lines = approval.Message.Split('\n');
        var page = IsLong(approval) ? PageLines : lines.Length;
        for (var line = 0; line < lines.Length; line += page)
        {
            context.Terminal.Hint(string.Join('\n', lines.Skip(line).Take(page)));
            if (line + page < lines.Length)
            {
                context.Terminal.Error.Write($"Lines {line + page} of {lines.Length}. Press Enter for more: ");
                if (context.Terminal.In.ReadLine() != "")
                {
                    throw new HostException(ExitCodes.NotApproved, "You have not seen the whole call, so nothing was decided.", "Run the command again and turn all its pages.");
                }
            }
        }
    }

    private static async Task<Approval> RequireAsync(CommandContext context, string id, CancellationToken cancellationToken) =>
        await context.Services.State.Store.Approvals.FindAsync(id, cancellationToken).ConfigureAwait(false)
            ?? throw new HostException(ExitCodes.Failed, "There is no approval with that id.", "`codex-mcp approvals list` shows what waits.");

    /// <summary>A yes is for what was looked at: it is shown here and asked about, or its hash is given.</summary>
    private static void RequireSeen(CommandContext context, Approval approval, string? shown)
    {
        if (shown is not null)
        {
            if (shown.Length < (IsLong(approval) ? 64 : 12) || !approval.MessageHash.StartsWith(shown, StringComparison.OrdinalIgnoreCase))
            {
                throw new HostException(ExitCodes.NotApproved, "The hash is not that of this call.", $"Look at it with `codex-mcp approvals show {approval.Id}`.");
            }

            return;
        }

        if (!context.Terminal.CanAsk)
        {
            throw new HostException(ExitCodes.NotApproved, "Nobody can look at the call here.", $"Look at it with `codex-mcp approvals show {approval.Id}`, and give its hash with --shown.");
        }

        ShowWhole(context, approval);
        context.Terminal.Error.Write("Type \"approve\" to say yes: ");
        if (context.Terminal.In.ReadLine()?.Trim() != "approve")
        {
            throw new HostException(ExitCodes.NotApproved, "You did not say yes, so nothing was decided.", "To end the call, use `codex-mcp approvals decline`.");
        }
    }
}
