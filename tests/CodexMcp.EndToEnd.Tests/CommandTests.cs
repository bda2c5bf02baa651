using System.Text.Json;
using System.Text.RegularExpressions;

namespace CodexMcp.EndToEnd.Tests;

/// <summary>The commands that start processes or servers of their own; the others are tested in process.</summary>
public sealed class CommandTests
{
    /// <summary>A path of each simulated system that nobody reaches without credentials.</summary>
    private static readonly Dictionary<string, string> Paths = new()
    {
        ["snowflake"] = "api/v2/statements",
        ["hubspot"] = "crm/v3/objects/contacts",
        ["databricks"] = "api/2.0/sql/statements",
        ["salesforce"] = "services/data/v66.0/sobjects/Account",
    };

    [Fact]
    public async Task Demo_Text_TellsTheWholeStory()
    {
        var (code, output, errors) = await HostProcess.RunAsync("demo");

        Assert.True(code == 0, output + errors);
        Assert.Contains("snowflake_run_query", output);
        Assert.Contains("week_before", output);
        Assert.Contains("paid_social", output);
        Assert.Contains("5.4.0", output);
        Assert.Contains("> approve", output);
        Assert.Contains("refused", output);
        Assert.Contains("all sound", output);
        Assert.DoesNotContain("\u001b", output);
    }

    [Fact]
    public async Task Demo_Json_IsOneTranscript()
    {
        var (code, output, _) = await HostProcess.RunAsync("demo", "--json");

        using var transcript = JsonDocument.Parse(output);
        Assert.Equal(0, code);
        Assert.True(transcript.RootElement.GetProperty("ok").GetBoolean());
        Assert.Equal(7, transcript.RootElement.GetProperty("steps").GetArrayLength());
    }

    [Fact]
    public async Task Doctor_GoodInstallation_FindsNothingBad()
    {
        using var folder = new TestFolder();
        var (code, output, errors) = await HostProcess.RunAsync("doctor", "--json", "--state", folder.State);

        Assert.True(code == 0, output + errors);
        using var report = JsonDocument.Parse(output);
        var checks = report.RootElement.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("check").GetString()!).ToHashSet();
        Assert.Superset(new HashSet<string> { "runtime", "home", "state", "clock", "roles", "connectors", "access", "audit", "sandbox", "stdio", "serve", "keys", "codex" }, checks);
    }

    [Fact]
    public async Task Doctor_OpenStateFolder_SaysTheFix()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder.State);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder.State, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead);
        }

        var (code, output, _) = await HostProcess.RunAsync("doctor", "--state", folder.State);

        Assert.Equal(65, code);
        Assert.Contains($"chmod 700 '{folder.State}'", output);
    }

    [Fact]
    public async Task Sandbox_FreePort_AnswersOnLoopbackForEverySystem()
    {
        using var folder = new TestFolder();
        await using var host = HostProcess.Start("sandbox", "--urls", "http://127.0.0.1:0", "--json", "--state", folder.State);
        var text = "";
        while (!text.EndsWith("\n}\n", StringComparison.Ordinal))
        {
            text += await host.Process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) + "\n";
        }

        using var ready = JsonDocument.Parse(text);
        using var http = new HttpClient();
        foreach (var system in ready.RootElement.GetProperty("systems").EnumerateArray())
        {
            var address = system.GetProperty("address").GetString()!;
            Assert.Matches(@"^http://127\.0\.0\.1:\d+/$", address);
            using var login = JsonDocument.Parse(await File.ReadAllTextAsync(system.GetProperty("credentials_file").GetString()!, TestContext.Current.CancellationToken));
            if (!Paths.TryGetValue(system.GetProperty("system").GetString()!, out var path))
            {
                // Made of a manifest: it answers, and tells nothing to whoever does not prove himself.
                using var nothing = await http.GetAsync(address + "nothing", TestContext.Current.CancellationToken);
                Assert.True((int)nothing.StatusCode >= 400 || (await nothing.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Contains("\"ok\":false", StringComparison.Ordinal));
                continue;
            }

            Assert.NotEmpty(login.RootElement.EnumerateObject());
            using var answer = await http.PostAsync(address + path, new StringContent("{}"), TestContext.Current.CancellationToken);
            Assert.Equal(401, (int)answer.StatusCode);
        }
    }

    [Fact]
    public async Task Sandbox_ConnectorWithAMistake_SaysWhyItIsNotServed()
    {
        using var folder = new TestFolder();
        var broken = Directory.CreateDirectory(Path.Combine(folder.State, "connectors", "broken")).FullName;
        await File.WriteAllTextAsync(Path.Combine(broken, "connector.yaml"), "connector: broken\nkindd: http\n", TestContext.Current.CancellationToken);
        await using var host = HostProcess.Start("sandbox", "--urls", "http://127.0.0.1:0", "--state", folder.State, "--connectors", Path.GetDirectoryName(broken)!);

        Assert.NotNull(await host.Process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        host.Process.Kill();
        await host.Process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Contains("broken/connector.yaml", host.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("https://127.0.0.1:0")]
    [InlineData("nonsense")]
    public async Task Sandbox_AnyOtherAddress_IsRefused(string url)
    {
        using var folder = new TestFolder();
        Assert.Equal(2, (await HostProcess.RunAsync("sandbox", "--urls", url, "--state", folder.State)).Code);
    }

    [Fact]
    public async Task Version_Asked_IsToldOnStandardOutput()
    {
        var (code, output, _) = await HostProcess.RunAsync("--version");
        Assert.Equal(0, code);
        Assert.Matches(new Regex(@"^\d+\.\d+\.\d+"), output);
    }
}
