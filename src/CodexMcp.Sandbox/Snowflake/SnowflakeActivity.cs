using System.Collections.Concurrent;
using CodexMcp.Sandbox.Faults;

namespace CodexMcp.Sandbox.Snowflake;

/// <summary>What has reached the simulated vendor, for tests and for the curious, and what shall go wrong next.</summary>
public sealed class SnowflakeActivity
{
    private const int Kept = 10_000;
    private readonly ConcurrentQueue<string> _tags = new();
    private readonly ConcurrentQueue<string> _statements = new();
    private readonly long[] _requests = new long[Enum.GetValues<SnowflakeRequestKind>().Length];
    private readonly WireActivity _wire = new();
    private long _executed;
    private long _cancelled;

    /// <summary>Statements that were really executed, repeats by <c>retry=true</c> not counted.</summary>
    public long StatementsExecuted => Interlocked.Read(ref _executed);

    /// <summary>Statements that a client cancelled while they ran.</summary>
    public long StatementsCancelled => Interlocked.Read(ref _cancelled);

    /// <summary>The QUERY_TAG of each executed statement that had one, oldest first, the last 10,000.</summary>
    public IReadOnlyList<string> QueryTags => [.. _tags];

    /// <summary>The text of each executed statement, oldest first, the last 10,000.</summary>
    public IReadOnlyList<string> Statements => [.. _statements];

    /// <summary>How many requests of a kind have arrived, failed ones included.</summary>
    public long Requests(SnowflakeRequestKind kind) => Interlocked.Read(ref _requests[(int)kind]);

    /// <summary>Plans a fault for the next <paramref name="count"/> requests that it fits.</summary>
    public void Fail(WireFault fault, int count = 1) => _wire.Fail(fault, count);

    /// <summary>Plans a fault for the next request of a kind. Snowflake says no Retry-After with its 429.</summary>
    public void Fail(WireFaultKind fault, SnowflakeRequestKind only) => Fail(new WireFault(fault)
    {
        Only = request => SnowflakeRoute.Of(request).Kind == only,
        RetryAfter = fault == WireFaultKind.TooManyRequests ? null : TimeSpan.FromSeconds(1),
    });

    internal WireFault? Arrived(SimulatorRequest request, SnowflakeRequestKind kind)
    {
        Interlocked.Increment(ref _requests[(int)kind]);
        return _wire.Arrived(request);
    }

    internal void Executed(string statement, string? tag)
    {
        Interlocked.Increment(ref _executed);
        Keep(_statements, statement);
        if (tag is not null)
        {
            Keep(_tags, tag);
        }
    }

    internal void Cancelled() => Interlocked.Increment(ref _cancelled);

    private static void Keep(ConcurrentQueue<string> queue, string value)
    {
        queue.Enqueue(value);
        while (queue.Count > Kept)
        {
            queue.TryDequeue(out _);
        }
    }
}
