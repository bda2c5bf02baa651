namespace CodexMcp.Host.Tests.Http.Transport;

/// <summary>What a call sends before its result.</summary>
public sealed class ProgressTests
{
    [Theory]
    [InlineData("2025-06-18")]
    [InlineData("2025-11-25")]
    public async Task Legacy_Progress_ComesInOrderBeforeTheResult(string version)
    {
        await using var host = await HttpHost.StartAsync((request, _) =>
        {
            request.Progress!.Report(new(1, 2, "half"));
            request.Progress!.Report(new(2, 2, "whole"));
            return new(Answers.Fine);
        });
        var session = await host.BeginAsync(version: version);

        using var response = await host.SendAsync(host.Legacy(
            """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"a_b","_meta":{"progressToken":"t"}}}""", session));
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        var messages = Sse.Messages(text);
        Assert.Equal(["half", "whole"], messages[..2].Select(message => message.GetProperty("params").GetProperty("message").GetString()));
        Assert.Equal(7, messages[2].GetProperty("id").GetInt32());
        Assert.Equal(3, messages.Count);
        Assert.Equal(version == "2025-11-25" ? 4 : 3, Sse.Ids(text).Count);
    }
}
