using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Tests.McpKind;

/// <summary>Servers that hang, crash, flood, answer too much or for somebody else: each ends its own call, and the next one is served when it can be.</summary>
public sealed class HostileServerTests
{
    [Theory]
    [InlineData("stranger")]
    [InlineData("garbage")]
    [InlineData("stderr")]
    [InlineData("twice")]
    public async Task Call_ServerSaysMoreThanTheAnswer_GetsItsOwnAnswer(string mode)
    {
        await using var rig = await UpstreamRig.BadAsync(mode);

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("done", (await rig.RunAsync("do")).Structured.GetProperty("text").GetString());
        }
    }

    [Theory]
    [InlineData("crash", "broke in the middle")]
    [InlineData("flood", "broke in the middle of the call. The server sent more than 5000 notifications")]
    [InlineData("huge", "broke in the middle of the call. The server sent a message of more than 200000 bytes.")]
    public async Task Call_ServerBreaks_IsUnavailableAndHealsByItself(string mode, string words)
    {
        var time = new HttpKind.HostileAnswerTests.ManualTime();
        await using var rig = await UpstreamRig.BadAsync(mode, time: time);

        var failure = await rig.FailAsync("do");

        // Unavailable: for a write the pipeline makes it ambiguous, since it was sent.
        Assert.Equal(ConnectorFailure.Unavailable, failure.Failure);
        Assert.Contains(words, failure.Message);

        // Left alone for a moment, then tried again.
        var paused = await rig.FailAsync("do");
        Assert.True(paused.RetryAfter > TimeSpan.Zero, paused.ToString());
        Assert.Contains("was not sent", paused.Message);
        time.Advance(paused.RetryAfter!.Value);
        Assert.Contains(words, (await rig.FailAsync("do")).Message);
    }

    [Fact]
    public async Task Call_ServerHangs_EndsWithItsCallerAndOthersGoOn()
    {
        await using var rig = await UpstreamRig.BadAsync("hang");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var call = rig.Connector.ExecuteAsync(rig.Call("do"), patience.Token).AsTask();

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task Call_WriteThatCanNotBeSent_HasCertainlyNotHappened()
    {
        await using var rig = await UpstreamRig.BadAsync("crash", "write");
        await rig.FailAsync("do");

        var failure = await rig.FailAsync("do");

        Assert.Equal(ConnectorFailure.Refused, failure.Failure);
        Assert.Contains("was not sent", failure.Message);
    }

    [Theory]
    [InlineData("mute", "start_timeout: 1s")]
    [InlineData("slowlist", "start_timeout: 20s")]
    public async Task Review_ServerThatCanNotBeRead_SaysSo(string mode, string more)
    {
        await using var rig = UpstreamRig.Unpinned(mode, more);
        rig.Load();

        var failure = await Assert.ThrowsAsync<ConnectorException>(rig.ReviewAsync);

        Assert.Contains("does not answer as an MCP server does", failure.Message);
    }

    [Fact]
    public async Task Call_ServerChangesItsToolBetweenLists_IsRefusedAndReported()
    {
        await using var rig = await UpstreamRig.BadAsync("change");

        var failure = await rig.FailAsync("do");

        Assert.Contains("has changed its tool do (description)", failure.Message);
        Assert.Equal(1, Assert.Single(rig.Reports).Count);
    }

    [Fact]
    public async Task Call_ServerChangesItsToolBetweenListAndCall_IsRefusedFromThenOn()
    {
        await using var rig = await UpstreamRig.BadAsync("sly");
        Assert.Equal("done", (await rig.RunAsync("do")).Structured.GetProperty("text").GetString());

        // It announced the change before its answer: no later call goes by the old list.
        var failure = await rig.FailAsync("do");

        Assert.Contains("has changed its tool do (description)", failure.Message);
    }

    [Fact]
    public async Task Call_ProgramIsNotThere_TellsTheOperator()
    {
        await using var rig = UpstreamRig.Unpinned("hang", "start_timeout: 1s");
        var file = Path.Combine(rig.Home, "connector.yaml");
        File.WriteAllText(file, File.ReadAllText(file).Replace(UpstreamRig.Dotnet, "/nowhere/server"));
        rig.Load();

        var failure = await Assert.ThrowsAsync<ConnectorException>(rig.ReviewAsync);

        Assert.Equal(ConnectorFailure.Configuration, failure.Failure);
    }
}
