namespace CodexMcp.Connectors.McpKind.Upstream;

/// <summary>Compares a server's lists when it says that they have changed; one that says so all the time does not keep us busy with them.</summary>
internal sealed class Recheck(Func<Task> run, TimeProvider time, CancellationToken closing)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private int asked;
    private long ranAt;

    /// <summary>They have changed.</summary>
    public void Ask()
    {
        if (Interlocked.Exchange(ref asked, 1) == 0)
        {
            _ = RunAsync();
        }
    }

    private async Task RunAsync()
    {
        try
        {
            await Task.Yield();
            if (ranAt != 0 && Pause - time.GetElapsedTime(ranAt) is { Ticks: > 0 } left)
            {
                await Task.Delay(left, time, closing).ConfigureAwait(false);
            }

            ranAt = time.GetTimestamp();
            Interlocked.Exchange(ref asked, 0);
            await run().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The next call finds out the same and says so.
        }
    }
}
