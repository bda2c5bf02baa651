using System.Text.Json;

namespace CodexMcp.EndToEnd.Tests.Upstream;

/// <summary>Servers that misbehave behind the real executable: their own calls end in time, and the others' go on.</summary>
public sealed class HostileUpstreamTests
{
    [Theory]
    [InlineData("hang", "timeout", "did not answer in time")]
    [InlineData("flood", "connector_error", "broke in the middle")]
    [InlineData("huge", "connector_error", "broke in the middle")]
    [InlineData("crash", "connector_error", "broke in the middle")]
    public async Task Call_OneServerMisbehaves_EndsInTimeAndTheOtherIsServed(string mode, string code, string words)
    {
        using var folder = new UpstreamFolder();
        folder.Add("bad", $", bad, {mode}", "  do: { verb: read, timeout: 5s }");
        folder.Add("docs", "", "  simple: { upstream: test_simple_text, verb: read }");
        folder.WriteRole(role => role.Replace(", enabled_prompts: [\"*\"], enabled_resources: [\"*\"]", ""));
        foreach (var name in (string[])["bad", "docs"])
        {
            var pinned = await folder.PinAsync(name, "--yes");
            Assert.True(pinned.Code == 0, pinned.Output + pinned.Errors);
        }

        await using var host = folder.Serve();
        await host.HandshakeAsync();
        await host.CallAsync(1, "bad_do");
        await host.CallAsync(2, "docs_simple");
        var answers = new Dictionary<int, JsonElement>();
        while (answers.Count < 2)
        {
            var message = await host.ReadAsync();
            if (message.TryGetProperty("id", out var id))
            {
                answers[id.GetInt32()] = message.GetProperty("result");
            }
        }

        var error = answers[1].GetProperty("structuredContent").GetProperty("error");
        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.Contains(words, error.GetProperty("message").GetString());
        Assert.Equal("This is a simple text response for testing.", answers[2].GetProperty("structuredContent").GetProperty("text").GetString());
    }
}
