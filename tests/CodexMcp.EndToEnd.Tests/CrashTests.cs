using System.Text;
using CodexMcp.Core.Audit;

namespace CodexMcp.EndToEnd.Tests;

/// <summary>SIGKILL in the middle of everything: what was answered is on record, and the trail proves it.</summary>
public sealed class CrashTests
{
    private const int Calls = 1000;

    [Fact]
    public async Task Kill_DuringAThousandCalls_NoAnsweredCallIsMissingFromTheTrail()
    {
        using var folder = new TestFolder();
        var roles = folder.Roles(("permits: 120", "permits: 1000000"), ("permits: 60", "permits: 1000000"), ("concurrency: 8", "concurrency: 256"));
        List<string> answered = [];
        await using (var host = HostProcess.Serve(folder.State, roles))
        {
            await host.HandshakeAsync();
            await host.CallAsync(1, "snowflake_list_databases");
            await host.ReadAsync(1);
            var burst = new StringBuilder();
            for (var id = 2; id <= Calls + 1; id++)
            {
                // One statement in three is refused: a refusal is an answer too, and its error names the call.
                var statement = id % 3 == 0 ? "DROP TABLE x" : $"SELECT {id} AS id";
                burst.Append($$$$"""{"jsonrpc":"2.0","id":{{{{id}}}},"method":"tools/call","params":{"name":"snowflake_run_query","arguments":{"statement":"{{{{statement}}}}"}}}""").Append('\n');
            }

            var sending = host.SendAsync(Encoding.UTF8.GetBytes(burst.ToString()));
            for (var count = 0; count < Calls / 2; count++)
            {
                var answer = await host.ReadAsync();
                if (answer.GetProperty("result").GetProperty("structuredContent").TryGetProperty("error", out var error))
                {
                    answered.Add(error.GetProperty("call_id").GetString()!);
                }
            }

            host.Process.Kill();
            await host.ExitAsync();
            await Assert.ThrowsAnyAsync<Exception>(async () =>
            {
                await sending;
                throw new IOException("All was sent before the end.");
            });
        }

        Assert.NotEmpty(answered);
        var (records, finished) = await ReadAsync(folder);
        Assert.Empty(answered.Except(records));
        Assert.True(finished >= (Calls / 2) + 1, $"{finished} records for {Calls / 2 + 1} answers");
        Assert.Equal(0, (await HostProcess.RunAsync("audit", "verify", "--state", folder.State)).Code);

        // The next process finds the dead chain and says so; the trail stays sound.
        await using (var next = HostProcess.Serve(folder.State, roles))
        {
            await next.CallAsync(1, "snowflake_list_databases");
            await next.ReadAsync(1);
            await RecoveredAsync(folder);
            next.Process.StandardInput.Close();
            await next.ExitAsync();
        }

        Assert.True(AuditVerifier.Verify(folder.Audit).Ok);
        await OneByteAsync(folder);
    }

    /// <summary>Any one byte of any record: a sample spread over the whole file.</summary>
    private static async Task OneByteAsync(TestFolder folder)
    {
        var file = Directory.EnumerateFiles(folder.Audit, "*.jsonl").MaxBy(name => new FileInfo(name).Length)!;
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        for (var at = 7; at < bytes.Length; at += bytes.Length / 20)
        {
            var was = bytes[at];
            bytes[at] = (byte)(was == (byte)'x' ? 'y' : 'x');
            await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);
            var found = AuditVerifier.Verify(folder.Audit);
            Assert.False(found.Ok, $"byte {at} of {Path.GetFileName(file)}");
            Assert.Equal(Path.GetFileName(file), found.FirstBad!.File);
            bytes[at] = was;
        }

        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);
        var (code, output, _) = await HostProcess.RunAsync("audit", "verify", "--json", "--state", folder.State);
        Assert.Equal(65, code);
        Assert.Contains("\"ok\": false", output);
    }

    private static async Task<(HashSet<string> Calls, int Finished)> ReadAsync(TestFolder folder)
    {
        HashSet<string> calls = [];
        var finished = 0;
        await foreach (var record in AuditTail.ReadAsync(folder.Audit, 100_000, follow: false, TimeProvider.System, TestContext.Current.CancellationToken))
        {
            if (record.Text("event") == AuditEvents.Finished)
            {
                finished++;
                calls.Add(record.Text("call_id")!);
            }
        }

        return (calls, finished);
    }

    private static async Task RecoveredAsync(TestFolder folder)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await foreach (var record in AuditTail.ReadAsync(folder.Audit, 100_000, follow: true, TimeProvider.System, limit.Token))
        {
            if (record.Text("event") == AuditEvents.Recovered)
            {
                return;
            }
        }
    }
}
