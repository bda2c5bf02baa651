using System.CommandLine;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Connectors.McpKind;
using CodexMcp.Connectors.McpKind.Pins;
using CodexMcp.Core.Configuration;
using CodexMcp.Host.Output;

namespace CodexMcp.Host.Commands;

/// <summary><c>connectors pin</c>: shows what another MCP server defines beside what is pinned, and accepts it.</summary>
internal static class ConnectorsPin
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandLine line)
    {
        var name = new Argument<string>("connector") { Description = "A connector of kind mcp." };
        var yes = new Option<bool>("--yes") { Description = "Write the pins without asking." };
        var environment = new Option<string?>("--environment") { Description = "The environment whose server is looked at. The default is production, or the only one there is." };
        var command = new Command("pin", "Asks the server of a connector of kind mcp for its definitions, shows what differs from the pins and what is suspicious, and writes the pins. Exit code 1 when nothing was written.")
        {
            name, yes, environment,
        };
        line.Run(command, (context, result, cancellationToken) => RunAsync(context, result.GetValue(name)!, result.GetValue(environment), result.GetValue(yes), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, string name, string? environment, bool yes, CancellationToken cancellationToken)
    {
        var loaded = context.Services.Load();
        if (!loaded.Manifests.TryGetValue(name, out var manifest) || manifest.Kind != "mcp")
        {
            // Other files may be wrong; this one decides.
            throw loaded.Errors.Count > 0 && manifest is null
                ? new ConfigurationException(loaded.Errors)
                : new HostException(ExitCodes.Failed, $"'{ShownText.Escape(name)}' is not a connector of kind mcp.", "See `codex-mcp connectors list`.");
        }

        environment ??= manifest.Environments is [var only] ? only : "production";
        context.Services.Use(loaded);
        PinReview review;
        try
        {
            review = await ((IUpstreamReview)context.Services.Connector(name, environment)).ReviewAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ConnectorException exception)
        {
            throw new HostException(ExitCodes.Failed, exception.Message, exception.Next);
        }

        var write = yes && review.Differences.Count > 0;
        if (context.Settings.Json)
        {
            WriteIf(context, review, write);
            context.Terminal.Json(writer => Write(writer, review, write));
        }
        else
        {
            Show(context, review);
            write = review.Differences.Count > 0 && (yes || Ask(context));
            WriteIf(context, review, write);
        }

        return write || review.Differences.Count == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static void WriteIf(CommandContext context, PinReview review, bool write)
    {
        if (!write)
        {
            return;
        }

        try
        {
            review.Write();
            context.Services.Quarantines.Keep(review.Connector, Quarantine.None);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HostException(ExitCodes.Failed, $"{review.Path} can't be written.", "Give --connectors a folder that you may write to.");
        }

        if (!context.Settings.Json)
        {
            context.Terminal.Line($"Wrote {review.Accepted} pins to {review.Path}.");
        }
    }

    private static bool Ask(CommandContext context)
    {
        if (!context.Terminal.CanAsk)
        {
            context.Terminal.Hint("Nothing was written. Look at the differences, then run the command again with --yes.");
            return false;
        }

        context.Terminal.Error.Write("Type \"accept\" to pin these definitions; anything else leaves the pins as they are: ");
        return context.Terminal.In.ReadLine()?.Trim() == "accept";
    }

    private static void Show(CommandContext context, PinReview review)
    {
        var terminal = context.Terminal;
        foreach (var difference in review.Differences)
        {
            terminal.Line($"{Sign(difference.Change)} {difference.Word} {ShownText.Escape(difference.Key)}");
            foreach (var (member, was, now) in difference.Members)
            {
                if (was is not null)
                {
                    terminal.Line($"    - {member}: {Indent(was)}");
                }

                if (now is not null)
                {
                    terminal.Line($"    + {member}: {Indent(now)}");
                }
            }
        }

        foreach (var finding in review.Findings)
        {
            terminal.Line($"{(finding.Refuses ? "REFUSED" : "WARNING")}  {ShownText.Escape(finding.Key)}: {finding.Problem}");
        }

        foreach (var missing in review.Missing)
        {
            terminal.Line($"MISSING  {ShownText.Escape(missing)}: the manifest names it, and the server does not have it.");
        }

        terminal.Line(review.Differences.Count == 0
            ? $"The pins of {review.Connector} are what its server defines."
            : $"{review.Differences.Count} differences. {review.Left} more definitions of the server are not named in the manifest and do not exist here.");
    }

    private static void Write(Utf8JsonWriter writer, PinReview review, bool written)
    {
        writer.WriteStartObject();
        writer.WriteString("connector"u8, review.Connector);
        writer.WriteBoolean("written"u8, written);
        writer.WriteString("file"u8, review.Path);
        writer.WriteNumber("not_named"u8, review.Left);
        writer.WriteStartArray("differences"u8);
        foreach (var difference in review.Differences)
        {
            writer.WriteStartObject();
            writer.WriteString("change"u8, Word(difference.Change));
            writer.WriteString("kind"u8, difference.Word);
            writer.WriteString("name"u8, difference.Key);
            writer.WriteStartArray("members"u8);
            foreach (var (member, was, now) in difference.Members)
            {
                writer.WriteStartObject();
                writer.WriteString("member"u8, member);
                writer.WriteString("was"u8, was);
                writer.WriteString("is"u8, now);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("findings"u8);
        foreach (var finding in review.Findings)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, finding.Key);
            writer.WriteString("problem"u8, finding.Problem);
            writer.WriteBoolean("refuses"u8, finding.Refuses);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStrings("missing", review.Missing);
        writer.WriteEndObject();
    }

    private static string Sign(PinChange change) => change switch { PinChange.Added => "+", PinChange.Removed => "-", _ => "~" };

    private static string Word(PinChange change) => change switch { PinChange.Added => "added", PinChange.Removed => "removed", _ => "changed" };

    private static string Indent(string text) => text.Replace("\n", "\n        ", StringComparison.Ordinal);
}
