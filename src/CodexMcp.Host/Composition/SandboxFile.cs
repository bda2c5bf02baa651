using CodexMcp.Sandbox;

namespace CodexMcp.Host.Composition;

/// <summary>The simulated account's key as a file, for clients in other processes.</summary>
internal static class SandboxFile
{
    /// <summary>Writes the key, readable by its owner only; returns the path.</summary>
    public static string Write(string folder, SandboxCredentials credentials)
    {
        var path = Path.Combine(folder, $"sandbox-{Environment.ProcessId}.pem");
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new StreamWriter(path, options);
        file.Write(credentials.PrivateKeyPem);
        return path;
    }
}
