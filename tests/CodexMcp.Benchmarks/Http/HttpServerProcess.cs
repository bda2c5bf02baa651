using System.Diagnostics;
using System.Globalization;
using CodexMcp.Benchmarks.Processes;

namespace CodexMcp.Benchmarks.Http;

/// <summary>One of the compared servers, in a process of its own.</summary>
internal sealed class HttpServerProcess : IDisposable
{
    private readonly Process process;
    private readonly string home = Directory.CreateTempSubdirectory("codex-mcp-bench-").FullName;

    private HttpServerProcess(string name, IReadOnlyList<string> arguments)
    {
        Name = name;
        process = Spawn([.. arguments], home);
        var first = Line();
        Key = first.StartsWith("cmk_", StringComparison.Ordinal) ? first : null;
        Port = int.Parse(Key is null ? first : Line(), CultureInfo.InvariantCulture);
    }

    /// <summary>What tables call it.</summary>
    public string Name { get; }

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>The key that it asks for, or null.</summary>
    public string? Key { get; }

    /// <summary>The fixed answer.</summary>
    public static HttpServerProcess Fixed() => new("fixed answer", ["serve-http-fixed"]);

    /// <summary>The bare SDK.</summary>
    public static HttpServerProcess Bare(int tools = 8) => new("bare SDK", ["serve-http-bare", tools.ToString(CultureInfo.InvariantCulture)]);

    /// <summary>Ours, with everything on.</summary>
    public static HttpServerProcess Ours(int tools = 8) => new("host", ["serve-http", tools.ToString(CultureInfo.InvariantCulture)]);

    /// <summary>Loads it from another process.</summary>
    public LoadFigures Load(bool sessions, int connections, double seconds)
    {
        process.Refresh();
        var before = process.TotalProcessorTime;
        using var load = Spawn(
            ["load-http", Port.ToString(CultureInfo.InvariantCulture), Key ?? "-", sessions ? "session" : "modern", connections.ToString(CultureInfo.InvariantCulture), seconds.ToString(CultureInfo.InvariantCulture)],
            home);
        var line = load.StandardOutput.ReadToEnd();
        load.WaitForExit();
        process.Refresh();
        var spent = process.TotalProcessorTime - before;
        if (load.ExitCode != 0)
        {
            throw new InvalidOperationException($"The load on {Name} failed; see above.");
        }

        var figures = LoadFigures.Parse(line.Trim());
        return figures with { Processor = spent.TotalMicroseconds / figures.Calls };
    }

    /// <summary>The bytes that are alive in it after a full collection.</summary>
    public async Task<long> AliveAsync()
    {
        using var connection = await HttpConnection.OpenAsync(Port);
        await connection.SendAsync(HttpWire.Get("/memory"));
        var text = connection.Text();
        var body = text[(text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        return long.Parse(body.Split("\r\n").First(line => line.Length > 4), CultureInfo.InvariantCulture);
    }

    /// <summary>Its resident memory in KiB.</summary>
    public long ResidentKiB() => StdioProcess.ResidentKiB(process.Id);

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(TimeSpan.FromSeconds(10)))
        {
            process.Kill();
            process.WaitForExit();
        }

        process.Dispose();
        Directory.Delete(home, recursive: true);
    }

    private static Process Spawn(string[] arguments, string home)
    {
        var info = new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false, WorkingDirectory = home };
        info.Environment["HOME"] = home;
        return Process.Start(info)!;
    }

    private string Line() => process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{Name} did not start; see above.");
}
