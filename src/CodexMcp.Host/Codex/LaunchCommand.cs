using System.Runtime.InteropServices;

namespace CodexMcp.Host.Codex;

/// <summary>
/// How another program starts this very executable. Codex hands its children neither DOTNET_ROOT nor the shell's settings, so what
/// works here by them has to be written down.
/// </summary>
/// <param name="Command">The program, as a full path.</param>
/// <param name="Arguments">What comes before the host's own arguments.</param>
/// <param name="Environment">Variables that it needs.</param>
internal sealed record LaunchCommand(string Command, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment)
{
    private static readonly string[] DefaultRoots = ["/usr/share/dotnet", "/usr/lib/dotnet", "/usr/local/share/dotnet"];

    /// <summary>Finds out how this process was started.</summary>
    public static LaunchCommand Current() => For(
        System.Environment.ProcessPath ?? "codex-mcp",
        AppContext.BaseDirectory,
        RuntimeEnvironment.GetRuntimeDirectory(),
        File.Exists);

    /// <summary>As <see cref="Current"/>, for any process.</summary>
    internal static LaunchCommand For(string process, string baseDirectory, string runtimeDirectory, Func<string, bool> exists)
    {
        var library = Path.Combine(baseDirectory, "codex-mcp.dll");
        if (Path.GetFileNameWithoutExtension(process) == "dotnet")
        {
            return new(process, [library], new Dictionary<string, string>());
        }

        // <root>/shared/Microsoft.NETCore.App/<version>/ for an installed runtime; a self-contained one lies beside the executable.
        var root = Path.GetFullPath(Path.Combine(runtimeDirectory, "..", "..", ".."));
        var installed = exists(Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        return new(
            process,
            [],
            installed && !DefaultRoots.Contains(root) && !OperatingSystem.IsWindows()
                ? new Dictionary<string, string> { ["DOTNET_ROOT"] = root }
                : new Dictionary<string, string>());
    }
}
