namespace CodexMcp.Sandbox.Faults;

/// <summary>What has reached a simulated vendor, for tests and for the curious, and what shall go wrong next.</summary>
public sealed class WireActivity
{
    private const int Kept = 10_000;
    private readonly Lock _lock = new();
    private readonly Queue<string> _requests = new();
    private readonly LinkedList<(WireFault Fault, int Left)> _faults = new();
    private long _count;

    /// <summary>How many requests have arrived, failed ones included.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Method and path of each request, oldest first, the last 10,000; never a query, a header or a body.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>How many of the kept requests have this method and this path; a path that ends in <c>*</c> takes all that begin so.</summary>
    public int CountOf(string method, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var wanted = $"{method} {path.TrimEnd('*')}";
        return Requests.Count(request => path.EndsWith('*') ? request.StartsWith(wanted, StringComparison.Ordinal) : request == wanted);
    }

    /// <summary>Plans a fault for the next <paramref name="count"/> requests that it fits; <see cref="int.MaxValue"/> means until <see cref="Heal"/>.</summary>
    public void Fail(WireFault fault, int count = 1)
    {
        ArgumentNullException.ThrowIfNull(fault);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        lock (_lock)
        {
            _faults.AddLast((fault, count));
        }
    }

    /// <summary>Takes back every planned fault.</summary>
    public void Heal()
    {
        lock (_lock)
        {
            _faults.Clear();
        }
    }

    /// <summary>Notes a request and takes the first planned fault that fits it.</summary>
    internal WireFault? Arrived(SimulatorRequest request)
    {
        Interlocked.Increment(ref _count);
        lock (_lock)
        {
            _requests.Enqueue($"{request.Method} {request.Path}");
            if (_requests.Count > Kept)
            {
                _requests.Dequeue();
            }

            for (var node = _faults.First; node is not null; node = node.Next)
            {
                var (fault, left) = node.Value;
                if (fault.Only?.Invoke(request) == false)
                {
                    continue;
                }

                if (left == 1)
                {
                    _faults.Remove(node);
                }
                else if (left != int.MaxValue)
                {
                    node.Value = (fault, left - 1);
                }

                return fault;
            }
        }

        return null;
    }
}
