namespace CodexMcp.Sandbox.Salesforce;

/// <summary>Counts requests over a rolling day, minute by minute.</summary>
internal sealed class RequestQuota(TimeProvider time, long most)
{
    private readonly Queue<(long Minute, long Count)> _minutes = new();
    private long _current = -1;
    private long _count;
    private long _used;

    public long Most => most;

    /// <summary>How many requests the last day has seen.</summary>
    public long Used
    {
        get
        {
            Roll();
            return _used;
        }
    }

    /// <summary>Counts one request, or says no.</summary>
    public bool Take()
    {
        Roll();
        if (_used >= most)
        {
            return false;
        }

        Add(1);
        return true;
    }

    /// <summary>Uses up so many at once, as other clients of the org would.</summary>
    public void Add(long count)
    {
        Roll();
        _count += count;
        _used += count;
    }

    private void Roll()
    {
        var minute = time.GetUtcNow().ToUnixTimeSeconds() / 60;
        if (minute != _current)
        {
            if (_count > 0)
            {
                _minutes.Enqueue((_current, _count));
            }

            (_current, _count) = (minute, 0);
        }

        while (_minutes.TryPeek(out var oldest) && oldest.Minute <= minute - 1_440)
        {
            _used -= _minutes.Dequeue().Count;
        }
    }
}
