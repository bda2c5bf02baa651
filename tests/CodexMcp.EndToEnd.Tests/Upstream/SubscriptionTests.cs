using System.Text.Json;

namespace CodexMcp.EndToEnd.Tests.Upstream;

/// <summary>A client of the real executable hears when a resource of the server behind it changes: each era of the client with each era of the server.</summary>
public sealed class SubscriptionTests
{
    private const string Tools = "  change: { upstream: test_trigger_resource_change, verb: read }";
    private const string Watched = "test://watched-resource";
    private const string Meta = """ "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}} """;

    [Theory]
    [InlineData("modern")]
    [InlineData("legacy")]
    public async Task Subscribe_OlderClient_HearsOfWhatItWatches(string upstream)
    {
        using var folder = await PinnedAsync(upstream);
        await using var host = folder.Serve();
        await host.HandshakeAsync();

        Assert.Equal("{}", (await SubscribeAsync(host, 1, Watched)).GetProperty("result").GetRawText());
        Assert.Equal(-32002, (await SubscribeAsync(host, 2, "test://embedded-resource")).GetProperty("error").GetProperty("code").GetInt32());
        await host.CallAsync(3, "docs_change");

        Assert.Equal(Watched, (await UpdateAsync(host)).GetProperty("uri").GetString());
    }

    [Theory]
    [InlineData("modern")]
    [InlineData("legacy")]
    public async Task Listen_ModernClient_HearsOfWhatItWatches(string upstream)
    {
        using var folder = await PinnedAsync(upstream);
        await using var host = folder.Serve();
        await host.SendAsync($$$"""{"jsonrpc":"2.0","id":"ear","method":"subscriptions/listen","params":{"notifications":{"resourceSubscriptions":["{{{Watched}}}","test://nowhere"]}, {{{Meta}}} } }""");

        var granted = (await host.ReadAsync()).GetProperty("params").GetProperty("notifications").GetProperty("resourceSubscriptions");
        Assert.Equal(Watched, Assert.Single(granted.EnumerateArray()).GetString());
        await host.SendAsync($$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"docs_change","arguments":{}, {{{Meta}}} } }""");

        var told = await UpdateAsync(host);
        Assert.Equal(Watched, told.GetProperty("uri").GetString());
        Assert.Equal("ear", told.GetProperty("_meta").GetProperty("io.modelcontextprotocol/subscriptionId").GetString());
    }

    private static async Task<JsonElement> SubscribeAsync(HostProcess host, int id, string uri)
    {
        await host.SendAsync($$$"""{"jsonrpc":"2.0","id":{{{id}}},"method":"resources/subscribe","params":{"uri":"{{{uri}}}"} }""");
        return await host.ReadAsync(id);
    }

    private static async Task<JsonElement> UpdateAsync(HostProcess host)
    {
        while (true)
        {
            var message = await host.ReadAsync();
            if (message.TryGetProperty("method", out var method) && method.GetString() == "notifications/resources/updated")
            {
                return message.GetProperty("params");
            }
        }
    }

    private static async Task<UpstreamFolder> PinnedAsync(string protocol)
    {
        var folder = new UpstreamFolder();
        folder.Add("docs", "", Tools, "resources:\n  watched: { uri: \"test://watched-*\" }", $"protocol: {protocol}");
        folder.WriteRole(role => role.Replace("enabled_prompts: [\"*\"], ", ""));
        var pinned = await folder.PinAsync("docs", "--yes");
        Assert.True(pinned.Code == 0, pinned.Output + pinned.Errors);
        return folder;
    }
}
