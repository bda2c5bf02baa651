using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;

namespace CodexMcp.Host.Mcp;

/// <summary>A growing buffer for one line of output. Pooled, while it is small.</summary>
internal sealed class LineBuffer(int capacity) : IBufferWriter<byte>
{
    private const int MaxPooled = 256;
    private const int MaxPooledBytes = 16 * 1024;

    private static readonly ConcurrentQueue<LineBuffer> Pool = new();

    private byte[] bytes = new byte[capacity];
    private int length;
    private Utf8JsonWriter? json;

    /// <summary>Gives an empty buffer; who ends with it returns it.</summary>
    public static LineBuffer Rent() => Pool.TryDequeue(out var pooled) ? pooled : new(1024);

    /// <summary>Gives the buffer back; nobody may hold anything of it any more.</summary>
    public void Return()
    {
        if (bytes.Length <= MaxPooledBytes && Pool.Count < MaxPooled)
        {
            length = 0;
            Pool.Enqueue(this);
        }
    }

    /// <summary>A writer to this buffer, to be flushed; always with the same options.</summary>
    public Utf8JsonWriter Json(JsonWriterOptions options)
    {
        json ??= new(this, options);
        json.Reset();
        return json;
    }

    /// <summary>What was written.</summary>
    public ReadOnlyMemory<byte> Written => bytes.AsMemory(0, length);

    /// <summary>Ends the line.</summary>
    public void EndLine()
    {
        GetSpan(1)[0] = (byte)'\n';
        length++;
    }

    /// <inheritdoc/>
    public void Advance(int count) => length += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return bytes.AsMemory(length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return bytes.AsSpan(length);
    }

    private void Grow(int sizeHint)
    {
        var needed = length + Math.Max(sizeHint, 1);
        if (needed > bytes.Length)
        {
            Array.Resize(ref bytes, Math.Max(needed, bytes.Length * 2));
        }
    }
}
