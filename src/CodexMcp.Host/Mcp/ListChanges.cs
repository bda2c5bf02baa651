using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace CodexMcp.Host.Mcp;

/// <summary>
/// Tells clients that the role's lists have changed: older ones by a plain notification, 2026-07-28 ones on the streams that they
/// opened with <c>subscriptions/listen</c>.
/// </summary>
internal sealed class ListChanges
{
    private const int MaxSubscriptions = 32;
    private static readonly string[] Kinds =
    [
        NotificationMethods.ToolListChangedNotification,
        NotificationMethods.PromptListChangedNotification,
        NotificationMethods.ResourceListChangedNotification,
    ];

    private readonly object gate = new();
    private readonly List<Subscription> subscriptions = [];
    private readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Func<string, CancellationToken, Task>> legacy = [];
    private WatchedResources? watched;
    private bool legacyClient;

    /// <summary>The server to notify an older client through; set once it runs.</summary>
    public McpServer? Server { get; set; }

    /// <summary>What the older client behind <see cref="Server"/> watches.</summary>
    public WatchedResources Watched => LazyInitializer.EnsureInitialized(ref watched);

    /// <summary>An older client has finished its handshake: from now on it may be notified.</summary>
    public ValueTask LegacyClientAsync(JsonRpcNotification notification, CancellationToken cancellationToken)
    {
        legacyClient = true;
        return ValueTask.CompletedTask;
    }

    /// <summary>Sends the notices to one more older client, until the given object is disposed. The function must not wait for the client.</summary>
    public IDisposable AddLegacy(Func<string, CancellationToken, Task> notify)
    {
        lock (gate)
        {
            legacy.Add(notify);
        }

        return new LegacyListener(this, notify);
    }

    /// <summary>Serves one <c>subscriptions/listen</c> until it is cancelled or the host stops.</summary>
    public async ValueTask<EmptyResult> ListenAsync(
        RequestContext<SubscriptionsListenRequestParams> request, string principal, CancellationToken cancellationToken)
    {
        var wanted = request.Params?.Notifications;
        var subscription = new Subscription(
            request.Server,
            principal,
            request.JsonRpcRequest.Id,
            [wanted?.ToolsListChanged is true, wanted?.PromptsListChanged is true, wanted?.ResourcesListChanged is true]);
        lock (gate)
        {
            if (subscriptions.Count(open => open.Principal == principal) >= MaxSubscriptions)
            {
                throw new McpProtocolException($"Too many subscriptions are open ({MaxSubscriptions}). Cancel one first.", McpErrorCode.InvalidRequest);
            }

            subscriptions.Add(subscription);
        }

        try
        {
            await subscription.SendAsync(
                NotificationMethods.SubscriptionsAcknowledgedNotification,
                new() { ["notifications"] = subscription.GrantedFilter() },
                cancellationToken).ConfigureAwait(false);
            await closed.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            return new() { Meta = subscription.Meta() };
        }
        finally
        {
            lock (gate)
            {
                subscriptions.Remove(subscription);
            }
        }
    }

    /// <summary>Sends the notices.</summary>
    public async Task AnnounceAsync(CancellationToken cancellationToken)
    {
        Subscription[] listeners;
        Func<string, CancellationToken, Task>[] older;
        lock (gate)
        {
            listeners = [.. subscriptions];
            older = [.. legacy];
        }

        for (var kind = 0; kind < Kinds.Length; kind++)
        {
            if (legacyClient && Server is { } server)
            {
                await server.SendNotificationAsync(Kinds[kind], cancellationToken).ConfigureAwait(false);
                foreach (var uri in kind == 2 ? watched?.All ?? [] : [])
                {
                    await server.SendMessageAsync(Updated(uri), cancellationToken).ConfigureAwait(false);
                }
            }

            foreach (var notify in older)
            {
                await notify(Kinds[kind], cancellationToken).ConfigureAwait(false);
            }

            foreach (var listener in listeners)
            {
                if (listener.Granted[kind])
                {
                    await listener.SendAsync(Kinds[kind], [], cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>Says that a resource may have changed.</summary>
    public static JsonRpcNotification Updated(string uri) =>
        new() { Method = NotificationMethods.ResourceUpdatedNotification, Params = new JsonObject { ["uri"] = uri } };

    /// <summary>Ends all subscriptions in good order.</summary>
    public void Close() => closed.TrySetResult();

    private sealed class LegacyListener(ListChanges changes, Func<string, CancellationToken, Task> notify) : IDisposable
    {
        public void Dispose()
        {
            lock (changes.gate)
            {
                changes.legacy.Remove(notify);
            }
        }
    }

    private sealed record Subscription(McpServer Server, string Principal, RequestId Id, bool[] Granted)
    {
        public JsonObject GrantedFilter()
        {
            string[] names = ["toolsListChanged", "promptsListChanged", "resourcesListChanged"];
            var filter = new JsonObject();
            for (var kind = 0; kind < names.Length; kind++)
            {
                if (Granted[kind])
                {
                    filter[names[kind]] = true;
                }
            }

            return filter;
        }

        /// <summary>The id keeps its JSON type: a client compares it with what it sent.</summary>
        public JsonObject Meta() => new()
        {
            [MetaKeys.SubscriptionId] = Id.Id is string text ? JsonValue.Create(text) : JsonValue.Create((long)Id.Id!),
        };

        public Task SendAsync(string method, JsonObject parameters, CancellationToken cancellationToken)
        {
            parameters["_meta"] = Meta();
            return Server.SendMessageAsync(new JsonRpcNotification { Method = method, Params = parameters }, cancellationToken);
        }
    }
}
