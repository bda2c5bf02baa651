using System.Text.Json;
using System.Text.Json.Nodes;
using CodexMcp.Abstractions;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Connectors.McpKind.Upstream;

/// <summary>A server that has been greeted: its era, what it can do, and the way to send it requests.</summary>
internal sealed class UpstreamSession : IAsyncDisposable
{
    private readonly TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CallsInFlight calls;
    private readonly IUpstreamDoor door;
    private readonly UpstreamLink link;
    private readonly string version;
    private readonly Action<string, JsonNode?> notified;
    private readonly TimeProvider time;
    private readonly IWatching watching;
    private volatile Exception? lost;

    private UpstreamSession(
        IUpstreamDoor door, UpstreamLink link, string version, JsonElement capabilities, CallsInFlight calls, Action<string, JsonNode?> notified, TimeProvider time)
    {
        this.door = door;
        this.link = link;
        this.version = version;
        this.calls = calls;
        this.notified = notified;
        this.time = time;
        IsModern = version == UpstreamGreeting.Modern;
        Capabilities = capabilities;
        watching = IsModern ? new ListenStream(this, time) : new ResourceSubscriptions(this);
        Over = Task.WhenAny(link.Over, gone.Task);
    }

    /// <summary>Whether the server speaks 2026-07-28.</summary>
    public bool IsModern { get; }

    /// <summary>What it says it can do.</summary>
    public JsonElement Capabilities { get; }

    /// <summary>Why the session has ended, or null.</summary>
    public Exception? Ended => link.Ended ?? lost;

    /// <summary>Completes when the session has ended.</summary>
    public Task Over { get; }

    /// <summary>How many calls are under way.</summary>
    public int Open => calls.Count;

    /// <summary>Greets a server.</summary>
    /// <param name="door">The way to it.</param>
    /// <param name="protocol">auto, modern or legacy.</param>
    /// <param name="asks">What the clients behind this session can be asked; an older server is told once.</param>
    /// <param name="notified">Takes notifications that belong to no request.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<UpstreamSession> OpenAsync(
        IUpstreamDoor door, string protocol, ClientAbilities asks, Action<string, JsonNode?> notified, TimeProvider time, CancellationToken cancellationToken)
    {
        var calls = new CallsInFlight();
        UpstreamSession? session = null;
        var (link, version, capabilities) = await UpstreamGreeting.GreetAsync(door, protocol, asks, calls, Take, time, cancellationToken).ConfigureAwait(false);
        return session = new(door, link, version, capabilities, calls, Take, time);

        void Take(string method, JsonNode? parameters)
        {
            if (method == NotificationMethods.SubscriptionsAcknowledgedNotification)
            {
                session?.watching.Granted(parameters);
                return;
            }

            notified(method, parameters);
        }
    }

    /// <summary>Sends a request with what its era wants around it.</summary>
    /// <param name="method">The method.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="asks">What the client can be asked.</param>
    /// <param name="sink">Takes what comes meanwhile, or null.</param>
    /// <param name="definition">The tool as the transport needs it for its headers, or null.</param>
    /// <param name="cancellationToken">Cancels the request at the server too.</param>
    public async Task<JsonElement> RequestAsync(string method, JsonObject parameters, ClientAbilities asks, CallSink? sink, Func<Tool>? definition, CancellationToken cancellationToken)
    {
        if (IsModern)
        {
            parameters["_meta"] = UpstreamGreeting.Meta(asks, sink?.WantsNotices == true ? "debug" : null);
        }

        if (!door.IsHttp)
        {
            return await link.RequestAsync(method, parameters, sink, null, null, cancellationToken).ConfigureAwait(false);
        }

        // Over HTTP some arguments are repeated in headers, as the tool's schema says.
        var context = definition is null ? null : new JsonRpcMessageContext { Items = new Dictionary<string, object?> { ["Mcp.Tool"] = definition() } };

        // An exchange of its own: what comes on it belongs to this request and to nobody else.
        var transport = await door.ExchangeAsync(link.SessionId, IsModern ? null : version, cancellationToken).ConfigureAwait(false);
        var own = new UpstreamLink(transport, LinkKind.Exchange, calls, notified, time);
        await using (own.ConfigureAwait(false))
        {
            try
            {
                // To a newer server the end of the exchange says it; an older one goes on until it is told.
                return await own.RequestAsync(method, parameters, sink, context, IsModern ? static _ => { } : link.Cancel, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (!IsModern && exception is UpstreamAwayException or UpstreamBrokenException { InnerException: HttpRequestException })
            {
                // Only a request tells that the server has forgotten the session, or is not there any more.
                lost = exception;
                gone.TrySetResult();
                throw;
            }
        }
    }

    /// <summary>Asks the server to tell of changes: of its lists, and of these resources. Gives those that it tells of.</summary>
    /// <param name="uris">All resources that somebody wants to hear of.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<IReadOnlySet<string>> WatchAsync(IReadOnlySet<string> uris, CancellationToken cancellationToken) => watching.SetAsync(uris, cancellationToken);

    /// <summary>Nobody listened for a while: whatever the server tells of may have changed.</summary>
    public void Missed() => notified(NotificationMethods.ResourceListChangedNotification, null);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        gone.TrySetResult();
        await watching.DisposeAsync().ConfigureAwait(false);
        await link.DisposeAsync().ConfigureAwait(false);
    }
}
