using System.CommandLine;
using System.Text;
using System.Text.Json;
using CodexMcp.Core.Pipeline;
using CodexMcp.Host.Mcp;

namespace CodexMcp.Host.Commands;

/// <summary><c>call</c>: one call from the command line, through the same pipeline as an agent's.</summary>
internal static class CallCommand
{
    /// <summary>Makes the command. There is no option that says yes in advance, on purpose: an approval is a person's answer.</summary>
    public static Command Create(CommandLine line)
    {
        var role = CommandLine.RoleOption();
        var tool = new Argument<string>("tool") { Description = "The tool's full name, e.g. snowflake_run_query." };
        var arguments = new Option<string>("--args") { Description = "The arguments, a JSON object. Default {}.", DefaultValueFactory = _ => "{}", HelpName = "JSON" };
        var command = new Command("call", "Calls one tool; asks on the terminal where the role says so. Exit code 3 when nobody said yes.") { role, tool, arguments };
        line.Run(command, (context, result, cancellationToken) =>
            RunAsync(context, result.GetValue(role)!, result.GetValue(tool)!, Parse(result.GetValue(arguments)!), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, string role, string tool, JsonElement arguments, CancellationToken cancellationToken)
    {
        var outcome = await TerminalCall.RunAsync(context, role, tool, arguments, cancellationToken).ConfigureAwait(false);
        if (context.Settings.Json)
        {
            context.Terminal.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("outcome"u8, Words.Of(outcome.Code));
                writer.WriteString("call_id"u8, outcome.CallId);
                writer.WritePropertyName("structured"u8);
                outcome.Structured.WriteTo(writer);
                writer.WriteEndObject();
            });
        }
        else if (outcome.IsError)
        {
            context.Terminal.Hint($"{Words.Of(outcome.Code)}: {outcome.Text}");
        }
        else
        {
            context.Terminal.Line(outcome.Text);
        }

        return ExitCode(outcome.Code);
    }

    /// <summary>The exit code of an outcome.</summary>
    internal static int ExitCode(OutcomeCode code) => code switch
    {
        OutcomeCode.Succeeded or OutcomeCode.Replayed => ExitCodes.Done,
        OutcomeCode.ApprovalRequired or OutcomeCode.ApprovalPending or OutcomeCode.Declined => ExitCodes.NotApproved,
        _ => ExitCodes.Failed,
    };

    /// <summary>Reads the arguments by the same rules as a client's line.</summary>
    private static JsonElement Parse(string json)
    {
        var line = Encoding.UTF8.GetBytes($$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{json}}}""");
        if (new LineScreen().Judge(line) is { Kind: LineKind.Rejected } verdict)
        {
            throw new HostException(ExitCodes.Usage, $"--args can't be used. {verdict.Error}", "Give one JSON object, e.g. '{\"statement\": \"SELECT 1\"}'.");
        }

        using var document = JsonDocument.Parse(line);
        var arguments = document.RootElement.GetProperty("params");
        return arguments.ValueKind == JsonValueKind.Object
            ? arguments.Clone()
            : throw new HostException(ExitCodes.Usage, "--args is not a JSON object.", "Give one, e.g. '{\"statement\": \"SELECT 1\"}'.");
    }
}
