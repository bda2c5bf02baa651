using System.Diagnostics;
using System.Text.Json;
using CodexMcp.Host.Codex;

namespace CodexMcp.Host.Doctor;

/// <summary>Starts the host as Codex does, with the few variables that Codex passes on, and listens to every byte that it says.</summary>
internal static class StdioCheck
{
    /// <summary>The first model request of a session leaves without a server that needs longer.</summary>
    private static readonly TimeSpan CodexGrace = TimeSpan.FromSeconds(1);

    private static readonly string[] PassedOn = ["HOME", "LANG", "LC_ALL", "LOGNAME", "PATH", "SHELL", "TERM", "TMPDIR", "TZ", "USER", "SystemRoot", "USERPROFILE"];

    /// <summary>Runs the check for one role.</summary>
    public static async Task<Finding> RunAsync(LaunchCommand launch, HostSettings settings, string role, TimeProvider time, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(launch.Command)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in (string[])[.. launch.Arguments, "stdio", "--role", role, "--roles", settings.Roles, "--connectors", settings.Connectors, "--state", settings.RequireState()])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var name in start.Environment.Keys.Except(PassedOn).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in launch.Environment)
        {
            start.Environment[name] = value;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        var began = time.GetTimestamp();
        using var process = Process.Start(start)!;
        try
        {
            await process.StandardInput.WriteAsync("""
                {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"doctor","version":"1"}}}
                {"jsonrpc":"2.0","method":"notifications/initialized"}
                {"jsonrpc":"2.0","id":2,"method":"tools/list"}

                """.ReplaceLineEndings("\n").AsMemory(), limit.Token).ConfigureAwait(false);
            await process.StandardInput.FlushAsync(limit.Token).ConfigureAwait(false);
            TimeSpan? answered = null;
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            while (await process.StandardOutput.ReadLineAsync(limit.Token).ConfigureAwait(false) is { } line)
            {
                if (!IsMessage(line, out var id))
                {
                    return Finding.Bad("stdio", "something besides the protocol was written to standard output", "Look for a wrapper script that prints; standard output belongs to MCP.");
                }

                if (id == 2)
                {
                    answered = time.GetElapsedTime(began);
                    process.StandardInput.Close();
                }
            }

            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            return answered is { } after
                ? after < CodexGrace
                    ? Finding.Ok("stdio", $"listed its tools {after.TotalMilliseconds:0} ms after the start (Codex waits 1000 ms); nothing but the protocol on standard output")
                    : Finding.Note("stdio", $"listed its tools {after.TotalMilliseconds:0} ms after the start; Codex waits 1000 ms", "Use the published binary, or set required = true in Codex's config.")
                : Finding.Bad("stdio", $"ended with exit code {process.ExitCode}: {(await errors.ConfigureAwait(false)).Trim()}", "Mend what it says.");
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            return Finding.Bad("stdio", "did not answer within 20 seconds", $"Run `codex-mcp stdio --role {role}` by hand and look at its standard error.");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    private static bool IsMessage(string line, out long id)
    {
        id = 0;
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("jsonrpc", out _))
            {
                _ = document.RootElement.TryGetProperty("id", out var value) && value.TryGetInt64(out id);
                return true;
            }
        }
        catch (JsonException)
        {
            // Not ours.
        }

        return false;
    }
}
