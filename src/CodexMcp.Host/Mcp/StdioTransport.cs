using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Host.Mcp;

/// <summary>
/// MCP over a pair of streams, for input that nobody has vouched for: one JSON object a line, screened before it is parsed, with
/// bounded memory and a bounded number of requests at once. A bad line is answered with an error and never ends the session.
/// </summary>
internal sealed class StdioTransport : ITransport
{
    /// <summary>The longest line that is read.</summary>
    public const int MaxLineBytes = 4 * 1024 * 1024;

    private const int MaxRunning = 256;
    private const int MaxOpen = 1024;
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(3.5);

    /// <summary>The line is JSON for a parser, not for a web page: nothing beyond what JSON asks for needs escaping.</summary>
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly Stream input;
    private readonly ILogger logger;
    private readonly Func<bool> hasReader;
    private readonly OpenRequests open = new(MaxRunning, MaxOpen);
    private readonly LineScreen screen = new();
    private readonly LineWriter writer;
    private readonly CancellationTokenSource gone = new();
    private readonly Channel<JsonRpcMessage> messages =
        Channel.CreateBounded<JsonRpcMessage>(new BoundedChannelOptions(MaxOpen) { SingleReader = true, SingleWriter = true });

    private readonly JsonTypeInfo<JsonRpcMessage> format =
        (JsonTypeInfo<JsonRpcMessage>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage));

    /// <summary>Creates the transport; <see cref="Start"/> begins to read.</summary>
    /// <param name="input">Where the client's lines come from.</param>
    /// <param name="output">Where ours go; nothing else may write to it.</param>
    /// <param name="logger">Takes what was rejected and why, never the line itself.</param>
    /// <param name="hasReader">False when nobody reads <paramref name="output"/> any more.</param>
    public StdioTransport(Stream input, Stream output, ILogger logger, Func<bool>? hasReader = null)
    {
        this.input = input;
        writer = new(output, open.EndAnswers, OutputFailed);
        this.logger = logger;
        this.hasReader = hasReader ?? (static () => true);
    }

    /// <inheritdoc/>
    public string? SessionId => null;

    /// <inheritdoc/>
    public ChannelReader<JsonRpcMessage> MessageReader => messages.Reader;

    /// <summary>Cancelled when the session can't go on: the client has gone, or input ended and its last answers are out or overdue.</summary>
    public CancellationToken Gone => gone.Token;

    /// <summary>Completes the first answers of a session.</summary>
    public Handshakes? Handshakes { get; set; }

    /// <summary>Brings the JSON code of the protocol into memory while something else is waited for.</summary>
    public void WarmUp() => JsonSerializer.Deserialize("""{"jsonrpc":"2.0","id":0,"method":"ping"}"""u8, format);

    /// <summary>Begins to read, on a thread of its own: a read from a pipe blocks, and must not take a thread from the calls.</summary>
    public void Start() => new Thread(ReadLines) { IsBackground = true, Name = "stdin" }.Start();

    /// <inheritdoc/>
    public Task SendMessageAsync(JsonRpcMessage message, CancellationToken cancellationToken = default)
    {
        switch (message)
        {
            case JsonRpcRequest question:
                open.Ask(question.Id);
                break;
            case JsonRpcNotification { Method: NotificationMethods.CancelledNotification } notification when CancelledId(notification) is { } id:
                open.Answered(id);
                break;
            case JsonRpcResponse response:
                Handshakes?.Complete(response);
                break;
        }

        if (cancellationToken.IsCancellationRequested)
        {
            if (message is JsonRpcResponse or JsonRpcError)
            {
                open.Close(((JsonRpcMessageWithId)message).Id);
            }

            return Task.FromCanceled(cancellationToken);
        }

        var line = LineBuffer.Rent();
        var json = line.Json(WriterOptions);
        JsonSerializer.Serialize(json, message, format);
        json.Flush();
        line.EndLine();
        if (message is not (JsonRpcResponse or JsonRpcError))
        {
            return writer.WriteAsync(line);
        }

        open.BeginAnswer(((JsonRpcMessageWithId)message).Id);
        writer.WriteAnswer(line);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        open.Stop();
        messages.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    private void ReadLines()
    {
        var lines = new LineReader(input, MaxLineBytes);
        try
        {
            while (!gone.IsCancellationRequested && lines.TryRead(out var line))
            {
                if (lines.TooLong)
                {
                    Reject(new(LineKind.Rejected, -32600, $"The line is longer than {MaxLineBytes} bytes. Send smaller arguments."));
                }
                else if (line.Length > 0)
                {
                    Accept(line.Span);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or ChannelClosedException)
        {
            logger.InputFailed(exception.Message);
        }

        // Answers that are still under way are waited for, so that `printf … | codex-mcp stdio` prints them.
        open.Drain(AnswerPatience, hasReader);
        messages.Writer.TryComplete();
        gone.Cancel();
    }

    private void Accept(ReadOnlySpan<byte> line)
    {
        var verdict = screen.Judge(line);
        if (verdict.Kind == LineKind.Rejected)
        {
            Reject(verdict);
            return;
        }

        JsonRpcMessage? message;
        try
        {
            message = JsonSerializer.Deserialize(line, format);
        }
        catch (JsonException)
        {
            Reject(new(LineKind.Rejected, -32600, "The message does not have the shape of a JSON-RPC message."));
            return;
        }

        if (message is JsonRpcRequest asked && RequestShape.Check(asked) is { } fault)
        {
            Reject(new(LineKind.Rejected, -32602, fault, verdict.Id));
            return;
        }

        switch (message)
        {
            case JsonRpcRequest request when request.Method != "subscriptions/listen":
                if (open.Open(request.Id) is { } refusal)
                {
                    Reject(new(LineKind.Rejected, -32600, refusal));
                    return;
                }

                Handshakes?.Begin(request);
                break;
            case JsonRpcNotification { Method: NotificationMethods.CancelledNotification } notification:
                // A request that was taken back is never answered: it must not be waited for.
                if (CancelledId(notification) is { } id)
                {
                    open.Close(id);
                }

                break;
            case JsonRpcResponse or JsonRpcError:
                open.Answered(((JsonRpcMessageWithId)message).Id);
                break;
        }

        if (message is not null && !messages.Writer.TryWrite(message))
        {
            // The session is slower than the client: reading waits, and the pipe makes the client wait.
            messages.Writer.WriteAsync(message).AsTask().GetAwaiter().GetResult();
        }
    }

    private static RequestId? CancelledId(JsonRpcNotification notification) =>
        notification.Params?["requestId"] is not System.Text.Json.Nodes.JsonValue value ? null
        : value.TryGetValue<long>(out var number) ? new RequestId(number)
        : value.TryGetValue<string>(out var text) ? new RequestId(text)
        : null;

    private void Reject(LineVerdict verdict)
    {
        logger.LineRejected(verdict.ErrorCode, verdict.Error!);
        var line = LineBuffer.Rent();
        var json = line.Json(WriterOptions);
        json.WriteStartObject();
        json.WriteString("jsonrpc"u8, "2.0"u8);
        json.WritePropertyName("id"u8);
        json.WriteRawValue(verdict.Id ?? "null");
        json.WriteStartObject("error"u8);
        json.WriteNumber("code"u8, verdict.ErrorCode);
        json.WriteString("message"u8, verdict.Error);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        line.EndLine();
        try
        {
            writer.WriteAsync(line).GetAwaiter().GetResult();
        }
        catch (IOException)
        {
            // The client has gone; the writer has said so already.
        }
    }

    private void OutputFailed(Exception exception)
    {
        logger.OutputFailed(exception.Message);
        open.Stop();
        gone.Cancel();
    }
}
