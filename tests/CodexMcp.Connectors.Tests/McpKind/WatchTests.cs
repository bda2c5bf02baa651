using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Tests.McpKind;

/// <summary>Resources of a real server that somebody wants to hear of, in both eras, over STDIO and over HTTP.</summary>
public sealed class WatchTests
{
    private const string Watched = "test://watched-resource";

    [Theory]
    [MemberData(nameof(RelayTests.Ways), MemberType = typeof(RelayTests))]
    public async Task Watch_ResourceChanges_IsTold_UntilNobodyWantsIt(string transport, string protocol)
    {
        await using var rig = await RelayTests.OpenAsync(transport, protocol);

        Assert.True(await WatchAsync(rig, Watched));
        Assert.True(await WatchAsync(rig, "test://template/7/data"));
        await rig.RunAsync("change");
        Assert.Equal(Watched, await NextAsync(rig));

        rig.Unwatch(Watched);
        await rig.RunAsync("change");
        if ((transport, protocol) == ("stdio", "legacy"))
        {
            // A newer server's last stream may still tell what the next one tells too: that it has changed is no less true.
            Assert.False(rig.Updates.Reader.TryRead(out _));
        }

        Assert.True(await WatchAsync(rig, Watched));
        await rig.RunAsync("change");
        Assert.Equal(Watched, await NextAsync(rig));
    }

    [Fact]
    public async Task Watch_ServerDoesNotTellOfIt_SaysSo()
    {
        await using var rig = await UpstreamRig.StdioAsync("protocol: modern");

        Assert.False(await WatchAsync(rig, "test://static-text"));
        Assert.True(await WatchAsync(rig, Watched));
    }

    [Theory]
    [InlineData("modern")]
    [InlineData("legacy")]
    public async Task Watch_ServerStartsAnew_IsAskedAgainAndWhatWasMissedIsTold(string protocol)
    {
        await using var rig = await UpstreamRig.StdioAsync($"protocol: {protocol}");
        Assert.True(await WatchAsync(rig, Watched));

        await rig.FailAsync("exit");

        // Without any call: whoever watches hears that it may have changed, and hears on.
        Assert.Equal(Watched, await NextAsync(rig));
        await rig.RunAsync("change");
        Assert.Equal(Watched, await NextAsync(rig));
    }

    [Fact]
    public async Task Watch_FilesChange_GoesOnWithTheNewConnection()
    {
        await using var rig = await UpstreamRig.StdioAsync();
        Assert.True(await WatchAsync(rig, Watched));
        var file = Path.Combine(rig.Home, "connector.yaml");
        File.WriteAllText(file, File.ReadAllText(file).Replace("A server of the tests.", "Another one."));

        rig.Load();

        Assert.Equal(Watched, await NextAsync(rig));
        await rig.RunAsync("change");
        Assert.Equal(Watched, await NextAsync(rig));
    }

    [Fact]
    public async Task Watch_TooMany_IsRefused()
    {
        await using var rig = await UpstreamRig.StdioAsync("protocol: legacy");
        for (var i = 0; i < 512; i++)
        {
            Assert.True(await WatchAsync(rig, $"test://template/{i}/data"));
        }

        var failure = await Assert.ThrowsAsync<ConnectorException>(() => WatchAsync(rig, Watched));

        Assert.Contains("512", failure.Message);
        rig.Unwatch("test://template/0/data");
        Assert.True(await WatchAsync(rig, Watched));
    }

    private static async Task<bool> WatchAsync(UpstreamRig rig, string uri)
    {
        var offer = rig.Manifest.Catalog.Resources.Values.Single(resource => Core.Configuration.UriTemplate.Match(resource.Uri!, uri) is not null);
        return (await rig.RunAsync(rig.Call("image", $$"""{"uri":"{{uri}}"}""") with { Tool = offer.Subscription! })).Structured.GetProperty("watched").GetBoolean();
    }

    private static async Task<string> NextAsync(UpstreamRig rig) =>
        await rig.Updates.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
}
