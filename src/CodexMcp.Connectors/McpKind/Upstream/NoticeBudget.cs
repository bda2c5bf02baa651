namespace CodexMcp.Connectors.McpKind.Upstream;

/// <summary>How many notifications a server may send in a few seconds before it counts as a flood.</summary>
internal sealed class NoticeBudget(TimeProvider time)
{
    private const int Most = 5_000;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);
    private long start = time.GetTimestamp();
    private int count;

    /// <summary>Counts one more.</summary>
    /// <exception cref="UpstreamBrokenException">There are too many.</exception>
    public void Count()
    {
        if (time.GetElapsedTime(start) > Window)
        {
            start = time.GetTimestamp();
            count = 0;
        }

        if (++count > Most)
        {
            throw new UpstreamBrokenException($"The server sent more than {Most} notifications in {Window.TotalSeconds:0} s.");
        }
    }
}
