using System.Text;
using CodexMcp.Host.Mcp;

namespace CodexMcp.Host.Tests.Mcp;

public sealed class LineWriterTests
{
    private readonly CountingStream output = new();
    private readonly List<Exception> faults = [];
    private int answered;

    [Fact]
    public void WriteAnswer_IdleHost_IsOutBeforeItReturns()
    {
        var writer = Writer(busy: false);
        writer.WriteAnswer(Line("one"));
        writer.WriteAnswer(Line("two"));

        Assert.Equal("one\ntwo\n", output.Text);
        Assert.Equal(2, output.Writes);
        Assert.Equal(2, answered);
    }

    [Fact]
    public async Task WriteAnswer_BusyHost_WritesAllThatCameMeanwhileAtOnceInOrder()
    {
        var writer = Writer(busy: true);
        using (output.Hold())
        {
            writer.WriteAnswer(Line("first"));
            await output.Entered.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            for (var i = 0; i < 100; i++)
            {
                writer.WriteAnswer(Line($"{i}"));
            }

            Assert.Equal(0, Volatile.Read(ref answered));
        }

        await writer.WriteAsync(Line("last")).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal("first\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"{i}\n")) + "last\n", output.Text);
        Assert.InRange(output.Writes, 2, 3);
        Assert.Equal(101, answered);
    }

    [Theory]
    [InlineData(64 * 1024 - 1)]
    [InlineData(64 * 1024)]
    [InlineData(300 * 1024)]
    public async Task WriteAnswer_LongLinesAmongShort_ArriveWholeAndInOrder(int length)
    {
        var writer = Writer(busy: true);
        var expected = new StringBuilder();
        Task last = Task.CompletedTask;
        using (output.Hold())
        {
            for (var i = 0; i < 8; i++)
            {
                var text = i % 3 == 1 ? new string((char)('a' + i), length) : $"short {i}";
                expected.Append(text).Append('\n');
                last = writer.WriteAsync(Line(text));
            }
        }

        await last.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal(expected.ToString(), output.Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WriteAsync_ClientGone_FailsEveryLineAndTellsOnce(bool busy)
    {
        output.Broken = true;
        var writer = Writer(busy);
        writer.WriteAnswer(Line("answer"));

        await Assert.ThrowsAsync<IOException>(() => writer.WriteAsync(Line("a")).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<IOException>(() => writer.WriteAsync(Line("b")).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        Assert.Single(faults);
        Assert.Equal(1, answered);
    }

    [Fact]
    public async Task WriteAsync_ManyThreads_EveryLineIsOutOnceAndWhole()
    {
        var writer = new LineWriter(output, count => Interlocked.Add(ref answered, count), faults.Add);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(thread => Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++)
            {
                if (i % 10 == 0)
                {
                    await writer.WriteAsync(Line($"{thread}-{i}"));
                }
                else
                {
                    writer.WriteAnswer(Line($"{thread}-{i}"));
                }
            }
        }, TestContext.Current.CancellationToken)));
        await writer.WriteAsync(Line("end")).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        var lines = output.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var expected = Enumerable.Range(0, 16).SelectMany(thread => Enumerable.Range(0, 200).Select(i => $"{thread}-{i}"));
        Assert.Equal(expected.Order(StringComparer.Ordinal), lines[..^1].Order(StringComparer.Ordinal));
        Assert.Equal("end", lines[^1]);
        Assert.Equal(16 * 180, answered);
    }

    private LineWriter Writer(bool busy) => new(output, count => Interlocked.Add(ref answered, count), faults.Add, () => busy);

    private static LineBuffer Line(string text)
    {
        var line = LineBuffer.Rent();
        var bytes = Encoding.UTF8.GetBytes(text);
        bytes.CopyTo(line.GetSpan(bytes.Length));
        line.Advance(bytes.Length);
        line.EndLine();
        return line;
    }

    /// <summary>A client's end that counts writes, can make them wait, and can be gone.</summary>
    private sealed class CountingStream : MemoryStream
    {
        private readonly TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim free = new(true);

        public bool Broken { get; set; }

        public int Writes { get; private set; }

        public Task Entered => entered.Task;

        public string Text => Encoding.UTF8.GetString(ToArray());

        public IDisposable Hold()
        {
            free.Reset();
            return new Release(free);
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            entered.TrySetResult();
            free.Wait();
            if (Broken)
            {
                throw new IOException("Broken pipe");
            }

            Writes++;
            base.Write(buffer);
        }

        private sealed class Release(ManualResetEventSlim free) : IDisposable
        {
            public void Dispose() => free.Set();
        }
    }
}
