using System.CommandLine;
using CodexMcp.Core.Audit;

namespace CodexMcp.Host.Commands;

/// <summary><c>audit</c>: follow the trail, or check it.</summary>
internal static class AuditCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandLine line) => new("audit", "Reads the audit trail.") { Verify(line), Tail(line) };

    private static Command Verify(CommandLine line)
    {
        var command = new Command("verify", "Checks every record of the trail; finds any edit, cut, reorder or insertion. Exit code 65 when something is wrong.");
        line.Run(command, (context, _, _) => Task.FromResult(Verify(context)));
        return command;
    }

    private static int Verify(CommandContext context)
    {
        var folder = context.Services.AuditFolder;
        var found = AuditVerifier.Verify(folder);
        if (context.Settings.Json)
        {
            context.Terminal.Json(writer => AuditReport.Write(writer, folder, found));
        }
        else
        {
            context.Terminal.Line($"Trail: {folder}");
            if (found.Chains.Count > 0)
            {
                context.Terminal.Table(
                    ["chain", "state", "files", "records", "last hash"],
                    [.. found.Chains.Select(chain => (IReadOnlyList<string>)
                        [chain.Chain, chain.State.ToString().ToLowerInvariant(), $"{chain.Files}", $"{chain.Records}", chain.LastHash.Length > 16 ? chain.LastHash[..16] : chain.LastHash])]);
            }

            foreach (var remark in found.Remarks)
            {
                context.Terminal.Line($"note: {remark}");
            }

            foreach (var problem in found.Problems)
            {
                context.Terminal.Line($"BAD: {problem}");
            }

            context.Terminal.Line(found.Ok
                ? $"Sound: {found.Records} records in {found.Chains.Count} chains."
                : $"NOT SOUND: the first bad record is {found.FirstBad!.File}:{found.FirstBad.Line}.");
        }

        return found.Ok ? ExitCodes.Done : ExitCodes.CheckFailed;
    }

    private static Command Tail(CommandLine line)
    {
        var follow = new Option<bool>("--follow", "-f") { Description = "Keep following new records until interrupted." };
        var lines = new Option<int>("--lines", "-n") { Description = "Records to show first, 0 to 100000. Default 20.", DefaultValueFactory = _ => 20 };
        lines.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 100_000)
            {
                result.AddError("--lines takes a number from 0 to 100000.");
            }
        });
        var command = new Command("tail", "Shows the newest records in words; --json gives them as they are.") { follow, lines };
        line.Run(command, (context, result, cancellationToken) =>
            AuditFollower.RunAsync(context, result.GetValue(lines), result.GetValue(follow), cancellationToken));
        return command;
    }
}
