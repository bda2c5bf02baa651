using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Connectors.McpKind.Upstream;

/// <summary>
/// MCP over a child's pipes, one JSON object a line. Read on a thread of its own, which also takes the messages in: an answer is with its call without
/// waiting for a thread of the pool. A line that is no message is nobody's; one without an end ends the connection.
/// </summary>
internal sealed class PipeTransport : ITransport
{
    private const int Roomy = 64 * 1024;
    private const int MostUnread = 256;
    private static readonly JsonTypeInfo<JsonRpcMessage> Format = (JsonTypeInfo<JsonRpcMessage>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage));

    private readonly Channel<JsonRpcMessage> messages = Channel.CreateBounded<JsonRpcMessage>(
        new BoundedChannelOptions(MostUnread) { SingleReader = true, SingleWriter = true, AllowSynchronousContinuations = true });

    private readonly SemaphoreSlim sending = new(1, 1);
    private readonly Stream input;
    private readonly Stream output;
    private readonly int maxLineBytes;

    /// <summary>Takes over the streams and begins to read.</summary>
    /// <param name="input">What the server reads.</param>
    /// <param name="output">What it writes.</param>
    /// <param name="maxLineBytes">The most bytes of one message.</param>
    public PipeTransport(Stream input, Stream output, int maxLineBytes)
    {
        this.input = input;
        this.output = output;
        this.maxLineBytes = maxLineBytes;
        new Thread(Run) { IsBackground = true, Name = "upstream output" }.Start();
    }

    /// <inheritdoc/>
    public string? SessionId => null;

    /// <inheritdoc/>
    public ChannelReader<JsonRpcMessage> MessageReader => messages.Reader;

    /// <inheritdoc/>
    public async Task SendMessageAsync(JsonRpcMessage message, CancellationToken cancellationToken = default)
    {
        var line = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(line))
        {
            JsonSerializer.Serialize(writer, message, Format);
        }

        line.Write("\n"u8);
        await sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Never half a line: whoever gives up does not take it back.
            await input.WriteAsync(line.WrittenMemory, CancellationToken.None).ConfigureAwait(false);
            await input.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            sending.Release();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        messages.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    private void Run()
    {
        Exception? reason = null;
        try
        {
            Read();
        }
        catch (Exception exception)
        {
            reason = exception as UpstreamBrokenException; // All else is the end of the pipe.
        }

        messages.Writer.TryComplete(reason);
    }

    private void Read()
    {
        var buffer = new byte[Roomy];
        var (start, end) = (0, 0);
        while (true)
        {
            if (end == buffer.Length)
            {
                (buffer, start, end) = MakeRoom(buffer, start, end);
            }

            var read = output.Read(buffer, end, buffer.Length - end);
            if (read == 0)
            {
                return;
            }

            var searched = end;
            end += read;
            for (var at = buffer.AsSpan(searched, end - searched).IndexOf((byte)'\n'); at >= 0; at = buffer.AsSpan(searched, end - searched).IndexOf((byte)'\n'))
            {
                if (!Accept(buffer.AsSpan(start, searched + at - start)))
                {
                    return;
                }

                start = searched = searched + at + 1;
            }

            if (start == end)
            {
                // One large message must not hold its room for as long as the server lives.
                (buffer, start, end) = (buffer.Length > Roomy ? new byte[Roomy] : buffer, 0, 0);
            }
        }
    }

    private (byte[] Buffer, int Start, int End) MakeRoom(byte[] buffer, int start, int end)
    {
        if (end - start > maxLineBytes)
        {
            throw new UpstreamBrokenException($"The server sent a message of more than {maxLineBytes} bytes.");
        }

        var next = end - start > buffer.Length / 2 ? new byte[buffer.Length * 2] : buffer;
        buffer.AsSpan(start, end - start).CopyTo(next);
        return (next, 0, end - start);
    }

    /// <summary>Takes a line; false when nobody takes messages any more.</summary>
    private bool Accept(ReadOnlySpan<byte> line)
    {
        if (line.Length > maxLineBytes)
        {
            throw new UpstreamBrokenException($"The server sent a message of more than {maxLineBytes} bytes.");
        }

        JsonRpcMessage? message;
        try
        {
            message = line.Trim(" \t\r"u8).IsEmpty ? null : JsonSerializer.Deserialize(line, Format);
        }
        catch (Exception)
        {
            return true; // Servers write other things to standard output, too, and nothing of theirs may end this thread.
        }

        while (message is not null && !messages.Writer.TryWrite(message))
        {
            // Full: the thread waits, and so do the pipe and the server. Nobody's memory grows.
            if (!messages.Writer.WaitToWriteAsync().AsTask().GetAwaiter().GetResult())
            {
                return false;
            }
        }

        return true;
    }
}
