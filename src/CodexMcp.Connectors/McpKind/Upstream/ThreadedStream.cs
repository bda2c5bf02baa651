using System.Threading.Channels;

namespace CodexMcp.Connectors.McpKind.Upstream;

/// <summary>
/// Reads a child's pipe on a thread of its own. The framework would hold a thread of the pool for each pipe until something comes, and a busy machine
/// gives the pool no new ones: a few silent servers would stop all others.
/// </summary>
internal sealed class ThreadedStream : Stream
{
    private const int ChunkBytes = 32 * 1024;
    private const int MostChunks = 8;
    private readonly Channel<byte[]> chunks = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(MostChunks) { SingleReader = true, SingleWriter = true });
    private readonly Stream inner;
    private ReadOnlyMemory<byte> rest;

    public ThreadedStream(Stream inner, string name)
    {
        this.inner = inner;
        new Thread(Run) { IsBackground = true, Name = name }.Start();
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (rest.IsEmpty)
        {
            if (!await chunks.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                return 0;
            }

            if (chunks.Reader.TryRead(out var chunk))
            {
                rest = chunk;
            }
        }

        var count = Math.Min(rest.Length, buffer.Length);
        rest.Span[..count].CopyTo(buffer.Span);
        rest = rest[count..];
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream is read asynchronously.");

    public override void Flush()
    {
        // There is nothing to flush in a stream that is only read.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            chunks.Writer.TryComplete();
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Run()
    {
        var buffer = new byte[ChunkBytes];
        Exception? reason = null;
        try
        {
            while (inner.Read(buffer, 0, buffer.Length) is var read and > 0)
            {
                var chunk = buffer.AsSpan(0, read).ToArray();

                // A full channel holds the thread, the pipe and so the server: nobody's memory grows.
                while (!chunks.Writer.TryWrite(chunk))
                {
                    if (!chunks.Writer.WaitToWriteAsync().AsTask().GetAwaiter().GetResult())
                    {
                        return;
                    }
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            reason = exception is ObjectDisposedException ? null : exception;
        }

        chunks.Writer.TryComplete(reason);
    }
}
