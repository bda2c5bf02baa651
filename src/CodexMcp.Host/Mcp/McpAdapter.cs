using System.Reflection;
using CodexMcp.Core.Pipeline;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace CodexMcp.Host.Mcp;

/// <summary>Takes one call through the pipeline.</summary>
internal delegate ValueTask<CallOutcome> CallTool(CallRequest request, CancellationToken cancellationToken);

/// <summary>Puts a role behind the SDK's handlers: the one place where MCP and the host's own terms meet.</summary>
internal sealed class McpAdapter(ScopeOf scopeOf, CallTool call, ListChanges changes, TimeProvider time, WatchedBy? watchedBy = null)
{
    private readonly CallHandler calls = new(scopeOf, call, time);
    private OfferHandlers? offers;
    private GuidanceHandlers? guidance;
    private CompletionHandler? completion;
    private WatchHandlers? watching;
    private ToolPages? pages;

    /// <summary>The host as it names itself to clients.</summary>
    public static Implementation Identity { get; } = new()
    {
        Name = "codex-mcp",
        Title = "CodexMcp",
        Version = typeof(McpAdapter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0",
    };

    /// <summary>The calls that are under way.</summary>
    public CallHandler Calls => calls;

    /// <summary>Runs after the first list or call: what the host put off for a quick start.</summary>
    public Action? FirstUse { get; set; }

    // Made when first asked for: a start that only calls tools needs neither.
    private OfferHandlers Offers => offers ??= new(scopeOf, calls);

    private CompletionHandler Completion => completion ??= new(scopeOf, calls);

    private GuidanceHandlers Guidance => guidance ??= new(scopeOf, Offers);

    private WatchHandlers Watching => watching ??= new(scopeOf, calls, changes, watchedBy ?? (_ => changes.Watched));

    /// <summary>Makes the options of a server for this role.</summary>
    /// <param name="instructions">What a client is told when it connects.</param>
    public McpServerOptions Options(string? instructions) => new()
    {
        ServerInfo = Identity,
        ServerInstructions = instructions,
        ScopeRequests = false,
        Capabilities = new()
        {
            Tools = new() { ListChanged = true },
            Prompts = new() { ListChanged = true },
            Resources = new() { ListChanged = true, Subscribe = true },
            Completions = new(),
#pragma warning disable MCP9005 // Deprecated in 2026-07-28 and still served in both eras.
            Logging = new(),
#pragma warning restore MCP9005
        },
        Handlers = new()
        {
            ListToolsHandler = ListToolsAsync,
            CallToolHandler = CallToolAsync,
            ListPromptsHandler = (request, cancellationToken) => Guidance.ListPromptsAsync(request, cancellationToken),
            GetPromptHandler = (request, cancellationToken) => Guidance.GetPromptAsync(request, cancellationToken),
            ListResourcesHandler = (request, cancellationToken) => Guidance.ListResourcesAsync(request, cancellationToken),
            ListResourceTemplatesHandler = (request, cancellationToken) => Offers.ListTemplatesAsync(request, cancellationToken),
            ReadResourceHandler = (request, cancellationToken) => Guidance.ReadResourceAsync(request, cancellationToken),
            SubscribeToResourcesHandler = (request, cancellationToken) => Watching.SubscribeAsync(request, cancellationToken),
            UnsubscribeFromResourcesHandler = (request, cancellationToken) => Watching.UnsubscribeAsync(request, cancellationToken),
            CompleteHandler = (request, cancellationToken) => Completion.CompleteAsync(request, cancellationToken),
            SubscriptionsListenHandler = (request, cancellationToken) => Watching.ListenAsync(request, cancellationToken),
            NotificationHandlers = [new(NotificationMethods.InitializedNotification, changes.LegacyClientAsync)],
        },
    };

    private ValueTask<ListToolsResult> ListToolsAsync(RequestContext<ListToolsRequestParams> request, CancellationToken cancellationToken)
    {
        var current = scopeOf(request).Profile;
        if (pages is not { } known || !ReferenceEquals(known.Profile, current))
        {
            pages = known = new(current);
        }

        var page = known.Get(request.Params?.Cursor);
        Used();
        return new(page);
    }

    private ValueTask<CallToolResult> CallToolAsync(RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken)
    {
        Used();
        return calls.CallAsync(request, cancellationToken);
    }

    private void Used()
    {
        var first = FirstUse;
        FirstUse = null;
        first?.Invoke();
    }
}
