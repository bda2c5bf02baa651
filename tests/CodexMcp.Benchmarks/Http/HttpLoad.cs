using System.Diagnostics;
using System.Globalization;

namespace CodexMcp.Benchmarks.Http;

/// <summary>What a load showed.</summary>
/// <param name="PerSecond">Calls per second.</param>
/// <param name="P50">The median, in microseconds.</param>
/// <param name="P99">The 99th percentile, in microseconds.</param>
/// <param name="Calls">How many calls there were, those of the warm-up too.</param>
/// <param name="Processor">What the server's process spent on each of them, in microseconds; filled in by whoever knows the process.</param>
internal readonly record struct LoadFigures(double PerSecond, double P50, double P99, double Calls, double Processor = 0)
{
    /// <summary>One line of text.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{PerSecond:0.0} {P50:0.0} {P99:0.0} {Calls:0}");

    /// <summary>Reads that line.</summary>
    public static LoadFigures Parse(string line)
    {
        var parts = Array.ConvertAll(line.Split(' '), part => double.Parse(part, CultureInfo.InvariantCulture));
        return new(parts[0], parts[1], parts[2], parts[3]);
    }
}

/// <summary>The load generator: so many connections, each with one call under way at any time.</summary>
internal static class HttpLoad
{
    /// <summary>Runs it as a process of its own: <c>load-http PORT KEY|- session|modern CONNECTIONS SECONDS</c>; prints the figures as a line.</summary>
    public static async Task RunAsync(string[] arguments)
    {
        var figures = await MeasureAsync(
            int.Parse(arguments[0], CultureInfo.InvariantCulture),
            arguments[1] == "-" ? null : arguments[1],
            arguments[2] == "session",
            int.Parse(arguments[3], CultureInfo.InvariantCulture),
            TimeSpan.FromSeconds(double.Parse(arguments[4], CultureInfo.InvariantCulture)));
        Console.WriteLine(figures);
    }

    /// <summary>Loads a server; the first fifth of the time only warms up.</summary>
    public static async Task<LoadFigures> MeasureAsync(int port, string? key, bool sessions, int connections, TimeSpan time)
    {
        var wire = new HttpWire(key);
        var open = new List<(HttpConnection Connection, byte[] Call, string? Session)>();
        try
        {
            for (var i = 0; i < connections; i++)
            {
                var connection = await HttpConnection.OpenAsync(port);
                var session = sessions ? await BeginAsync(connection, wire) : null;
                open.Add((connection, wire.Call(session), session));
            }

            var start = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds / 5 * Stopwatch.Frequency);
            var end = start + (long)(time.TotalSeconds * Stopwatch.Frequency);
            var all = await Task.WhenAll(open.Select(each => Task.Run(() => LoopAsync(each.Connection, each.Call, start, end))));
            foreach (var (connection, _, session) in open)
            {
                // Ours only: what it still holds of a session would look like growth in a soak. The yardsticks know no DELETE.
                if (session is not null && key is not null)
                {
                    await connection.SendAsync(wire.End(session));
                }
            }

            var latencies = all.SelectMany(static each => each.Latencies).Order().ToArray();
            return new(latencies.Length / time.TotalSeconds, Microseconds(latencies, 0.5), Microseconds(latencies, 0.99), all.Sum(static each => each.Calls));
        }
        finally
        {
            open.ForEach(each => each.Connection.Dispose());
        }
    }

    /// <summary>Begins a session on a connection; gives its id. A server without sessions has none.</summary>
    public static async Task<string?> BeginAsync(HttpConnection connection, HttpWire wire)
    {
        await connection.SendAsync(wire.Initialize());
        if (connection.Header("Mcp-Session-Id") is not { } session)
        {
            return null;
        }

        await connection.SendAsync(wire.Initialized(session));
        return session;
    }

    private static async Task<(List<int> Latencies, int Calls)> LoopAsync(HttpConnection connection, byte[] call, long start, long end)
    {
        var latencies = new List<int>(100_000);
        await connection.SendAsync(call);
        if (!connection.Text().Contains("\"rows\"", StringComparison.Ordinal))
        {
            throw new IOException($"This is no answer to the call: {connection.Text()}");
        }

        for (var calls = 1; ; calls++)
        {
            var before = Stopwatch.GetTimestamp();
            await connection.SendAsync(call);
            var now = Stopwatch.GetTimestamp();
            if (now > end)
            {
                return (latencies, calls + 1);
            }

            if (before >= start)
            {
                latencies.Add((int)(now - before));
            }
        }
    }

    private static double Microseconds(int[] sorted, double share) =>
        sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))] * 1e6 / Stopwatch.Frequency;
}
