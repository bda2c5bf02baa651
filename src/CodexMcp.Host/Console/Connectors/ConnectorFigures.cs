namespace CodexMcp.Host.Console.Connectors;

/// <summary>The attempts of one connector: how many, how many failed, and how long the latest ones took. Bounded.</summary>
internal sealed class ConnectorFigures
{
    private const int Kept = 512;
    private readonly double[] latest = new double[Kept];
    private readonly Lock gate = new();
    private long attempts;
    private long failures;

    /// <summary>An attempt has ended.</summary>
    public void Add(double seconds, bool failed)
    {
        lock (gate)
        {
            latest[attempts++ % Kept] = seconds;
            failures += failed ? 1 : 0;
        }
    }

    /// <summary>How it is now.</summary>
    public Latency Read()
    {
        double[] sorted;
        long all, bad;
        lock (gate)
        {
            (all, bad) = (attempts, failures);
            sorted = latest[..(int)Math.Min(attempts, Kept)];
        }

        Array.Sort(sorted);
        return new(all, bad, Percentile.Of(sorted, 0.5), Percentile.Of(sorted, 0.95));
    }
}

/// <summary>Attempts, failures, and the latency of the latest attempts in seconds.</summary>
internal readonly record struct Latency(long Attempts, long Failures, double? P50, double? P95);
