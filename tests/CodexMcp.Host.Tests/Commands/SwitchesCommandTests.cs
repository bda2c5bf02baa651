using System.Text.Json;
using CodexMcp.Core.Access;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Pipeline;
using CodexMcp.Host.Commands;
using CodexMcp.Host.Composition;
using CodexMcp.Host.Output;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodexMcp.Host.Tests.Commands;

/// <summary>Kill switches at the command line, thrown in one process and felt in another that shares the state folder.</summary>
public sealed class SwitchesCommandTests : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("codex-mcp-test-").FullName;
    private readonly HostServices services;

    public SwitchesCommandTests() => services = new(HostSettings.Create(folder, null, null), TimeProvider.System, NullLoggerFactory.Instance);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Off_ByAnApprover_StopsCallsAndOnLetsThemRunAgain()
    {
        Assert.Contains("Nothing is off.", (await RunAsync("switches", "list")).Output, StringComparison.Ordinal);

        var off = await RunAsync("switches", "off", "tool", "snowflake_run_query", "--reason", "Costs run away.", "--key-file", await KeyFileAsync("carol"));

        Assert.True(off.Code == 0, off.Errors);
        var stopped = await CallAsync();
        Assert.Equal(OutcomeCode.Denied, stopped.Code);
        Assert.Contains("Costs run away.", stopped.Text, StringComparison.Ordinal);
        var listed = JsonDocument.Parse((await RunAsync("switches", "list", "--json")).Output).RootElement.GetProperty("off")[0];
        Assert.Equal("key:carol", listed.GetProperty("by").GetString());
        Assert.Contains("snowflake_run_query", (await RunAsync("switches", "list")).Output, StringComparison.Ordinal);
        Assert.Equal(3, (await RunAsync("switches", "off", "tool", "snowflake_run_query", "--reason", "Again.", "--key-file", await KeyFileAsync("dave"))).Code);

        var on = await RunAsync("switches", "on", "tool", "snowflake_run_query", "--reason", "Mended.", "--key-file", await KeyFileAsync("dave"), "--json");

        Assert.True(on.Code == 0, on.Errors);
        services.State.Switches.Forget(); // a second later
        Assert.Equal(OutcomeCode.Succeeded, (await CallAsync()).Code);
        var trail = string.Concat(Directory.EnumerateFiles(Path.Combine(folder, "audit"), "*.jsonl", SearchOption.AllDirectories).Select(Read));
        foreach (var expected in new[] { AuditEvents.SwitchedOff, AuditEvents.SwitchedOn, "key:carol", "key:dave", "Costs run away.", "Mended." })
        {
            Assert.Contains(expected, trail, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(2, "There is no tool 'snowflake_run_qurey'. Did you mean 'snowflake_run_query'?", "off", "tool", "snowflake_run_qurey", "--reason", "Why.")]
    [InlineData(2, "There is no role", "off", "role", "data", "--reason", "Why.")]
    [InlineData(2, "There is no connector", "off", "connector", "snowflak", "--reason", "Why.")]
    [InlineData(2, "--reason", "off", "role", "data-analytics")]
    [InlineData(2, "host", "off", "host", "data-analytics", "--reason", "Why.")]
    [InlineData(3, "no approver's key", "off", "role", "data-analytics", "--reason", "Why.")]
    [InlineData(3, "no approver's key", "on", "role", "data-analytics", "--reason", "Why.")]
    public async Task Throw_WhatCantBe_SaysWhyAndStopsNothing(int code, string message, params string[] arguments)
    {
        var refused = await RunAsync(["switches", .. arguments]);

        Assert.Equal(code, refused.Code);
        Assert.Contains(message, refused.Errors, StringComparison.Ordinal);
        Assert.Equal(OutcomeCode.Succeeded, (await CallAsync()).Code);
    }

    [Fact]
    public async Task Call_WithoutAStore_MakesNone()
    {
        Assert.Equal(OutcomeCode.Succeeded, (await CallAsync("snowflake_list_databases", "{}")).Code); // a query would have its cost kept there

        Assert.False(File.Exists(Path.Combine(folder, Storage.StateStore.FileName)));
    }

    private async Task<CallOutcome> CallAsync(string tool = "snowflake_run_query", string arguments = """{"statement":"SELECT 6 * 7 AS answer"}""") => await services.CallAsync(
        new()
        {
            Profile = services.RequireAccess("data-analytics"),
            Principal = services.Principal,
            Tool = tool,
            Arguments = Some.Json(arguments),
        },
        Token);

    private async Task<string> KeyFileAsync(string principal)
    {
        var issued = await services.State.Keys.CreateAsync(new() { Kind = ApiKeyKind.Approver, Principal = principal }, Token);
        var path = Path.Combine(folder, $"{principal}.key");
        await File.WriteAllTextAsync(path, issued.Text + "\n", Token);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return path;
    }

    // The trail is open for writing elsewhere.
    private static string Read(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    private async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await new CommandLine(Terminal.For(output, errors, TextReader.Null, canAsk: false)).RunAsync([.. arguments, "--state", folder]);
        return (code, output.ToString(), errors.ToString());
    }
}
