using CodexMcp.Core.Roles;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace CodexMcp.Host.Mcp;

/// <summary>
/// Tells clients that the role's lists have changed, or a resource that they watch: older ones by a plain notification, 2026-07-28 ones on the streams that
/// they opened with <c>subscriptions/listen</c>.
/// </summary>
internal sealed class ListChanges
{
    private const int MaxSubscriptions = 32;

    private readonly object gate = new();
    private readonly List<ListenSubscription> subscriptions = [];
    private readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<OlderClient> older = [];
    private WatchedResources? watched;
    private bool greeted;

    /// <summary>The server to notify an older client through; set once it runs.</summary>
    public McpServer? Server { get; set; }

    /// <summary>What the older client behind <see cref="Server"/> watches.</summary>
    public WatchedResources Watched => LazyInitializer.EnsureInitialized(ref watched);

    /// <summary>How many watch what.</summary>
    public ResourceWatchers Watchers { get; } = new();

    /// <summary>An older client has finished its handshake: from now on it may be notified.</summary>
    public ValueTask LegacyClientAsync(JsonRpcNotification notification, CancellationToken cancellationToken)
    {
        if (Server is { } server && !greeted)
        {
            greeted = true;
            AddLegacy(server.SendMessageAsync, Watched);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Sends the notices to one more older client, until the given object is disposed.</summary>
    public IDisposable AddLegacy(Func<JsonRpcMessage, CancellationToken, Task> tell, WatchedResources watches)
    {
        var client = new OlderClient(this, tell, watches);
        lock (gate)
        {
            older.Add(client);
        }

        return client;
    }

    /// <summary>Serves one <c>subscriptions/listen</c> until it is cancelled or the host stops.</summary>
    /// <param name="request">The request.</param>
    /// <param name="principal">Who asks.</param>
    /// <param name="watch">Watches a resource for the stream; false when it can't be.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public async ValueTask<EmptyResult> ListenAsync(
        RequestContext<SubscriptionsListenRequestParams> request, string principal, Func<string, WatchedResources, Task<bool>> watch, CancellationToken cancellationToken)
    {
        var subscription = new ListenSubscription(request.Server, principal, request.JsonRpcRequest.Id, request.Params?.Notifications);
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
            foreach (var uri in request.Params?.Notifications?.ResourceSubscriptions ?? [])
            {
                await watch(uri, subscription.Watched).ConfigureAwait(false);
            }

            await subscription.AcknowledgeAsync(cancellationToken).ConfigureAwait(false);
            await closed.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            return new() { Meta = subscription.Meta() };
        }
        finally
        {
            lock (gate)
            {
                subscriptions.Remove(subscription);
            }

            subscription.Watched.End();
        }
    }

    /// <summary>Says that the lists have changed, and with them whatever is watched.</summary>
    public async Task AnnounceAsync(CancellationToken cancellationToken)
    {
        var (listeners, others) = Everyone();
        foreach (var method in ListenSubscription.Kinds)
        {
            var isResources = method == NotificationMethods.ResourceListChangedNotification;
            foreach (var client in others)
            {
                await client.Tell(new JsonRpcNotification { Method = method }, cancellationToken).ConfigureAwait(false);
                foreach (var uri in isResources ? client.Watches.All : [])
                {
                    await client.Tell(Updated(uri), cancellationToken).ConfigureAwait(false);
                }
            }

            foreach (var listener in listeners)
            {
                await listener.TellAsync(method, null, cancellationToken).ConfigureAwait(false);
                foreach (var uri in isResources ? listener.Watched.All : [])
                {
                    await listener.TellAsync(NotificationMethods.ResourceUpdatedNotification, uri, cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>Says that a resource has changed, to those who watch it, while the role lists it.</summary>
    public async Task UpdatedAsync(RoleProfile role, string uri, CancellationToken cancellationToken)
    {
        if (!OfferHandlers.Has(role, uri))
        {
            return;
        }

        var (listeners, others) = Everyone();
        foreach (var client in others.Where(client => client.Watches.Has(uri)))
        {
            await client.Tell(Updated(uri), cancellationToken).ConfigureAwait(false);
        }

        foreach (var listener in listeners.Where(listener => listener.Watched.Has(uri)))
        {
            await listener.TellAsync(NotificationMethods.ResourceUpdatedNotification, uri, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends all subscriptions in good order.</summary>
    public void Close() => closed.TrySetResult();

    private (ListenSubscription[] Listeners, OlderClient[] Older) Everyone()
    {
        lock (gate)
        {
            return ([.. subscriptions], [.. older]);
        }
    }

    private static JsonRpcNotification Updated(string uri) =>
        new() { Method = NotificationMethods.ResourceUpdatedNotification, Params = new System.Text.Json.Nodes.JsonObject { ["uri"] = uri } };

    /// <summary>A client that needs no stream of its own.</summary>
    private sealed class OlderClient(ListChanges changes, Func<JsonRpcMessage, CancellationToken, Task> tell, WatchedResources watches) : IDisposable
    {
        public Func<JsonRpcMessage, CancellationToken, Task> Tell => tell;

        public WatchedResources Watches => watches;

        public void Dispose()
        {
            lock (changes.gate)
            {
                changes.older.Remove(this);
            }
        }
    }
}
