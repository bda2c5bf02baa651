using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace CodexMcp.EndToEnd.Tests;

/// <summary>The SDK's own client against the real process, in both eras.</summary>
public sealed class ProtocolTests
{
    public static TheoryData<string?> Eras { get; } = new((string?)null, "2025-06-18");

    [Theory]
    [MemberData(nameof(Eras))]
    public async Task Session_EverythingAClientDoes_Works(string? era)
    {
        var token = TestContext.Current.CancellationToken;
        using var folder = new TestFolder();
        await using var client = await HostProcess.ConnectAsync(folder.State, new() { ProtocolVersion = era });
        Assert.Equal(era ?? "2026-07-28", client.NegotiatedProtocolVersion);
        Assert.Equal("codex-mcp", client.ServerInfo!.Name);
        Assert.Contains("Snowflake", client.ServerInstructions);

        var tools = await client.ListToolsAsync(cancellationToken: token);
        Assert.Contains(tools, tool => tool.Name == "snowflake_run_query");
        Assert.All(tools, tool =>
        {
            Assert.Matches("^[a-z0-9_]{1,64}$", tool.Name);
            Assert.NotEmpty(tool.ProtocolTool.Title!);
            Assert.NotNull(tool.ProtocolTool.OutputSchema);
            var hints = tool.ProtocolTool.Annotations!;
            Assert.NotNull(hints.ReadOnlyHint);
            Assert.NotNull(hints.DestructiveHint);
            Assert.NotNull(hints.IdempotentHint);
            Assert.NotNull(hints.OpenWorldHint);
            Assert.True(tool.ProtocolTool.InputSchema.GetRawText().Length < 5000, tool.Name);
        });

        var result = await client.CallToolAsync(
            "snowflake_run_query", new Dictionary<string, object?> { ["statement"] = "SELECT 1 AS one, 12345678901234567890 AS big" }, cancellationToken: token);
        Assert.NotEqual(true, result.IsError);
        Assert.Contains("12345678901234567890", result.StructuredContent!.Value.GetProperty("rows").GetRawText());
        Assert.NotEmpty(Assert.IsType<TextContentBlock>(result.Content[0]).Text);

        var refused = await client.CallToolAsync(
            "snowflake_run_query", new Dictionary<string, object?> { ["statement"] = "DROP TABLE ANALYTICS.CURATED.RELEASES" }, cancellationToken: token);
        Assert.True(refused.IsError);
        Assert.Equal("denied", refused.StructuredContent!.Value.GetProperty("error").GetProperty("code").GetString());
        Assert.NotEmpty(refused.StructuredContent.Value.GetProperty("error").GetProperty("next").GetString()!);

        var misfit = await client.CallToolAsync("snowflake_run_query", new Dictionary<string, object?> { ["sql"] = "SELECT 1" }, cancellationToken: token);
        Assert.Equal("invalid_arguments", misfit.StructuredContent!.Value.GetProperty("error").GetProperty("code").GetString());

        Assert.Equal(3, (await client.ListPromptsAsync(cancellationToken: token)).Count);
        Assert.NotEmpty(Assert.IsType<TextContentBlock>((await client.GetPromptAsync("explain-metric-change", cancellationToken: token)).Messages[0].Content).Text);
        var resources = await client.ListResourcesAsync(cancellationToken: token);
        Assert.All(resources, resource => Assert.StartsWith("role://data-analytics/", resource.Uri));
        foreach (var resource in resources)
        {
            Assert.NotEmpty(Assert.IsType<TextResourceContents>((await client.ReadResourceAsync(resource.Uri, cancellationToken: token)).Contents[0]).Text);
        }
    }

    [Theory]
    [MemberData(nameof(Eras))]
    public async Task Call_EveryNameThatIsNotListed_LooksLikeOneThatNeverWas(string? era)
    {
        using var folder = new TestFolder();
        var roles = folder.Roles();
        folder.Withdraw("cancel_query");
        await using var client = await HostProcess.ConnectAsync(folder.State, new() { ProtocolVersion = era }, roles);
        var listed = (await client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken)).Select(tool => tool.Name).ToHashSet();
        string[] names =
        [
            "snowflake_cancel_query", "snowflake_drop_everything", "SNOWFLAKE_RUN_QUERY", "snowflake_run_query ", "snowflake_run_quer\u0443",
            "snowflake_run\u200b_query", "run_query", "*", "", "../snowflake_run_query", "snowflake_run_query\0",
        ];
        HashSet<string> answers = [];
        foreach (var name in names)
        {
            Assert.DoesNotContain(name, listed);
            var error = await Assert.ThrowsAsync<McpProtocolException>(
                async () => await client.CallToolAsync(name, cancellationToken: TestContext.Current.CancellationToken));
            answers.Add($"{(int)error.ErrorCode} {System.Text.RegularExpressions.Regex.Replace(error.Message, "'[^']*'", "'NAME'")}");
        }

        Assert.Equal(
            ["-32602 Request failed (remote): Unknown tool. The role data-analytics has no tool 'NAME'. Call one of the tools in tools/list, by its exact name."],
            answers);
    }

    [Theory]
    [InlineData(null, "accept", "approve", false, "succeeded")]
    [InlineData("2025-06-18", "accept", "approve", false, "succeeded")]
    [InlineData(null, "accept", "decline", true, "declined")]
    [InlineData("2025-06-18", "accept", "decline", true, "declined")]
    [InlineData(null, "decline", null, true, "declined")]
    [InlineData("2025-06-18", "decline", null, true, "declined")]
    [InlineData(null, "cancel", null, true, "declined")]
    [InlineData("2025-06-18", "cancel", null, true, "declined")]
    public async Task Approval_AnyAnswer_DecidesTheCall(string? era, string action, string? decision, bool isError, string code)
    {
        using var folder = new TestFolder();
        string? message = null;
        var options = new McpClientOptions
        {
            ProtocolVersion = era,
            Handlers = new()
            {
                ElicitationHandler = (question, _) =>
                {
                    message = question?.Message;
                    Assert.Contains("decision", question!.RequestedSchema!.Required!);
                    return new(new ElicitResult
                    {
                        Action = action,
                        Content = decision is null ? null : new Dictionary<string, System.Text.Json.JsonElement> { ["decision"] = Json($"\"{decision}\"") },
                    });
                },
            },
        };
        await using var client = await HostProcess.ConnectAsync(folder.State, options);
        var token = TestContext.Current.CancellationToken;
        var started = await client.CallToolAsync(
            "snowflake_run_query", new Dictionary<string, object?> { ["statement"] = "SELECT 1 AS one", ["async"] = true }, cancellationToken: token);
        var id = started.StructuredContent!.Value.GetProperty("query_id").GetString();

        var result = await client.CallToolAsync("snowflake_cancel_query", new Dictionary<string, object?> { ["query_id"] = id }, cancellationToken: token);

        Assert.Contains("snowflake_cancel_query", message);
        Assert.Contains(id!, message);
        Assert.Equal(isError, result.IsError is true);
        if (isError)
        {
            Assert.Equal(code, result.StructuredContent!.Value.GetProperty("error").GetProperty("code").GetString());
        }
    }

    [Theory]
    [MemberData(nameof(Eras))]
    public async Task Approval_ClientThatCannotAsk_GetsApprovalRequiredAndWhatToDo(string? era)
    {
        using var folder = new TestFolder();
        await using var client = await HostProcess.ConnectAsync(folder.State, new() { ProtocolVersion = era });

        var result = await client.CallToolAsync(
            "snowflake_cancel_query", new Dictionary<string, object?> { ["query_id"] = "x" }, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("approval_required", result.StructuredContent!.Value.GetProperty("error").GetProperty("code").GetString());
    }

    private static System.Text.Json.JsonElement Json(string json)
    {
        using var document = System.Text.Json.JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
