using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace CodexMcp.Benchmarks.Processes;

/// <summary>A server process on STDIO, started as Codex starts one: with a home folder, a path and nothing else.</summary>
internal sealed class StdioProcess : IDisposable
{
    private readonly Process process;
    private readonly Stream input;
    private readonly Stream output;
    private readonly byte[] buffer = new byte[256 * 1024];
    private readonly Task<string> complaints;
    private int start;
    private int end;

    private StdioProcess(Process process)
    {
        this.process = process;
        input = process.StandardInput.BaseStream;
        output = process.StandardOutput.BaseStream;

        // Read beside everything else, so that a talkative server never waits for us.
        complaints = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts a server.</summary>
    public static StdioProcess Start(ServerCommand command, string home)
    {
        var info = new ProcessStartInfo(command.Path)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = home,
        };
        foreach (var argument in command.Arguments)
        {
            info.ArgumentList.Add(argument);
        }

        info.Environment.Clear();
        info.Environment["HOME"] = home;
        info.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        info.Environment["LANG"] = "C.UTF-8";
        info.Environment["TMPDIR"] = Path.GetTempPath();
        return new(Process.Start(info) ?? throw new InvalidOperationException($"{command.Path} did not start."));
    }

    /// <summary>The server's resident memory in KiB, as the kernel counts it.</summary>
    public long ResidentKiB() => ResidentKiB(process.Id);

    /// <summary>A process's resident memory in KiB, as the kernel counts it.</summary>
    public static long ResidentKiB(int process)
    {
        foreach (var line in File.ReadLines($"/proc/{process}/status"))
        {
            if (line.StartsWith("VmRSS:", StringComparison.Ordinal))
            {
                return long.Parse(line.AsSpan(6).Trim().TrimEnd(" kB"), CultureInfo.InvariantCulture);
            }
        }

        throw new InvalidOperationException("The kernel shows no VmRSS for the server: it has ended.");
    }

    /// <summary>Writes whole lines.</summary>
    public void Send(ReadOnlySpan<byte> lines)
    {
        input.Write(lines);
        input.Flush();
    }

    /// <summary>Reads lines until one answers this id; gives its bytes.</summary>
    public ReadOnlySpan<byte> ReadAnswer(ReadOnlySpan<byte> idMember)
    {
        while (true)
        {
            var line = ReadLine();
            if (line.IndexOf(idMember) >= 0)
            {
                return line;
            }
        }
    }

    /// <summary>Reads lines until so many answers (not notifications) have come.</summary>
    public void ReadAnswers(int count)
    {
        while (count > 0)
        {
            if (ReadLine().IndexOf("\"id\":"u8) >= 0)
            {
                count--;
            }
        }
    }

    /// <summary>Closes the server's input and waits for its end; a server that stays is ended.</summary>
    public void Dispose()
    {
        input.Dispose();
        if (!process.WaitForExit(TimeSpan.FromSeconds(10)))
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        process.Dispose();
    }

    private ReadOnlySpan<byte> ReadLine()
    {
        var searched = start;
        while (true)
        {
            var newline = buffer.AsSpan(searched, end - searched).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                var line = buffer.AsSpan(start, searched + newline - start);
                start = searched + newline + 1;
                return line;
            }

            searched = end;
            if (start > 0)
            {
                buffer.AsSpan(start, end - start).CopyTo(buffer);
                (searched, end, start) = (searched - start, end - start, 0);
            }

            if (end == buffer.Length)
            {
                throw new InvalidOperationException("The server wrote a line of over 256 KiB.");
            }

            var read = output.Read(buffer, end, buffer.Length - end);
            if (read == 0)
            {
                throw new InvalidOperationException($"The server ended before it answered. It said: {Complaint()}");
            }

            end += read;
        }
    }

    private string Complaint()
    {
        var text = complaints.Wait(TimeSpan.FromSeconds(5)) ? complaints.Result : "nothing";
        return Encoding.UTF8.GetByteCount(text) > 2000 ? text[..2000] : text;
    }
}

/// <summary>How a server is started.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="Path">The executable.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Tool">The tool to call.</param>
internal sealed record ServerCommand(string Name, string Path, IReadOnlyList<string> Arguments, string Tool);
