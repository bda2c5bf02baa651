using System.Diagnostics;
using System.Runtime.InteropServices;
using CodexMcp.Core.Audit;

namespace CodexMcp.EndToEnd.Tests;

/// <summary>How a session begins and ends.</summary>
public sealed class LifetimeTests
{
    /// <summary>Runs for days unless somebody stops it.</summary>
    private const string Endless =
        """{"statement":"WITH RECURSIVE r AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM r WHERE i < 900000000000) SELECT COUNT(*) AS n FROM r"}""";

    [Fact]
    public async Task Client_VanishesMidCall_CallIsCancelledRecordedAndTheProcessGone()
    {
        using var folder = new TestFolder();
        await using var host = HostProcess.Serve(folder.State);
        await StartEndlessAsync(host);

        var clock = Stopwatch.StartNew();
        host.Process.StandardInput.Close();
        host.Process.StandardOutput.Close();
        await host.ExitAsync();

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(4), $"took {clock.Elapsed}");
        await AssertCancelledAsync(folder);
    }

    [Fact]
    public async Task EndOfInput_MidCallWithAReader_EndsBeforeAClientLosesPatience()
    {
        using var folder = new TestFolder();
        await using var host = HostProcess.Serve(folder.State);
        await StartEndlessAsync(host);

        var clock = Stopwatch.StartNew();
        host.Process.StandardInput.Close();

        Assert.Equal(0, await host.ExitAsync());
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(6), $"took {clock.Elapsed}");
        await AssertCancelledAsync(folder);
    }

    [Fact]
    public async Task Terminate_MidCall_CallIsCancelledRecordedAndTheProcessEndsInOrder()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no SIGTERM on Windows.");
        using var folder = new TestFolder();
        await using var host = HostProcess.Serve(folder.State);
        await StartEndlessAsync(host);

        var clock = Stopwatch.StartNew();
        Assert.Equal(0, Kill(host.Process.Id, 15));

        Assert.Equal(0, await host.ExitAsync());
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(4), $"took {clock.Elapsed}");
        await AssertCancelledAsync(folder);
    }

    [Fact]
    public async Task Cancel_MidCall_StopsTheVendorsWorkAndSendsNoAnswer()
    {
        using var folder = new TestFolder();
        await using var host = HostProcess.Serve(folder.State);
        await StartEndlessAsync(host);

        await host.SendAsync("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}""");
        await host.CallAsync(8, "snowflake_list_databases");

        Assert.Equal(8, (await host.ReadAsync()).GetProperty("id").GetInt32());
        await AssertCancelledAsync(folder);
    }

    [Theory]
    [InlineData("no-such-role", "no-such-role")]
    [InlineData("../data-analytics", "data-analytics")]
    [InlineData("Data-Analytics", "Data-Analytics")]
    public async Task Start_UnknownRole_EndsWithTheConfigurationCode(string role, string named)
    {
        using var folder = new TestFolder();
        var (code, output, errors) = await HostProcess.RunAsync("stdio", "--role", role, "--state", folder.State);

        Assert.Equal(78, code);
        Assert.Empty(output);
        Assert.Contains(named, errors);
    }

    [Fact]
    public async Task Start_SeveralFaults_AreAllToldWithTheirLines()
    {
        using var folder = new TestFolder();
        var roles = folder.Roles(("owner: data-analytics", "ownr: data-analytics"), ("concurrency: 8", "concurrency: 8000"), ("- run_query", "- run_qery"));

        var (code, output, errors) = await HostProcess.RunAsync("stdio", "--role", "data-analytics", "--state", folder.State, "--roles", roles);

        Assert.Equal(78, code);
        Assert.Empty(output);
        Assert.Matches(@"roles/data-analytics/role\.yaml:\d+:\d+: .*ownr", errors);
        Assert.Contains("owner", errors);
        Assert.Matches(@"role\.yaml:\d+:\d+: .*concurrency|8000", errors);
        Assert.Contains("run_qery", errors);
    }

    [Fact]
    public async Task Start_PrincipalInNoAccessGroup_EndsWithTheConfigurationCode()
    {
        using var folder = new TestFolder();
        var roles = folder.Roles();
        var groups = Path.Combine(roles, "groups.yaml");
        File.WriteAllText(groups, File.ReadAllText(groups).Replace("local:*", "local:nobody-of-this-name"));

        var (code, output, errors) = await HostProcess.RunAsync("stdio", "--role", "data-analytics", "--state", folder.State, "--roles", roles);

        Assert.Equal(78, code);
        Assert.Empty(output);
        Assert.Contains("may not use the role data-analytics", errors);
    }

    private static async Task StartEndlessAsync(HostProcess host)
    {
        await host.HandshakeAsync();

        // The first call makes the data. The markers are refused before they reach the warehouse, so they don't wait behind the
        // endless one; when three of them were answered in turn, it is at work.
        await host.CallAsync(1, "snowflake_list_databases");
        await host.ReadAsync(1);
        await host.CallAsync(7, "snowflake_run_query", Endless);
        for (var marker = 2; marker <= 4; marker++)
        {
            await host.CallAsync(marker, "snowflake_run_query", """{"statement":"DROP TABLE x"}""");
            await host.ReadAsync(marker);
        }
    }

    private static async Task AssertCancelledAsync(TestFolder folder)
    {
        List<string> seen = [];
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            await foreach (var record in AuditTail.ReadAsync(folder.Audit, 100, follow: true, TimeProvider.System, limit.Token))
            {
                seen.Add(AuditFormatter.Format(record));
                if (record.Text("event") == AuditEvents.Finished && record.Text("outcome") == "cancelled")
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail(string.Join('\n', seen));
        }

        Assert.True(AuditVerifier.Verify(folder.Audit).Ok);
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
