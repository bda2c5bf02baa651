using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace CodexMcp.Host.Mcp;

/// <summary>One stream of a 2026-07-28 client: what it is told, each notice under the stream's id, and nothing before the stream is acknowledged.</summary>
internal sealed class ListenSubscription(McpServer server, string principal, RequestId id, SubscriptionsListenNotifications? wanted)
{
    private readonly Lock gate = new();
    private readonly string[] granted =
    [
        .. new (string Kind, bool? On)[]
        {
            (NotificationMethods.ToolListChangedNotification, wanted?.ToolsListChanged),
            (NotificationMethods.PromptListChangedNotification, wanted?.PromptsListChanged),
            (NotificationMethods.ResourceListChangedNotification, wanted?.ResourcesListChanged),
        }.Where(static each => each.On is true).Select(static each => each.Kind),
    ];

    private List<JsonRpcNotification>? held = [];

    /// <summary>The lists, in the order in which they are told of.</summary>
    public static string[] Kinds { get; } =
    [
        NotificationMethods.ToolListChangedNotification,
        NotificationMethods.PromptListChangedNotification,
        NotificationMethods.ResourceListChangedNotification,
    ];

    /// <summary>Who opened it.</summary>
    public string Principal => principal;

    /// <summary>The resources that it tells of.</summary>
    public WatchedResources Watched { get; } = new();

    /// <summary>The id keeps its JSON type: a client compares it with what it sent.</summary>
    public JsonObject Meta() => new()
    {
        [MetaKeys.SubscriptionId] = id.Id is string text ? JsonValue.Create(text) : JsonValue.Create((long)id.Id!),
    };

    /// <summary>Says what is granted, and then what came meanwhile.</summary>
    public async Task AcknowledgeAsync(CancellationToken cancellationToken)
    {
        await server.SendMessageAsync(Notice(NotificationMethods.SubscriptionsAcknowledgedNotification, new() { ["notifications"] = Filter() }), cancellationToken).ConfigureAwait(false);
        List<JsonRpcNotification> meanwhile;
        lock (gate)
        {
            meanwhile = held!;
            held = null;
        }

        foreach (var notice in meanwhile)
        {
            await server.SendMessageAsync(notice, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Tells of a list, or of a resource.</summary>
    public Task TellAsync(string method, string? uri, CancellationToken cancellationToken)
    {
        if (uri is null && !granted.Contains(method))
        {
            return Task.CompletedTask;
        }

        var notice = Notice(method, uri is null ? [] : new() { ["uri"] = uri });
        lock (gate)
        {
            if (held is not null)
            {
                held.Add(notice);
                return Task.CompletedTask;
            }
        }

        return server.SendMessageAsync(notice, cancellationToken);
    }

    private JsonRpcNotification Notice(string method, JsonObject parameters)
    {
        parameters["_meta"] = Meta();
        return new() { Method = method, Params = parameters };
    }

    private JsonObject Filter()
    {
        string[] names = ["toolsListChanged", "promptsListChanged", "resourcesListChanged"];
        var filter = new JsonObject();
        for (var kind = 0; kind < names.Length; kind++)
        {
            if (granted.Contains(Kinds[kind]))
            {
                filter[names[kind]] = true;
            }
        }

        if (Watched.All is { Length: > 0 } uris)
        {
            filter["resourceSubscriptions"] = new JsonArray([.. uris.Order(StringComparer.Ordinal).Select(static uri => (JsonNode)JsonValue.Create(uri))]);
        }

        return filter;
    }
}
