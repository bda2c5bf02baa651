using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace CodexMcp.FixtureServer;

/// <summary>The server's options: low-level handlers for all that the suite names.</summary>
#pragma warning disable MCP9005 // Sampling, roots and logging are deprecated in 2026-07-28 and still served in both eras.
internal static class Fixture
{
    public static McpServerOptions Options(Listeners listeners) => new()
    {
        ServerInfo = new Implementation { Name = "fixture-server", Version = "1.0.0" },
        ScopeRequests = false,
        Capabilities = new()
        {
            Tools = new() { ListChanged = true },
            Prompts = new() { ListChanged = true },
            Resources = new() { ListChanged = true, Subscribe = true },
            Completions = new(),
            Logging = new(),
        },
        Handlers = new()
        {
            ListToolsHandler = (_, _) => new(new ListToolsResult { Tools = FixtureTools.List() }),
            CallToolHandler = (request, cancellationToken) => FixtureTools.CallAsync(request, listeners, cancellationToken),
            ListPromptsHandler = (_, _) => new(new ListPromptsResult { Prompts = FixtureGuidance.Prompts }),
            GetPromptHandler = (request, _) => new(FixtureGuidance.Prompt(request)),
            ListResourcesHandler = (_, _) => new(new ListResourcesResult { Resources = FixtureGuidance.Resources }),
            ListResourceTemplatesHandler = (_, _) => new(new ListResourceTemplatesResult { ResourceTemplates = FixtureGuidance.Templates }),
            ReadResourceHandler = (request, _) => new(FixtureGuidance.Read(request.Params!.Uri, request.JsonRpcRequest.Context?.ProtocolVersion == FixtureHttp.Modern)),
            CompleteHandler = (request, _) => new(FixtureGuidance.Complete(request.Params!)),
            SubscribeToResourcesHandler = (request, _) =>
            {
                listeners.Watched[(request.Params!.Uri, request.Server.SessionId)] = true;
                return new(new EmptyResult());
            },
            UnsubscribeFromResourcesHandler = (request, _) =>
            {
                listeners.Watched.TryRemove((request.Params!.Uri, request.Server.SessionId), out var _);
                return new(new EmptyResult());
            },
            SetLoggingLevelHandler = (_, _) => new(new EmptyResult()),
            SubscriptionsListenHandler = listeners.ListenAsync,
        },
    };

    public static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    public static CallToolResult Text(string text) => new() { Content = [new TextContentBlock { Text = text }] };

    public static InputRequest Form(string message, string properties, string required) => InputRequest.ForElicitation(
        Read<ElicitRequestParams>($$$"""{"mode":"form","message":{{{Quote(message)}}},"requestedSchema":{"type":"object","properties":{{{properties}}},"required":{{{required}}}} }"""));

    public static InputRequest Sample(string prompt) => InputRequest.ForSampling(
        Read<CreateMessageRequestParams>($$$"""{"messages":[{"role":"user","content":{"type":"text","text":{{{Quote(prompt)}}}}}],"maxTokens":100}"""));

    public static InputRequest Roots() => InputRequest.ForRootsList(new());

    public static T Read<T>(string json) => (T)JsonSerializer.Deserialize(json, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(T)))!;

    public static JsonElement? Answer(RequestParams parameters, string key) =>
        parameters.InputResponses is { } responses && responses.TryGetValue(key, out var response) ? response.RawValue : null;

    /// <summary>A field of an accepted form, or null.</summary>
    public static JsonElement? Field(RequestParams parameters, string key, string field) =>
        Answer(parameters, key) is { ValueKind: JsonValueKind.Object } answer && answer.TryGetProperty("action", out var action) && action.GetString() == "accept"
        && answer.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.Object && content.TryGetProperty(field, out var value)
            ? value
            : null;

    public static InputRequiredException Ask(string? state, params (string Key, InputRequest Request)[] requests) =>
        new(requests.ToDictionary(request => request.Key, request => request.Request), state);

    private static string Quote(string text) => JsonValue.Create(text).ToJsonString();
}
#pragma warning restore MCP9005
