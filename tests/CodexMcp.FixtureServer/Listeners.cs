using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace CodexMcp.FixtureServer;

/// <summary>Who hears of changes: older sessions by a notification, newer clients on the streams that they opened.</summary>
internal sealed class Listeners
{
    private readonly ConcurrentDictionary<(McpServer Server, RequestId Id), SubscriptionsListenRequestParams?> open = new();

    public ConcurrentBag<McpServer> Older { get; } = [];

    /// <summary>Which older session hears of which resource.</summary>
    public ConcurrentDictionary<(string Uri, string? Session), bool> Watched { get; } = new();

    public async ValueTask<EmptyResult> ListenAsync(RequestContext<SubscriptionsListenRequestParams> request, CancellationToken cancellationToken)
    {
        var id = request.JsonRpcRequest.Id;
        var wanted = request.Params?.Notifications;
        var granted = new JsonObject();
        foreach (var (name, on) in ((string, bool?)[])[("toolsListChanged", wanted?.ToolsListChanged), ("promptsListChanged", wanted?.PromptsListChanged), ("resourcesListChanged", wanted?.ResourcesListChanged)])
        {
            if (on is true)
            {
                granted[name] = true;
            }
        }

        if (wanted?.ResourceSubscriptions is { Count: > 0 } uris)
        {
            // The fixed texts never change: it says so by not granting them.
            granted["resourceSubscriptions"] = new JsonArray([.. uris.Where(uri => !uri.StartsWith("test://static", StringComparison.Ordinal)).Select(uri => (JsonNode)JsonValue.Create(uri))]);
        }

        await SendAsync(request.Server, id, "notifications/subscriptions/acknowledged", new() { ["notifications"] = granted }, cancellationToken);
        open[(request.Server, id)] = request.Params;
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        finally
        {
            open.TryRemove((request.Server, id), out _);
        }

        return new();
    }

    /// <summary>Says that a list has changed.</summary>
    public async Task AnnounceAsync(string method, CancellationToken cancellationToken)
    {
        foreach (var ((server, id), parameters) in open)
        {
            var wanted = parameters?.Notifications;
            if (method.Contains("tools") ? wanted?.ToolsListChanged is true : method.Contains("prompts") ? wanted?.PromptsListChanged is true : wanted?.ResourcesListChanged is true)
            {
                await TryAsync(SendAsync(server, id, method, [], cancellationToken), cancellationToken);
            }
        }

        foreach (var server in Older)
        {
            _ = TryAsync(server.SendMessageAsync(new JsonRpcNotification { Method = method }, CancellationToken.None), CancellationToken.None);
        }
    }

    /// <summary>Says that a resource has changed.</summary>
    public async Task UpdatedAsync(string uri, CancellationToken cancellationToken)
    {
        foreach (var ((server, id), parameters) in open)
        {
            if (parameters?.Notifications?.ResourceSubscriptions?.Contains(uri) == true)
            {
                await TryAsync(SendAsync(server, id, NotificationMethods.ResourceUpdatedNotification, new() { ["uri"] = uri }, cancellationToken), cancellationToken);
            }
        }

        // Through the session and not through the request that subscribed, whose stream has ended.
        foreach (var server in Older.Where(server => Watched.ContainsKey((uri, server.SessionId))))
        {
            _ = TryAsync(server.SendMessageAsync(new JsonRpcNotification { Method = NotificationMethods.ResourceUpdatedNotification, Params = new JsonObject { ["uri"] = uri } }, CancellationToken.None), CancellationToken.None);
        }
    }

    // Who has gone without a word is not waited for.
    private static async Task TryAsync(Task sending, CancellationToken cancellationToken)
    {
        try
        {
            await sending.WaitAsync(TimeSpan.FromSeconds(2), cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or ObjectDisposedException or TimeoutException or OperationCanceledException)
        {
            // That session is over.
        }
    }

    private static Task SendAsync(McpServer server, RequestId id, string method, JsonObject parameters, CancellationToken cancellationToken)
    {
        parameters["_meta"] = new JsonObject { [MetaKeys.SubscriptionId] = id.Id is string text ? JsonValue.Create(text) : JsonValue.Create((long)id.Id!) };
        return server.SendMessageAsync(new JsonRpcNotification { Method = method, Params = parameters }, cancellationToken);
    }
}
