using System.Globalization;
using ModelContextProtocol.Protocol;

namespace CodexMcp.EndToEnd.Tests.Http;

/// <summary>Many principals at once on one process: nobody ever gets another's answer.</summary>
public sealed class ManyPrincipalsTests
{
    private const int Principals = 50;
    private const int CallsEach = 200;

    // The connector takes 32 calls at once; more would be told to come back.
    private const int AtOnce = 30;

    [Fact]
    public async Task Calls_FiftyPrincipalsInParallel_EveryAnswerCarriesItsOwnMarker()
    {
        using var folder = new TestFolder();
        var roles = folder.Roles(("permits: 120", "permits: 100000"), ("permits: 60", "permits: 100000"));
        var keys = await ServedHost.KeysAsync(folder.State, Enumerable.Range(0, Principals).Select(number => $"key:marker-{number}"));
        await using var host = await ServedHost.StartAsync(folder.State, "--roles", roles);

        using var room = new SemaphoreSlim(AtOnce);

        // Half of them speak 2026-07-28, half hold a session; each has two calls under way at any time.
        var answers = await Task.WhenAll(keys.Select(async (key, number) =>
        {
            await using var client = await host.ConnectAsync(key, number % 2 == 0 ? null : "2025-11-25");
            var own = 0;
            await Parallel.ForEachAsync(
                Enumerable.Range(0, CallsEach),
                new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = TestContext.Current.CancellationToken },
                async (call, cancellationToken) =>
                {
                    var marker = string.Create(CultureInfo.InvariantCulture, $"marker-{number}-call-{call}-end");
                    await room.WaitAsync(cancellationToken);
                    CallToolResult result;
                    try
                    {
                        result = await client.CallToolAsync(
                            "snowflake_run_query", new Dictionary<string, object?> { ["statement"] = $"SELECT '{marker}' AS MARKER" }, cancellationToken: cancellationToken);
                    }
                    finally
                    {
                        room.Release();
                    }

                    var text = string.Concat(result.Content.OfType<TextContentBlock>().Select(block => block.Text)) + result.StructuredContent;
                    Assert.True(result.IsError != true, text);
                    Assert.Contains(marker, text);
                    Assert.DoesNotContain("marker-", text.Replace(marker, ""));
                    Interlocked.Increment(ref own);
                });
            return own;
        }));

        Assert.Equal(Principals * CallsEach, answers.Sum());
        await host.TerminateAsync();
        Assert.Equal(0, await host.Host.ExitAsync());
        var (code, report, errors) = await HostProcess.RunAsync("audit", "verify", "--state", folder.State);
        Assert.True(code == 0, report + errors);
    }
}
