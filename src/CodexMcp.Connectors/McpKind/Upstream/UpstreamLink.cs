using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Connectors.McpKind.Upstream;

/// <summary>
/// One connection to a server: an answer to an id that nobody waits for is nobody's answer. A server that floods it with notifications is cut off.
/// </summary>
internal sealed class UpstreamLink : IAsyncDisposable
{
    private static readonly TimeSpan LongestSend = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LastWord = TimeSpan.FromSeconds(2);
    private static readonly JsonTypeInfo<JsonNode> Node = (JsonTypeInfo<JsonNode>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonNode));

    private readonly ConcurrentDictionary<long, TaskCompletionSource<JsonElement>> waiting = new();
    private readonly CancellationTokenSource closing = new();
    private readonly ITransport transport;
    private readonly LinkKind kind;
    private readonly CallsInFlight calls;
    private readonly TimeProvider time;
    private readonly Action<string, JsonNode?> notified;
    private readonly NoticeBudget notices;
    private readonly Task reading;
    private CallSink? own;
    private volatile Exception? ended;

    /// <summary>Takes over a transport and begins to read.</summary>
    /// <param name="transport">The transport; disposed with the link.</param>
    /// <param name="kind">What it carries. Over HTTP a message has been sent only when its answer has come.</param>
    /// <param name="calls">The calls of the session.</param>
    /// <param name="notified">Takes notifications that belong to no request.</param>
    /// <param name="time">The clock.</param>
    public UpstreamLink(ITransport transport, LinkKind kind, CallsInFlight calls, Action<string, JsonNode?> notified, TimeProvider time)
    {
        this.transport = transport;
        this.kind = kind;
        this.calls = calls;
        this.notified = notified;
        this.time = time;
        notices = new(time);
        reading = ReadAsync();
    }

    /// <summary>Why the link has ended, or null while it stands.</summary>
    public Exception? Ended => ended;

    /// <summary>Completes when the link has ended.</summary>
    public Task Over => reading;

    /// <summary>The session's id over HTTP with an older server that gives one.</summary>
    public string? SessionId => transport.SessionId;

    /// <summary>Sends a request and gives its result.</summary>
    /// <param name="method">The method.</param>
    /// <param name="parameters">The parameters; a progress token is added for a sink that wants progress.</param>
    /// <param name="sink">Takes what comes meanwhile, or null.</param>
    /// <param name="items">What the transport has to know for the request, or null.</param>
    /// <param name="cancelled">Tells the server, by its number, that the request was cancelled; null to say so here.</param>
    /// <param name="cancellationToken">Cancelled: the server is told, and its answer is not waited for.</param>
    /// <exception cref="UpstreamErrorException">The server refused.</exception>
    /// <exception cref="UpstreamBrokenException">The link broke.</exception>
    /// <exception cref="UpstreamAwayException">Nothing was sent.</exception>
    public async Task<JsonElement> RequestAsync(
        string method, JsonObject parameters, CallSink? sink, JsonRpcMessageContext? items, Action<long>? cancelled, CancellationToken cancellationToken)
    {
        var id = calls.Enter(sink);
        if (sink?.WantsProgress == true)
        {
            ((JsonObject)(parameters["_meta"] ??= new JsonObject()))["progressToken"] = id;
        }

        own = kind == LinkKind.Exchange ? sink : null;
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting[id] = answer;
        try
        {
            if (ended is { } gone)
            {
                throw new UpstreamBrokenException("The connection is closed.", gone);
            }

            _ = SendAsync(new JsonRpcRequest { Id = new(id), Method = method, Params = parameters, Context = items }, answer, kind == LinkKind.Pipe ? CancellationToken.None : cancellationToken);
            return await answer.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            waiting.TryRemove(id, out _);
            (cancelled ?? Cancel)(id);
            throw;
        }
        finally
        {
            waiting.TryRemove(id, out _);
            calls.Leave(id);
        }
    }

    /// <summary>Tells the server that a request is not waited for any more.</summary>
    public void Cancel(long id) => _ = NotifyAsync("notifications/cancelled", new() { ["requestId"] = id });

    /// <summary>Sends a notification; one that can't be delivered is lost.</summary>
    public async Task NotifyAsync(string method, JsonObject? parameters)
    {
        try
        {
            await transport.SendMessageAsync(new JsonRpcNotification { Method = method, Params = parameters }, closing.Token).WaitAsync(LongestSend, time).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The next request finds out whether the link still stands.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        End(new ObjectDisposedException(nameof(UpstreamLink)));
        await closing.CancelAsync().ConfigureAwait(false);
        try
        {
            await transport.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // It is gone either way.
        }

        await reading.ConfigureAwait(false);
        closing.Dispose();
    }

    private async Task SendAsync(JsonRpcRequest request, TaskCompletionSource<JsonElement> answer, CancellationToken cancellationToken)
    {
        try
        {
            var sending = transport.SendMessageAsync(request, cancellationToken);
            if (kind == LinkKind.Pipe)
            {
                if (!sending.IsCompletedSuccessfully)
                {
                    await sending.WaitAsync(LongestSend, time, CancellationToken.None).ConfigureAwait(false);
                }

                return;
            }

            await sending.ConfigureAwait(false);

            // What was read before the end may still be on its way to us.
            await Task.WhenAny(answer.Task, Task.Delay(LastWord, time, closing.Token)).ConfigureAwait(false);
            answer.TrySetException(new UpstreamBrokenException("The server ended its answer without a result."));
        }
        catch (TimeoutException exception)
        {
            // A half-written message blocks all others behind it.
            End(new UpstreamBrokenException("The server does not read what it is sent.", exception));
        }
        catch (Exception exception)
        {
            answer.TrySetException(Undelivered.Because(exception));
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            await foreach (var message in transport.MessageReader.ReadAllAsync(closing.Token).ConfigureAwait(false))
            {
                Take(message);
            }

            End(new UpstreamBrokenException("The server has closed the connection."));
        }
        catch (Exception exception)
        {
            End(exception);
        }
    }

    private void Take(JsonRpcMessage message)
    {
        switch (message)
        {
            case JsonRpcResponse response when Find(response.Id) is { } answer:
                answer.TrySetResult(response.Result is null ? default : JsonSerializer.SerializeToElement(response.Result, Node));
                break;
            case JsonRpcError error when Find(error.Id) is { } answer:
                answer.TrySetException(new UpstreamErrorException(error.Error.Code, error.Error.Message, error.Error.Data is JsonElement data ? data : null));
                break;
            case JsonRpcNotification notification:
                notices.Count();
                Take(notification);
                break;
            case JsonRpcRequest request:
                _ = AnswerAsync(request);
                break;
        }
    }

    private void Take(JsonRpcNotification notification)
    {
        switch (notification.Method)
        {
            case "notifications/progress":
                Owner(notification.Params)?.TakeProgress(notification.Params);
                break;
            case "notifications/message":
                (own ?? Owner(notification.Params?["_meta"]) ?? calls.Only)?.TakeNotice(notification.Params);
                break;
            default:
                notified(notification.Method, notification.Params);
                break;
        }
    }

    private CallSink? Owner(JsonNode? said) =>
        said is JsonObject given && given["progressToken"] is JsonValue token && token.TryGetValue<long>(out var id) ? calls.Find(id) : null;

    private async Task AnswerAsync(JsonRpcRequest request)
    {
        var answer = await ServerRequests.AnswerAsync(request, own ?? calls.Only, closing.Token).ConfigureAwait(false);
        try
        {
            await transport.SendMessageAsync(answer, closing.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The server has gone meanwhile.
        }
    }

    private TaskCompletionSource<JsonElement>? Find(RequestId id) => id.Id is long number ? waiting.GetValueOrDefault(number) : null;

    private void End(Exception reason)
    {
        ended ??= reason;
        foreach (var (_, answer) in waiting)
        {
            answer.TrySetException(reason as UpstreamBrokenException ?? new UpstreamBrokenException("The connection broke.", reason));
        }
    }
}
