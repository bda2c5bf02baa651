using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Connectors.McpKind.Upstream;

/// <summary>
/// One connection to a server, with ids of our own: an answer to an id that nobody waits for is nobody's answer. A server that floods it with
/// notifications is cut off.
/// </summary>
internal sealed class UpstreamLink : IAsyncDisposable
{
    private static readonly TimeSpan LongestSend = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LastWord = TimeSpan.FromSeconds(2);
    private static readonly JsonTypeInfo<JsonNode> Node = (JsonTypeInfo<JsonNode>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonNode));

    private readonly ConcurrentDictionary<long, Waiting> waiting = new();
    private readonly CancellationTokenSource closing = new();
    private readonly ITransport transport;
    private readonly bool endsWithAnswer;
    private readonly TimeProvider time;
    private readonly Action<string, JsonNode?> notified;
    private readonly NoticeBudget notices;
    private readonly Task reading;
    private long lastId;
    private volatile Exception? ended;

    /// <summary>Takes over a transport and begins to read.</summary>
    /// <param name="transport">The transport; disposed with the link.</param>
    /// <param name="endsWithAnswer">Whether a message has been sent only when its answer has come, as over HTTP.</param>
    /// <param name="notified">Takes notifications that belong to no request.</param>
    /// <param name="time">The clock.</param>
    public UpstreamLink(ITransport transport, bool endsWithAnswer, Action<string, JsonNode?> notified, TimeProvider time)
    {
        this.transport = transport;
        this.endsWithAnswer = endsWithAnswer;
        this.notified = notified;
        this.time = time;
        notices = new(time);
        reading = ReadAsync();
    }

    /// <summary>Why the link has ended, or null while it stands.</summary>
    public Exception? Ended => ended;

    /// <summary>How many calls are under way.</summary>
    public int Open => waiting.Count(static entry => entry.Value.Sink is not null);

    /// <summary>Sends a request and gives its result.</summary>
    /// <param name="method">The method.</param>
    /// <param name="parameters">The parameters; a progress token is added for a sink that wants progress.</param>
    /// <param name="sink">Takes what comes meanwhile, or null.</param>
    /// <param name="items">What the transport has to know for the request, or null.</param>
    /// <param name="cancellationToken">Cancelled: the server is told, and its answer is not waited for.</param>
    /// <exception cref="UpstreamErrorException">The server refused.</exception>
    /// <exception cref="UpstreamBrokenException">The link broke.</exception>
    public async Task<JsonElement> RequestAsync(string method, JsonObject parameters, CallSink? sink, JsonRpcMessageContext? items, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref lastId);
        if (sink?.WantsProgress == true)
        {
            ((JsonObject)(parameters["_meta"] ??= new JsonObject()))["progressToken"] = id;
        }

        var wait = new Waiting(sink);
        waiting[id] = wait;
        try
        {
            if (ended is { } gone)
            {
                throw new UpstreamBrokenException("The connection is closed.", gone);
            }

            _ = SendAsync(new JsonRpcRequest { Id = new(id), Method = method, Params = parameters, Context = items }, wait, endsWithAnswer ? cancellationToken : CancellationToken.None);
            return await wait.Answer.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            waiting.TryRemove(id, out _);
            _ = NotifyAsync("notifications/cancelled", new() { ["requestId"] = id });
            throw;
        }
        finally
        {
            waiting.TryRemove(id, out _);
        }
    }

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

    private async Task SendAsync(JsonRpcRequest request, Waiting wait, CancellationToken cancellationToken)
    {
        try
        {
            var sending = transport.SendMessageAsync(request, cancellationToken);
            if (!endsWithAnswer)
            {
                await sending.WaitAsync(LongestSend, time, CancellationToken.None).ConfigureAwait(false);
                return;
            }

            await sending.ConfigureAwait(false);

            // What was read before the end may still be on its way to us.
            await Task.WhenAny(wait.Answer.Task, Task.Delay(LastWord, time, closing.Token)).ConfigureAwait(false);
            wait.Answer.TrySetException(new UpstreamBrokenException("The server ended its answer without a result."));
        }
        catch (McpProtocolException exception)
        {
            wait.Answer.TrySetException(new UpstreamErrorException((int)exception.ErrorCode, exception.Message, null));
        }
        catch (TimeoutException exception)
        {
            // A half-written message blocks all others behind it.
            End(new UpstreamBrokenException("The server does not read what it is sent.", exception));
        }
        catch (Exception exception)
        {
            wait.Answer.TrySetException(new UpstreamBrokenException("The request could not be delivered.", exception));
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
            case JsonRpcResponse response when Find(response.Id) is { } wait:
                wait.Answer.TrySetResult(response.Result is null ? default : JsonSerializer.SerializeToElement(response.Result, Node));
                break;
            case JsonRpcError error when Find(error.Id) is { } wait:
                wait.Answer.TrySetException(new UpstreamErrorException(error.Error.Code, error.Error.Message, error.Error.Data is JsonElement data ? data : null));
                break;
            case JsonRpcNotification notification:
                Take(notification);
                break;
            case JsonRpcRequest request:
                _ = AnswerAsync(request);
                break;
        }
    }

    private void Take(JsonRpcNotification notification)
    {
        notices.Count();
        switch (notification.Method)
        {
            case "notifications/progress":
                Progress(notification.Params);
                break;
            case "notifications/message":
                // It does not say whose it is: with several calls under way it would be told to a stranger.
                Only()?.TakeNotice(notification.Params);
                break;
            default:
                notified(notification.Method, notification.Params);
                break;
        }
    }

    private void Progress(JsonNode? parameters)
    {
        if (parameters is JsonObject given && given["progressToken"] is JsonValue token && token.TryGetValue<long>(out var id))
        {
            waiting.GetValueOrDefault(id)?.Sink?.TakeProgress(given);
        }
    }

    private async Task AnswerAsync(JsonRpcRequest request)
    {
        JsonRpcMessage answer;
        try
        {
            JsonNode? result = null;
            if (request.Method == "ping")
            {
                result = new JsonObject();
            }
            else if (Only()?.Asked is { } asked)
            {
                result = await asked(request.Method, request.Params, closing.Token).ConfigureAwait(false);
            }

            answer = result is null ? Refused(request.Id, $"{request.Method} is not offered.") : new JsonRpcResponse { Id = request.Id, Result = result };
        }
        catch (Exception)
        {
            answer = Refused(request.Id, "Nobody answered.");
        }

        try
        {
            await transport.SendMessageAsync(answer, closing.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The server has gone meanwhile.
        }
    }

    private static JsonRpcError Refused(RequestId id, string message) => new() { Id = id, Error = new() { Code = UpstreamErrorException.MethodNotFound, Message = message } };

    private CallSink? Only()
    {
        CallSink? only = null;
        foreach (var (_, wait) in waiting)
        {
            if (wait.Sink is null)
            {
                continue;
            }

            if (only is not null)
            {
                return null;
            }

            only = wait.Sink;
        }

        return only;
    }

    private Waiting? Find(RequestId id) => id.Id is long number ? waiting.GetValueOrDefault(number) : null;

    private void End(Exception reason)
    {
        ended ??= reason;
        foreach (var (_, wait) in waiting)
        {
            wait.Answer.TrySetException(reason as UpstreamBrokenException ?? new UpstreamBrokenException("The connection broke.", reason));
        }
    }

    private sealed class Waiting(CallSink? sink)
    {
        public CallSink? Sink => sink;

        public TaskCompletionSource<JsonElement> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
