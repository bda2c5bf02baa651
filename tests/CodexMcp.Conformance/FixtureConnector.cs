using CodexMcp.Abstractions;

namespace CodexMcp.Conformance;

/// <summary>What the conformance suite's scenarios name: fixed texts, pictures, notices and progress; questions are in <see cref="FixtureQuestions"/>.</summary>
internal sealed class FixtureConnector(string name, string? roles, TimeProvider time) : IConnector
{
    public string Name => name;

    public IToolGuard? Guard => null;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public async ValueTask<ToolResult> ExecuteAsync(ToolInvocation invocation, CancellationToken cancellationToken) => invocation.Tool.Kind switch
    {
        ToolKind.Prompt => FixtureGuidance.Prompt(invocation),
        ToolKind.Resource => FixtureGuidance.Resource(invocation),
        _ => await CallAsync(invocation, cancellationToken).ConfigureAwait(false),
    };

    private async ValueTask<ToolResult> CallAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var text = new ToolContent.Text("Multiple content types test:");
        var image = new ToolContent.Image(Answer.Png, "image/png");
        switch (invocation.Tool.Action)
        {
            case "simple_text":
                return Answer.Text("This is a simple text response for testing.");
            case "image_content":
                return Answer.Blocks(image);
            case "audio_content":
                return Answer.Blocks(new ToolContent.Audio(Answer.Wav, "audio/wav"));
            case "embedded_resource":
                return Answer.Blocks(new ToolContent.Document("test://embedded-resource", "text/plain", "This is an embedded resource content."));
            case "multiple_content_types":
                return Answer.Blocks(text, image, new ToolContent.Document("test://mixed-content-resource", "application/json", "{\"test\":\"data\",\"value\":123}"));
            case "tool_with_logging":
                string[] steps = ["Tool execution started", "Tool processing data", "Tool execution completed"];
                foreach (var step in steps)
                {
                    invocation.Notices?.Report(new(ToolNoticeLevel.Info, step));
                    await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken).ConfigureAwait(false);
                }

                return Answer.Text("Tool with logging executed successfully");
            case "reconnection":
                await Task.Delay(TimeSpan.FromSeconds(4), time, cancellationToken).ConfigureAwait(false); // longer than a stream is held, see eng/conformance.sh
                return Answer.Text("The answer after the client came back.");
            case "logging_tool":
                invocation.Notices?.Report(new(ToolNoticeLevel.Info, "The tool runs."));
                return Answer.Text("Logged.");
            case "error_handling":
                throw new ConnectorException(ConnectorFailure.Refused, "This tool intentionally returns an error for testing.", "Nothing is to be done.");
            case "tool_with_progress":
                for (var done = 0; done <= 100; done += 50)
                {
                    invocation.Progress?.Report(new(done, 100, null));
                    await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken).ConfigureAwait(false);
                }

                return Answer.Text("Done.");
            case "trigger_tool_change" or "trigger_prompt_change":
                await TouchAsync(cancellationToken).ConfigureAwait(false);
                return Answer.Text("The role's files have changed.");
            case "custom_header" or "schema_2020_12_tool":
                return Answer.Text(invocation.Arguments.GetRawText());
            default:
                return FixtureQuestions.Ask(invocation);
        }
    }

    /// <summary>Another description in the role's own file: the host sees it as it sees an operator's edit.</summary>
    private async Task TouchAsync(CancellationToken cancellationToken)
    {
        var file = Path.Combine(roles!, "conformance", "role.yaml");
        var lines = await File.ReadAllLinesAsync(file, cancellationToken).ConfigureAwait(false);
        var line = Array.FindIndex(lines, static text => text.StartsWith("description:", StringComparison.Ordinal));
        lines[line] = $"description: What the scenarios of the official MCP conformance suite ask for, edition {time.GetUtcNow().UtcTicks}.";
        var next = file + ".next";
        await File.WriteAllLinesAsync(next, lines, cancellationToken).ConfigureAwait(false);
        File.Move(next, file, overwrite: true);
    }
}
