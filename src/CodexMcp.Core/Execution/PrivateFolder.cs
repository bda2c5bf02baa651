namespace CodexMcp.Core.Execution;

/// <summary>A folder that only its owner can look into.</summary>
public static class PrivateFolder
{
    /// <summary>Makes the folder with access for its owner only, when it is not there; gives its path.</summary>
    public static string Ensure(string path)
    {
        if (Directory.Exists(path))
        {
            return path;
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }
}
