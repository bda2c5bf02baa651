using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace CodexMcp.EndToEnd.Tests;

/// <summary>The SDK's own client in a role over STDIO, with a person beside it who says yes to what is asked.</summary>
internal sealed class RoleSession : IAsyncDisposable
{
    private readonly McpClient client;
    private readonly List<string> questions;

    private RoleSession(McpClient client, List<string> questions)
    {
        this.client = client;
        this.questions = questions;
    }

    /// <summary>What the person was shown, in order.</summary>
    public IReadOnlyList<string> Questions => questions;

    public static async Task<RoleSession> OpenAsync(string role, string state, string? roles = null)
    {
        var questions = new List<string>();
        var client = await McpClient.CreateAsync(
            new StdioClientTransport(new() { Command = HostProcess.Dotnet, Arguments = [HostProcess.Library, "stdio", "--role", role, "--state", state, .. roles is null ? (string[])[] : ["--roles", roles]] }),
            new()
            {
                // The era is chosen here: a client that tries the newer one first gives up on it when the machine is slow.
                ProtocolVersion = "2025-06-18",
                Handlers = new()
                {
                    ElicitationHandler = (question, _) =>
                    {
                        questions.Add(question!.Message!);
                        return new(new ElicitResult { Action = "accept", Content = new Dictionary<string, JsonElement> { ["decision"] = Json("\"approve\"") } });
                    },
                },
            },
            cancellationToken: TestContext.Current.CancellationToken);
        return new(client, questions);
    }

    public async Task<IReadOnlyList<string>> ToolsAsync() => [.. (await client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken)).Select(tool => tool.Name)];

    /// <summary>The tools as a client sees them.</summary>
    public async Task<IReadOnlyList<Tool>> ListAsync() => [.. (await client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken)).Select(tool => tool.ProtocolTool)];

    /// <summary>Calls a tool with arguments as JSON.</summary>
    public async Task<CallToolResult> CallAsync(string tool, string arguments) => await client.CallToolAsync(
        tool,
        Json(arguments).EnumerateObject().ToDictionary(argument => argument.Name, argument => (object?)argument.Value),
        cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>Calls a tool that must succeed.</summary>
    public async Task<JsonElement> RunAsync(string tool, string arguments)
    {
        var result = await CallAsync(tool, arguments);
        Assert.True(result.IsError is not true, result.StructuredContent?.GetRawText());
        return result.StructuredContent!.Value;
    }

    /// <summary>Calls a tool that must be refused; gives the error's code.</summary>
    public async Task<string> RefusedAsync(string tool, string arguments)
    {
        var result = await CallAsync(tool, arguments);
        Assert.True(result.IsError is true, result.StructuredContent?.GetRawText());
        return result.StructuredContent!.Value.GetProperty("error").GetProperty("code").GetString()!;
    }

    public ValueTask DisposeAsync() => client.DisposeAsync();

    public static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
