using System.Globalization;

namespace CodexMcp.Benchmarks.Processes;

/// <summary>Compares the published host with a bare SDK server, interleaved in one run, so that both meet the same machine.</summary>
internal sealed class ProcessRunner(ProcessOptions options)
{
    private readonly ServerCommand host = new("host", options.Host, ["stdio", "--role", options.Role], options.Tool);
    private readonly ServerCommand bare = new("bare SDK", options.Bare, [], "echo_run_query");

    // The same executable twice: what differs is the pipeline, with its audit trail on.
    private readonly ServerCommand piped = new("pipeline", Environment.ProcessPath!, ["serve"], "echo_run_query");
    private readonly ServerCommand relayed = new("relay", Environment.ProcessPath!, ["serve-relay"], "echo_run_query");
    private readonly ServerCommand unpiped = new("no pipeline", Environment.ProcessPath!, ["serve-bare"], "echo_run_query");

    /// <summary>Measures and reports.</summary>
    public ProcessReport Run()
    {
        var report = new ProcessReport();
        if (options.Starts)
        {
            MeasureStarts(report);
        }

        if (options.Calls)
        {
            MeasureCalls(report);
        }

        if (options.Relay)
        {
            MeasureRelay(report);
        }

        return report;
    }

    private void MeasureStarts(ProcessReport report)
    {
        var starts = new Dictionary<(string Server, string Era), List<StartMeasurement>>();
        ServerCommand[] servers = [host, bare];

        // The round before the first only fills the page cache.
        for (var round = -1; round < options.Runs; round++)
        {
            foreach (var server in servers)
            {
                foreach (var (era, measure) in new (string, Func<ServerCommand, string, StartMeasurement>)[] { ("legacy", Measure.LegacyStart), ("modern", Measure.ModernStart) })
                {
                    var measurement = AtHome(home => measure(server, home));
                    if (round >= 0)
                    {
                        if (!starts.TryGetValue((server.Name, era), out var list))
                        {
                            starts[(server.Name, era)] = list = [];
                        }

                        list.Add(measurement);
                    }
                }
            }

            Array.Reverse(servers);
        }

        foreach (var era in new[] { "legacy", "modern" })
        {
            var ours = starts[(host.Name, era)];
            var theirs = starts[(bare.Name, era)];
            report.Add($"start to tools/list, {era}, median", "ms", Median(ours, each => each.StartMs), Median(theirs, each => each.StartMs), "<= 1.3");
            report.Add($"start to tools/list, {era}, minimum", "ms", ours.Min(each => each.StartMs), theirs.Min(each => each.StartMs), "<= 1.3");
            report.Add($"resident after tools/list, {era}", "MiB", Median(ours, each => each.ListKiB) / 1024, Median(theirs, each => each.ListKiB) / 1024, null);
        }

        report.Add("resident after the first call", "MiB", Median(starts[(host.Name, "legacy")], each => each.CallKiB) / 1024, Median(starts[(bare.Name, "legacy")], each => each.CallKiB) / 1024, "host < 60");
        report.Add("first call (the host opens its sandbox)", "ms", Median(starts[(host.Name, "legacy")], each => each.FirstCallMs), Median(starts[(bare.Name, "legacy")], each => each.FirstCallMs), null);
    }

    private void MeasureCalls(ProcessReport report)
    {
        var (ours, theirs) = Calls(piped, unpiped);
        report.Add("one call after another, p50", "µs", Median(ours, each => each.P50Us), Median(theirs, each => each.P50Us), "+40 µs");
        report.Add("one call after another, p50, minimum of rounds", "µs", ours.Min(each => each.P50Us), theirs.Min(each => each.P50Us), "+40 µs");
        report.Add("one call after another, p99", "µs", Median(ours, each => each.P99Us), Median(theirs, each => each.P99Us), null);
        report.Add("128 calls under way", "calls/s", Median(ours, each => each.PipelinedPerSecond), Median(theirs, each => each.PipelinedPerSecond), ">= 0.7");
        report.Add("128 calls under way, best round", "calls/s", ours.Max(each => each.PipelinedPerSecond), theirs.Max(each => each.PipelinedPerSecond), ">= 0.7");
    }

    // The bare server behind the host against the bare server alone.
    private void MeasureRelay(ProcessReport report)
    {
        var (ours, theirs) = Calls(relayed, unpiped);
        report.Add("relayed to a server over STDIO, p50", "µs", Median(ours, each => each.P50Us), Median(theirs, each => each.P50Us), "+150 µs");
        report.Add("relayed to a server over STDIO, p50, minimum of rounds", "µs", ours.Min(each => each.P50Us), theirs.Min(each => each.P50Us), "+150 µs");
        report.Add("relayed to a server over STDIO, p99", "µs", Median(ours, each => each.P99Us), Median(theirs, each => each.P99Us), null);
        report.Add("128 relayed calls under way", "calls/s", Median(ours, each => each.PipelinedPerSecond), Median(theirs, each => each.PipelinedPerSecond), null);
    }

    private (List<CallMeasurement> Ours, List<CallMeasurement> Theirs) Calls(ServerCommand with, ServerCommand without)
    {
        var calls = new Dictionary<string, List<CallMeasurement>> { [with.Name] = [], [without.Name] = [] };
        ServerCommand[] servers = [with, without];
        for (var round = 0; round < Math.Clamp(options.Runs / 3, 1, 10); round++)
        {
            foreach (var server in servers)
            {
                calls[server.Name].Add(AtHome(home => Measure.Calls(server, home, options.CallCount, options.CallCount, options.CallCount * 4)));
            }

            Array.Reverse(servers);
        }

        return (calls[with.Name], calls[without.Name]);
    }

    // Each server gets a new home, as on a new machine: what it leaves there is not found by the next.
    private static T AtHome<T>(Func<string, T> measure)
    {
        var home = Directory.CreateTempSubdirectory("codex-mcp-bench-").FullName;
        try
        {
            return measure(home);
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private static double Median<T>(List<T> values, Func<T, double> pick)
    {
        var sorted = values.Select(pick).Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }
}

/// <summary>What to compare, and how often.</summary>
internal sealed record ProcessOptions
{
    public const string Usage =
        """
        usage: processes --host PATH --bare PATH [--runs N] [--calls N] [--role R] [--tool T] [--only starts|calls|relay] [--json FILE]

          --host PATH   the published host (eng/publish.sh)
          --bare PATH   the published bare server (eng/publish.sh --project tests/CodexMcp.BareServer)
          --runs N      starts of each server and era (default 20); calls are measured in a third as many rounds
          --calls N     calls of one measurement (default 4000)
          --json FILE   writes the figures there, too
        """;

    public string Host { get; init; } = "artifacts/publish/linux-x64/codex-mcp";

    public string Bare { get; init; } = "artifacts/bare/bare-server";

    public int Runs { get; init; } = 20;

    public int CallCount { get; init; } = 4000;

    public string Role { get; init; } = "data-analytics";

    public string Tool { get; init; } = "snowflake_run_query";

    public bool Starts { get; init; } = true;

    public bool Calls { get; init; } = true;

    public bool Relay { get; init; } = true;

    public string? Json { get; init; }

    public static ProcessOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new ProcessOptions();
        for (; arguments.Length >= 2; arguments = arguments[2..])
        {
            var value = arguments[1];
            options = arguments[0] switch
            {
                "--host" => options with { Host = Path.GetFullPath(value) },
                "--bare" => options with { Bare = Path.GetFullPath(value) },
                "--runs" => options with { Runs = Number(value) },
                "--calls" => options with { CallCount = Number(value) },
                "--role" => options with { Role = value },
                "--tool" => options with { Tool = value },
                "--only" => options with { Starts = value == "starts", Calls = value == "calls", Relay = value == "relay" },
                "--json" => options with { Json = value },
                _ => throw new ArgumentException($"{arguments[0]} is not an option."),
            };
        }

        if (arguments.Length > 0)
        {
            throw new ArgumentException($"{arguments[0]} needs a value.");
        }

        foreach (var path in options.Starts ? new[] { options.Host, options.Bare } : [])
        {
            if (!File.Exists(path))
            {
                throw new ArgumentException($"{path} is not there. Publish it first.");
            }
        }

        return options;
    }

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
        ? number
        : throw new ArgumentException($"{text} is not a number above 0.");
}
