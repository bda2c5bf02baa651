namespace CodexMcp.Connectors.Http;

/// <summary>A body is larger than the host reads.</summary>
public sealed class BodyTooLargeException(long maxBytes) : IOException($"The body is larger than {maxBytes} bytes.")
{
    /// <summary>The cap, in bytes.</summary>
    public long MaxBytes { get; } = maxBytes;
}

/// <summary>A read-only stream that fails when more than its cap is read.</summary>
internal sealed class CappedStream(Stream inner, long maxBytes) : WatchedStream(inner)
{
    private long total;

    protected override void Watch(ReadOnlySpan<byte> read)
    {
        total += read.Length;
        if (total > maxBytes)
        {
            throw new BodyTooLargeException(maxBytes);
        }
    }
}
