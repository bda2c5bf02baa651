using System.Diagnostics;
using System.Text.RegularExpressions;

namespace CodexMcp.EndToEnd.Tests.Http;

/// <summary>The README's example works as it is written there.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public async Task Curl_AsWritten_AnswersTheQuestion()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/curl") && File.Exists("/bin/bash"), "There is no bash or no curl here.");
        var readme = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "documents", "README.md"), TestContext.Current.CancellationToken);
        var command = Block().Match(readme).Groups["command"].Value;
        Assert.NotEmpty(command);
        using var folder = new TestFolder();
        await using var host = await ServedHost.StartAsync(folder.State);
        var (key, _) = await ServedHost.KeyAsync(folder.State);

        var start = new ProcessStartInfo("/bin/bash") { RedirectStandardOutput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(command.Replace("http://127.0.0.1:5100", host.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal));
        start.Environment["CODEXMCP_API_KEY"] = key;
        using var curl = Process.Start(start)!;
        var answer = await curl.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await curl.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, curl.ExitCode);
        Assert.Contains("[[42]]", answer);
    }

    [Fact]
    public async Task CodexConfig_Http_PrintsTheBlock()
    {
        var (code, block, errors) = await HostProcess.RunAsync("codex-config", "--role", "data-analytics", "--http", "http://127.0.0.1:5100");

        Assert.True(code == 0, errors);
        Assert.Contains("url = \"http://127.0.0.1:5100/mcp/data-analytics\"", block);
        Assert.Contains("bearer_token_env_var = \"CODEXMCP_API_KEY\"", block);
    }

    [GeneratedRegex("```sh\n(?<command>curl .*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
