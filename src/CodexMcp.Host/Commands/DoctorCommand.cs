using System.CommandLine;
using CodexMcp.Host.Codex;
using CodexMcp.Host.Doctor;

namespace CodexMcp.Host.Commands;

/// <summary><c>doctor</c>: checks everything that a newcomer gets wrong, and says the fix.</summary>
internal static class DoctorCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandLine line)
    {
        var command = new Command("doctor", "Checks the installation and says what to do. Exit code 65 when something does not work.");
        line.Run(command, (context, _, cancellationToken) => RunAsync(context, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var settings = context.Settings;
        var launch = LaunchCommand.Current();
        var loaded = context.Services.Load();
        List<Finding> findings =
        [
            MachineChecks.Runtime(launch), MachineChecks.Home(settings), MachineChecks.State(settings, context.Services.StateFolder), MachineChecks.Clock(context.Time),
            .. HostChecks.Files(settings, loaded), HostChecks.Access(loaded, context.Services.Principal),
        ];
        if (settings.State is not null)
        {
            findings.Add(HostChecks.Audit(context.Services.AuditFolder));
            findings.Add(await HostChecks.StoreAsync(context.Services.State, cancellationToken).ConfigureAwait(false));
            if (findings.TrueForAll(finding => finding.State != FindingState.Bad))
            {
                findings.AddRange(await HostChecks.SandboxAsync(context, loaded, cancellationToken).ConfigureAwait(false));
                var role = loaded.Profiles.Values.Where(role => loaded.Groups.MayUse(role, context.Services.Principal)).MinBy(role => role.Role, StringComparer.Ordinal)!;
                findings.Add(await StdioCheck.RunAsync(launch, settings, role.Role, context.Time, cancellationToken).ConfigureAwait(false));
            }
        }

        if (settings.State is not null)
        {
            findings.AddRange(await ServeChecks.RunAsync(context, cancellationToken).ConfigureAwait(false));
        }

        findings.Add(CodexCheck.Run());
        Report(context, findings);
        return findings.Exists(finding => finding.State == FindingState.Bad) ? ExitCodes.CheckFailed : ExitCodes.Done;
    }

    private static void Report(CommandContext context, List<Finding> findings)
    {
        if (context.Settings.Json)
        {
            context.Terminal.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteBoolean("ok"u8, !findings.Exists(finding => finding.State == FindingState.Bad));
                writer.WriteStartArray("checks"u8);
                foreach (var finding in findings)
                {
                    writer.WriteStartObject();
                    writer.WriteString("check"u8, finding.Check);
                    writer.WriteString("state"u8, Words.Of(finding.State));
                    writer.WriteString("detail"u8, finding.Detail);
                    if (finding.Fix is not null)
                    {
                        writer.WriteString("fix"u8, finding.Fix);
                    }

                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            });
            return;
        }

        foreach (var finding in findings)
        {
            context.Terminal.Line($"{Words.Of(finding.State),-4}  {finding.Check,-13} {finding.Detail}");
            if (finding.Fix is not null)
            {
                context.Terminal.Line($"{"",-20}-> {finding.Fix}");
            }
        }
    }
}
