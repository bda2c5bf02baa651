using CodexMcp.Host.Mcp;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Host.Tests.Mcp;

public sealed class OpenRequestsTests
{
    [Fact]
    public async Task Open_AtTheLimit_WaitsUntilOneIsClosed()
    {
        var open = new OpenRequests(limit: 2, hardLimit: 10);
        Assert.Null(open.Open(new(1)));
        Assert.Null(open.Open(new(2)));

        var third = Task.Run(() => open.Open(new(3)), TestContext.Current.CancellationToken);
        Assert.NotSame(third, await Task.WhenAny(third, Task.Delay(100, TestContext.Current.CancellationToken)));
        open.Close(new(1));

        Assert.Null(await third);
    }

    [Fact]
    public void Open_CallsThatWaitForAPerson_DoNotBlockReading()
    {
        var open = new OpenRequests(limit: 1, hardLimit: 3);
        Assert.Null(open.Open(new(1)));
        open.Ask(new(100));
        Assert.Null(open.Open(new(2)));
        open.Ask(new(101));
        Assert.Null(open.Open(new(3)));

        Assert.Contains("Too many requests", open.Open(new(4)));
    }

    [Fact]
    public void Open_SameIdTwice_IsRefused()
    {
        var open = new OpenRequests(limit: 5, hardLimit: 10);
        Assert.Null(open.Open(new("a")));

        Assert.Contains("still open", open.Open(new("a")));
    }

    [Fact]
    public async Task Drain_NothingOpenButQuestions_EndsAtOnce()
    {
        var open = new OpenRequests(limit: 5, hardLimit: 10);
        open.Open(new(1));
        open.Ask(new(9));

        await Task.Run(() => open.Drain(TimeSpan.FromMinutes(5), () => true), TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Drain_ReaderGone_EndsAtOnce()
    {
        var open = new OpenRequests(limit: 5, hardLimit: 10);
        open.Open(new(1));

        await Task.Run(() => open.Drain(TimeSpan.FromMinutes(5), () => false), TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }
}
