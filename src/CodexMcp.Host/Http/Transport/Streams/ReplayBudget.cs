namespace CodexMcp.Host.Http.Transport.Streams;

/// <summary>How many bytes are kept of all streams together, for clients that lose their connection. When it is used up, streams are sent but not kept.</summary>
internal sealed class ReplayBudget(long limit)
{
    private long used;

    /// <summary>How many bytes are kept now.</summary>
    public long Used => Interlocked.Read(ref used);

    /// <summary>Takes so many bytes; false when there are not so many left.</summary>
    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref used, bytes) <= limit)
        {
            return true;
        }

        Interlocked.Add(ref used, -bytes);
        return false;
    }

    /// <summary>Gives bytes back.</summary>
    public void Give(long bytes) => Interlocked.Add(ref used, -bytes);
}
