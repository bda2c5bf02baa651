using System.Diagnostics;
using System.Text;

namespace CodexMcp.Benchmarks.Processes;

/// <summary>What one start of a server showed.</summary>
/// <param name="StartMs">From the start of the process to the answer of tools/list, in milliseconds.</param>
/// <param name="ListKiB">Resident memory after that answer, in KiB.</param>
/// <param name="FirstCallMs">The first call, in milliseconds; NaN when none was made.</param>
/// <param name="CallKiB">Resident memory after the first call, in KiB; 0 when none was made.</param>
internal readonly record struct StartMeasurement(double StartMs, long ListKiB, double FirstCallMs, long CallKiB);

/// <summary>What many calls of a warm server showed.</summary>
/// <param name="P50Us">Median of sequential calls, in microseconds.</param>
/// <param name="P99Us">99th percentile of sequential calls, in microseconds.</param>
/// <param name="PipelinedPerSecond">Calls per second with a window of calls under way.</param>
/// <param name="KiB">Resident memory at the end, in KiB.</param>
internal readonly record struct CallMeasurement(double P50Us, double P99Us, double PipelinedPerSecond, long KiB);

/// <summary>The measurements themselves.</summary>
internal static class Measure
{
    private const int Window = 128;

    /// <summary>Starts a server, shakes hands as an older client, lists, and calls once.</summary>
    public static StartMeasurement LegacyStart(ServerCommand command, string home)
    {
        var clock = Stopwatch.StartNew();
        using var server = StdioProcess.Start(command, home);
        Greet(server);
        var started = clock.Elapsed.TotalMilliseconds;
        var listed = server.ResidentKiB();
        clock.Restart();
        Call(server, 1, command.Tool);
        return new(started, listed, clock.Elapsed.TotalMilliseconds, server.ResidentKiB());
    }

    /// <summary>Starts a server with tools/list as the very first request.</summary>
    public static StartMeasurement ModernStart(ServerCommand command, string home)
    {
        var clock = Stopwatch.StartNew();
        using var server = StdioProcess.Start(command, home);
        server.Send(Wire.ModernList);
        Check(server.ReadAnswer("\"id\":\"list\""u8), "\"tools\":["u8);
        return new(clock.Elapsed.TotalMilliseconds, server.ResidentKiB(), double.NaN, 0);
    }

    /// <summary>Calls one tool of a warm server: first one after another, then with a window of calls under way.</summary>
    public static CallMeasurement Calls(ServerCommand command, string home, int warmUp, int sequential, int pipelined)
    {
        using var server = StdioProcess.Start(command, home);
        Greet(server);
        WarmUp(server, command.Tool, warmUp);

        var micros = new double[sequential];
        for (var index = 0; index < sequential; index++)
        {
            var line = Wire.Call(index, command.Tool);
            var id = Wire.IdMember(index);
            var start = Stopwatch.GetTimestamp();
            server.Send(line);
            server.ReadAnswer(id);
            micros[index] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        Array.Sort(micros);
        var clock = Stopwatch.StartNew();
        Pipeline(server, command.Tool, pipelined);
        return new(micros[sequential / 2], micros[sequential * 99 / 100], pipelined / clock.Elapsed.TotalSeconds, server.ResidentKiB());
    }

    // The JIT compiles a hot method again only after a pause in which nothing new was compiled: rounds with rests, until it has done so.
    private static void WarmUp(StdioProcess server, string tool, int calls)
    {
        for (var round = 0; round < 6; round++)
        {
            Pipeline(server, tool, calls);
            for (var id = 1; id <= calls / 8; id++)
            {
                Call(server, id, tool);
            }

            Thread.Sleep(400);
        }
    }

    private static void Greet(StdioProcess server)
    {
        server.Send(Wire.Initialize);
        Check(server.ReadAnswer("\"id\":\"init\""u8), "\"serverInfo\":"u8);
        server.Send(Wire.Initialized);
        server.Send(Wire.List);
        Check(server.ReadAnswer("\"id\":\"list\""u8), "\"tools\":["u8);
    }

    private static void Call(StdioProcess server, int id, string tool)
    {
        server.Send(Wire.Call(id, tool));
        var answer = server.ReadAnswer(Wire.IdMember(id));
        Check(answer, "\"structuredContent\":"u8);
        if (answer.IndexOf("\"isError\":true"u8) >= 0)
        {
            throw new InvalidOperationException($"The call was refused: {Shown(answer)}");
        }
    }

    // One thread writes, the other reads, and no more than a window of calls is under way: a client that never waits for a single call.
    private static void Pipeline(StdioProcess server, string tool, int count)
    {
        using var window = new SemaphoreSlim(Window);
        var writer = new Thread(() =>
        {
            using var batch = new MemoryStream();
            for (var id = 0; id < count;)
            {
                window.Wait();
                batch.Write(Wire.Call(id++, tool));
                while (id < count && window.Wait(0))
                {
                    batch.Write(Wire.Call(id++, tool));
                }

                try
                {
                    server.Send(batch.GetBuffer().AsSpan(0, (int)batch.Length));
                }
                catch (IOException)
                {
                    // The server has gone: the reader says so, with what the server complained of.
                    return;
                }

                batch.SetLength(0);
            }
        });
        writer.Start();
        for (var left = count; left > 0; left--)
        {
            server.ReadAnswers(1);
            window.Release();
        }

        writer.Join();
    }

    private static void Check(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> expected)
    {
        if (answer.IndexOf(expected) < 0)
        {
            throw new InvalidOperationException($"The server answered without {Encoding.UTF8.GetString(expected)}: {Shown(answer)}");
        }
    }

    private static string Shown(ReadOnlySpan<byte> answer) => Encoding.UTF8.GetString(answer[..Math.Min(answer.Length, 500)]);
}
