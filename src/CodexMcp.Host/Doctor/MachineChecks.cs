using System.Runtime.InteropServices;
using CodexMcp.Host.Codex;

namespace CodexMcp.Host.Doctor;

/// <summary>Checks of what the host stands on: runtime, home, state folder, clock.</summary>
internal static class MachineChecks
{
    private const long EnoughBytes = 256L * 1024 * 1024;

    /// <summary>The runtime, and whether an agent can start it too.</summary>
    public static Finding Runtime(LaunchCommand launch)
    {
        var detail = $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.RuntimeIdentifier}, started as {launch.Command}";
        return launch.Environment.Count == 0
            ? Finding.Ok("runtime", detail)
            : Finding.Note(
                "runtime",
                $"{detail}; the .NET runtime is in {string.Join(", ", launch.Environment.Values)}, which is no default place",
                "Codex does not pass DOTNET_ROOT on. Use the block that `codex-mcp codex-config` prints: it sets the variable.");
    }

    /// <summary>The home folder, where the state lies by default.</summary>
    public static Finding Home(HostSettings settings) =>
        Environment.GetEnvironmentVariable(OperatingSystem.IsWindows() ? "USERPROFILE" : "HOME") is { Length: > 0 } home
            ? Finding.Ok("home", home)
            : settings.State is { } state ? Finding.Note("home", $"HOME is not set; the state folder is {state}", "Nothing, as long as --state or its variable is always given.")
            : Finding.Bad("home", "HOME is not set, and no state folder was named", $"Set HOME, or give --state DIR or {HostSettings.StateVariable}.");

    /// <summary>Whether the state folder can hold what must not be lost.</summary>
    public static Finding State(HostSettings settings, Func<string> folder)
    {
        if (settings.State is not { } path)
        {
            return Finding.Bad("state", "no state folder", $"Set HOME, or give --state DIR or {HostSettings.StateVariable}.");
        }

        try
        {
            folder();
            var probe = Path.Combine(path, $".probe-{Environment.ProcessId}");
            using (var file = new FileStream(probe, FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            {
                file.WriteByte(1);
                file.Flush(flushToDisk: true);
            }

            if (!OperatingSystem.IsWindows()
                && (File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
                    | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute)) != 0)
            {
                return Finding.Bad("state", $"other users can look into {path}", $"Run: chmod 700 '{path}'");
            }

            var free = new DriveInfo(path).AvailableFreeSpace;
            return free < EnoughBytes
                ? Finding.Note("state", $"only {free / (1024 * 1024)} MiB are free at {path}", "Make room: a full disk stops every call that writes.")
                : Finding.Ok("state", $"{path}, writable, closed to others, {free / (1024 * 1024 * 1024)} GiB free");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Finding.Bad("state", $"{path} can't be written: {exception.Message}", $"Give this user the right to write there, or name another folder with --state.");
        }
    }

    /// <summary>The clock: tokens and records are only as good as it is.</summary>
    public static Finding Clock(TimeProvider time)
    {
        var now = time.GetUtcNow();
        var built = File.Exists(Environment.ProcessPath) ? File.GetLastWriteTimeUtc(Environment.ProcessPath) : DateTime.UnixEpoch;
        return now.UtcDateTime < built.AddDays(-1)
            ? Finding.Bad("clock", $"it says {now:yyyy-MM-dd HH:mm} UTC, which is before this program was built", "Set the clock: vendors refuse tokens that are dated wrongly.")
            : now.Year > built.Year + 10
                ? Finding.Note("clock", $"it says {now:yyyy-MM-dd HH:mm} UTC, long after this program was built", "Check the clock, or update the program.")
                : Finding.Ok("clock", $"{now:yyyy-MM-dd HH:mm:ss} UTC");
    }
}
