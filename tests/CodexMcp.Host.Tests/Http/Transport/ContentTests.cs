using CodexMcp.Abstractions;

namespace CodexMcp.Host.Tests.Http.Transport;

/// <summary>What a call brings beside its structure, and what it says while it runs.</summary>
public sealed class ContentTests
{
    [Fact]
    public async Task Call_EachKindOfBlock_IsMcpContent()
    {
        await using var host = await HttpHost.StartAsync((_, _) => new(Answers.Fine with
        {
            Text = "",
            Content =
            [
                new ToolContent.Text("words"),
                new ToolContent.Image("PNG"u8.ToArray(), "image/png"),
                new ToolContent.Audio("WAV"u8.ToArray(), "audio/wav"),
                new ToolContent.Document("x://text", "text/plain", "whole"),
                new ToolContent.Document("x://blob", "application/pdf", null, "PDF"u8.ToArray()),
                new ToolContent.Link("https://example.com/a", "a", "An example."),
            ],
        }));

        var (_, body) = await host.AskAsync(host.Modern("tools/call", "a_b", "\"name\":\"a_b\""));
        var content = body.GetProperty("result").GetProperty("content").EnumerateArray().ToList();

        Assert.Equal(["text", "image", "audio", "resource", "resource", "resource_link"], content.Select(block => block.GetProperty("type").GetString()));
        Assert.Equal("UE5H", content[1].GetProperty("data").GetString());
        Assert.Equal("audio/wav", content[2].GetProperty("mimeType").GetString());
        Assert.Equal("whole", content[3].GetProperty("resource").GetProperty("text").GetString());
        Assert.Equal("UERG", content[4].GetProperty("resource").GetProperty("blob").GetString());
        Assert.Equal("An example.", content[5].GetProperty("description").GetString());
    }

    [Theory]
    [InlineData(null, new string[0])]
    [InlineData("debug", new[] { "debug", "info", "warning" })]
    [InlineData("warning", new[] { "warning" })]
    public async Task Modern_Notices_ComeOnlyWhenAskedFor(string? level, string[] levels)
    {
        await using var host = await NoisyAsync();
        var request = host.Modern("tools/call", "a_b");
        request.Content = HttpHost.Json(HttpHost.Body("tools/call", "\"name\":\"a_b\"").Replace(
            "\"_meta\":{", level is null ? "\"_meta\":{" : $"\"_meta\":{{\"io.modelcontextprotocol/logLevel\":\"{level}\",", StringComparison.Ordinal));

        Assert.Equal(levels, await LevelsAsync(host, request));
    }

    [Theory]
    [InlineData(null, new[] { "info", "warning" })]
    [InlineData("error", new string[0])]
    [InlineData("debug", new[] { "debug", "info", "warning" })]
    public async Task Legacy_Notices_FollowTheLevelOfTheSession(string? level, string[] levels)
    {
        await using var host = await NoisyAsync();
        var session = await host.BeginAsync();
        if (level is not null)
        {
            using var set = await host.SendAsync(host.Legacy($$$"""{"jsonrpc":"2.0","id":1,"method":"logging/setLevel","params":{"level":"{{{level}}}"}}""", session));
            set.EnsureSuccessStatusCode();
        }

        Assert.Equal(levels, await LevelsAsync(host, host.Legacy("""{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"a_b"}}""", session)));
    }

    private static Task<HttpHost> NoisyAsync() => HttpHost.StartAsync((request, _) =>
    {
        request.Notices?.Report(new(ToolNoticeLevel.Debug, "looking"));
        request.Notices?.Report(new(ToolNoticeLevel.Info, "found"));
        request.Notices?.Report(new(ToolNoticeLevel.Warning, "odd"));
        return new(Answers.Fine);
    });

    private static async Task<List<string?>> LevelsAsync(HttpHost host, HttpRequestMessage request)
    {
        using var response = await host.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var messages = response.Content.Headers.ContentType!.MediaType == "text/event-stream" ? Sse.Messages(text) : [Some.Json(text)];
        Assert.True(messages[^1].TryGetProperty("result", out _));
        return [.. messages.SkipLast(1).Select(message => message.GetProperty("params").GetProperty("level").GetString())];
    }
}
