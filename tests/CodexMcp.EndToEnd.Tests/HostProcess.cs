using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using ModelContextProtocol.Client;

namespace CodexMcp.EndToEnd.Tests;

/// <summary>The real executable in a process of its own, spoken to line by line.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly StringBuilder errors = new();

    private HostProcess(Process process)
    {
        Process = process;
        process.ErrorDataReceived += (_, line) =>
        {
            lock (errors)
            {
                errors.AppendLine(line.Data);
            }
        };
        process.BeginErrorReadLine();
    }

    public Process Process { get; }

    /// <summary>What it has written to standard error.</summary>
    public string Errors
    {
        get
        {
            lock (errors)
            {
                return errors.ToString();
            }
        }
    }

    /// <summary>The runtime that runs the tests also runs the host: no installation is assumed.</summary>
    public static string Dotnet { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    public static string Library { get; } = Path.Combine(AppContext.BaseDirectory, "codex-mcp.dll");

    public static HostProcess Start(params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(Dotnet)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        foreach (var argument in (string[])[Library, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        return new(Process.Start(start)!);
    }

    /// <summary>Serves the shipped role, or one from another folder.</summary>
    public static HostProcess Serve(string state, string? roles = null, string role = "data-analytics", params IReadOnlyList<string> more) =>
        Start(["stdio", "--role", role, "--state", state, .. roles is null ? (string[])[] : ["--roles", roles], .. more]);

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int Code, string Output, string Errors)> RunAsync(params IReadOnlyList<string> arguments)
    {
        await using var host = Start(arguments);
        host.Process.StandardInput.Close();
        var output = await host.Process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
        return (await host.ExitAsync(), output, host.Errors);
    }

    /// <summary>A session of the SDK's own client.</summary>
    public static Task<McpClient> ConnectAsync(string state, McpClientOptions? options = null, string? roles = null) => McpClient.CreateAsync(
        new StdioClientTransport(new()
        {
            Command = Dotnet,
            Arguments = [Library, "stdio", "--role", "data-analytics", "--state", state, .. roles is null ? (string[])[] : ["--roles", roles]],
        }),
        options,
        cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>Sends a line as it is.</summary>
    public Task SendAsync(string line) => SendAsync(Encoding.UTF8.GetBytes(line + "\n"));

    /// <summary>Sends bytes as they are.</summary>
    public async Task SendAsync(byte[] bytes)
    {
        await Process.StandardInput.BaseStream.WriteAsync(bytes, TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience);
        await Process.StandardInput.BaseStream.FlushAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Sends a call.</summary>
    public Task CallAsync(int id, string tool, string arguments = "{}") =>
        SendAsync($$$"""{"jsonrpc":"2.0","id":{{{id}}},"method":"tools/call","params":{"name":"{{{tool}}}","arguments":{{{arguments}}} }}""");

    /// <summary>Does an older client's handshake.</summary>
    public async Task HandshakeAsync(string capabilities = "{}")
    {
        await SendAsync($$$"""{"jsonrpc":"2.0","id":"hello","method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{{{capabilities}}},"clientInfo":{"name":"raw","version":"1"}} }""");
        Assert.Equal("hello", (await ReadAsync()).GetProperty("id").GetString());
        await SendAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
    }

    /// <summary>Reads the next message.</summary>
    public async Task<JsonElement> ReadAsync()
    {
        var line = await Process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience);
        using var document = JsonDocument.Parse(line ?? throw new EndOfStreamException($"The host has ended. {Errors}"));
        return document.RootElement.Clone();
    }

    /// <summary>Reads on to the answer with this id.</summary>
    public async Task<JsonElement> ReadAsync(int id)
    {
        while (true)
        {
            var message = await ReadAsync();
            if (message.TryGetProperty("id", out var value) && value.ValueKind == JsonValueKind.Number && value.GetInt32() == id)
            {
                return message;
            }
        }
    }

    /// <summary>Waits for the end; gives the exit code.</summary>
    public async Task<int> ExitAsync()
    {
        await Process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
        return Process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!Process.HasExited)
        {
            Process.Kill();
            await Process.WaitForExitAsync();
        }

        Process.Dispose();
    }
}
