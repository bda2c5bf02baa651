using System.Buffers;
using CodexMcp.Connectors.Http;

namespace CodexMcp.Connectors.McpKind.Upstream;

/// <summary>An event stream line by line: a stray [DONE] is taken out, and an event that grows past a cap ends the stream.</summary>
internal sealed class EventStreamGuard(Stream inner, int maxEventBytes, Func<int, Exception> tooMuch) : WatchedStream(inner)
{
    private const int Roomy = 64 * 1024;

    private readonly byte[] chunk = new byte[16 * 1024];
    private ArrayBufferWriter<byte> line = new(1024);
    private ArrayBufferWriter<byte> ready = new(1024);
    private int taken;
    private long inEvent;
    private bool afterReturn;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (taken == ready.WrittenCount)
        {
            ready = Emptied(ready);
            taken = 0;
            while (ready.WrittenCount == 0)
            {
                if (await base.ReadAsync(chunk, cancellationToken).ConfigureAwait(false) == 0)
                {
                    EndLine();
                    break;
                }
            }
        }

        var count = Math.Min(buffer.Length, ready.WrittenCount - taken);
        ready.WrittenSpan.Slice(taken, count).CopyTo(buffer.Span);
        taken += count;
        return count;
    }

    public override int Read(Span<byte> buffer) => throw new NotSupportedException("This stream is read asynchronously.");

    /// <summary>Takes one line's text without what servers put behind their last word.</summary>
    internal static ReadOnlySpan<byte> WithoutDone(ReadOnlySpan<byte> text)
    {
        var rest = text.TrimEnd(" \t"u8);
        if (!rest.EndsWith("[DONE]"u8))
        {
            return text;
        }

        rest = rest[..^"[DONE]".Length].TrimEnd(" \t"u8);

        // A comment and not an empty line, which would end the event.
        return rest.IsEmpty || rest.SequenceEqual("data:"u8) ? ":"u8 : rest.StartsWith("data:"u8) && rest.EndsWith("}"u8) ? rest : text;
    }

    protected override void Watch(ReadOnlySpan<byte> read)
    {
        while (!read.IsEmpty)
        {
            var at = read.IndexOfAny((byte)'\r', (byte)'\n');
            var part = at < 0 ? read : read[..at];
            inEvent += part.Length + 1;
            if (inEvent > maxEventBytes)
            {
                throw tooMuch(maxEventBytes);
            }

            line.Write(part);
            if (at < 0)
            {
                return;
            }

            // The second half of \r\n ends nothing.
            if (line.WrittenCount == 0 && !(afterReturn && read[at] == '\n'))
            {
                inEvent = 0;
            }

            EndLine();
            ready.Write(read.Slice(at, 1));
            afterReturn = read[at] == '\r';
            read = read[(at + 1)..];
        }
    }

    private void EndLine()
    {
        ready.Write(WithoutDone(line.WrittenSpan));
        line = Emptied(line);
    }

    // One large message must not hold its room for as long as the stream lives.
    private static ArrayBufferWriter<byte> Emptied(ArrayBufferWriter<byte> buffer)
    {
        if (buffer.Capacity > Roomy)
        {
            return new(1024);
        }

        buffer.ResetWrittenCount();
        return buffer;
    }
}
