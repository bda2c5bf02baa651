using CodexMcp.Connectors.Http;

namespace CodexMcp.Connectors.McpKind.Upstream;

/// <summary>A read-only stream that fails when a line in it grows past a cap: a server can't make one message of a gigabyte.</summary>
internal sealed class LineCapStream(Stream inner, int maxLineBytes) : WatchedStream(inner)
{
    private long line;

    protected override void Watch(ReadOnlySpan<byte> read)
    {
        var last = read.LastIndexOf((byte)'\n');
        line = last >= 0 ? read.Length - last - 1 : line + read.Length;
        if (line > maxLineBytes)
        {
            throw new UpstreamBrokenException($"The server sent a message of more than {maxLineBytes} bytes.");
        }
    }
}
