using System.Buffers;

namespace CodexMcp.Host.Mcp;

/// <summary>A growing buffer for one line of output.</summary>
internal sealed class LineBuffer(int capacity) : IBufferWriter<byte>
{
    private byte[] bytes = new byte[capacity];
    private int length;

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
