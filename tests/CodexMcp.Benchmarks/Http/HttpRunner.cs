using System.Diagnostics;
using CodexMcp.Benchmarks.Processes;

namespace CodexMcp.Benchmarks.Http;

/// <summary>Compares our endpoint with the bare SDK and with a fixed answer, interleaved in one run: what counts are the ratios.</summary>
internal sealed class HttpRunner(HttpOptions options)
{
    /// <summary>Seconds for each era: on a busy machine the compiler needs that long until it has seen to every method that counts.</summary>
    private const double WarmUp = 6;

    private static readonly int[] Connections = [1, 16, 64];

    /// <summary>Measures and reports.</summary>
    public async Task<ProcessReport> RunAsync()
    {
        var report = new ProcessReport();
        if (options.Parts.Contains("calls"))
        {
            MeasureCalls(report);
        }

        if (options.Parts.Contains("list"))
        {
            await MeasureListAsync(report);
        }

        if (options.Parts.Contains("sessions"))
        {
            await MeasureSessionsAsync(report);
        }

        return report;
    }

    /// <summary>Loads our side for minutes, in both eras by turns, and prints what stays alive.</summary>
    public static async Task SoakAsync(double minutes)
    {
        using var ours = HttpServerProcess.Ours();
        var clock = Stopwatch.StartNew();
        long first = 0;
        Console.WriteLine("| minute | calls/s | alive MiB | resident MiB | alive against the first row |\n|---:|---:|---:|---:|---:|");
        for (var turn = 0; clock.Elapsed.TotalMinutes < minutes || turn < 2; turn++)
        {
            var figures = ours.Load(sessions: turn % 2 == 0, 16, Math.Clamp(minutes * 60 / 10, 1, 30));
            var alive = await ours.AliveAsync();
            first = turn == 0 ? alive : first;
            Console.WriteLine(FormattableString.Invariant(
                $"| {clock.Elapsed.TotalMinutes:0.0} | {figures.PerSecond:0} | {alive / 1048576.0:0.00} | {ours.ResidentKiB() / 1024.0:0.0} | {(alive - first) / 1024.0:+0;-0;0} KiB |"));
        }
    }

    private void MeasureCalls(ProcessReport report)
    {
        using var still = HttpServerProcess.Fixed();
        using var bare = HttpServerProcess.Bare();
        using var ours = HttpServerProcess.Ours();
        var cells = new Dictionary<(string Server, bool Sessions, int Connections), List<LoadFigures>>();
        var servers = new List<HttpServerProcess> { still, bare, ours };
        foreach (var server in servers)
        {
            // Compiled and in its stride before anything counts.
            server.Load(sessions: true, 16, WarmUp);
            server.Load(sessions: false, 16, WarmUp);
        }

        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var connections in Connections)
            {
                foreach (var sessions in new[] { true, false })
                {
                    foreach (var server in servers.Where(server => server != still || sessions))
                    {
                        var key = (server.Name, sessions, connections);
                        (cells.TryGetValue(key, out var list) ? list : cells[key] = []).Add(server.Load(sessions, connections, options.Seconds));
                    }
                }
            }

            servers.Reverse();
        }

        foreach (var sessions in new[] { true, false })
        {
            var era = sessions ? "sessions" : "2026-07-28";
            foreach (var connections in Connections)
            {
                var (our, their) = (Best(cells[(ours.Name, sessions, connections)]), Best(cells[(bare.Name, sessions, connections)]));
                report.Add($"{era}, {connections} connections", "calls/s", our.PerSecond, their.PerSecond, sessions ? ">= 0.7" : "> 1");
                report.Add($"{era}, {connections} connections, p50", "µs", our.P50, their.P50, null);
                report.Add($"{era}, {connections} connections, p99", "µs", our.P99, their.P99, null);
                report.Add($"{era}, {connections} connections, the server's processor time for a call", "µs", our.Processor, their.Processor, null);
            }
        }

        foreach (var connections in Connections)
        {
            var (our, fix) = (Best(cells[(ours.Name, true, connections)]), Best(cells[(still.Name, true, connections)]));
            report.Add($"sessions, {connections} connections, against a fixed answer", "calls/s", our.PerSecond, fix.PerSecond, null);
        }
    }

    private static async Task MeasureListAsync(ProcessReport report)
    {
        using var bare = HttpServerProcess.Bare(1000);
        using var ours = HttpServerProcess.Ours(1000);
        var (our, their) = (await HttpLists.MeasureAsync(ours), await HttpLists.MeasureAsync(bare));
        report.Add($"list of 1,000 tools, whole ({our.Pages} pages, {their.Pages} page)", "µs", our.WholeP50, their.WholeP50, "< 1000");
        report.Add("list of 1,000 tools, the longest page", "µs", our.PageP50, their.PageP50, null);
    }

    private async Task MeasureSessionsAsync(ProcessReport report)
    {
        using var bare = HttpServerProcess.Bare();
        using var ours = HttpServerProcess.Ours();
        var (our, their) = (await HttpSessions.MeasureAsync(ours, options.Sessions), await HttpSessions.MeasureAsync(bare, options.Sessions));
        report.Add($"one of {options.Sessions} idle sessions, alive", "KiB", our.AliveKiB, their.AliveKiB, "< 16");
        report.Add($"one of {options.Sessions} idle sessions, resident", "KiB", our.ResidentKiB, their.ResidentKiB, "< 16");
    }

    /// <summary>What a machine shared with others could do in its best round.</summary>
    private static LoadFigures Best(List<LoadFigures> rounds) =>
        new(rounds.Max(each => each.PerSecond), rounds.Min(each => each.P50), rounds.Min(each => each.P99), 0, rounds.Min(each => each.Processor));
}
