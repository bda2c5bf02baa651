using System.Text;
using CodexMcp.Host.Mcp;

namespace CodexMcp.Host.Tests.Mcp;

public sealed class LineReaderTests
{
    [Theory]
    [InlineData("a\nb\n", new[] { "a", "b" })]
    [InlineData("a\r\nb\r\n", new[] { "a", "b" })]
    [InlineData("\n\n a \n\t\nb", new[] { "", "", " a", "", "b" })]
    [InlineData("\uFEFFa\nb", new[] { "a", "b" })]
    [InlineData("", new string[0])]
    public void TryRead_Lines_AreCutAndTrimmed(string text, string[] expected)
    {
        foreach (var chunk in new[] { 1, 3, 4096 })
        {
            Assert.Equal(expected, ReadAll(new ChunkedStream(Encoding.UTF8.GetBytes(text), chunk), 100));
        }
    }

    [Fact]
    public void TryRead_LongLine_IsThrownAwayAndTheNextIsRead()
    {
        var text = new string('x', 5000) + "\nshort\n" + new string('y', 200_000) + "\nlast";

        Assert.Equal(["(too long)", "short", "(too long)", "last"], ReadAll(new ChunkedStream(Encoding.UTF8.GetBytes(text), 777), 4000));
    }

    [Fact]
    public void TryRead_EndlessLine_KeepsMemoryBounded()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var lines = new LineReader(new EndlessStream(256L * 1024 * 1024), 1024 * 1024);

        Assert.True(lines.TryRead(out _));
        Assert.True(lines.TooLong);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 8 * 1024 * 1024);
    }

    private static List<string> ReadAll(Stream stream, int cap)
    {
        var reader = new LineReader(stream, cap);
        List<string> lines = [];
        while (reader.TryRead(out var line))
        {
            lines.Add(reader.TooLong ? "(too long)" : Encoding.UTF8.GetString(line.Span));
        }

        return lines;
    }

    private sealed class ChunkedStream(byte[] bytes, int chunk) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, chunk));
    }

    private sealed class EndlessStream(long length) : MemoryStream
    {
        private long left = length;

        public override int Read(byte[] buffer, int offset, int count)
        {
            var size = (int)Math.Min(count, left);
            buffer.AsSpan(offset, size).Fill((byte)'x');
            left -= size;
            return size;
        }
    }
}
