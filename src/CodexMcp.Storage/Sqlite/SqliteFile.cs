using CodexMcp.Core.Stores;

namespace CodexMcp.Storage.Sqlite;

/// <summary>The file itself: made for its owner only, and refused when others can read or write it.</summary>
internal static class SqliteFile
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes the file when it is not there. SQLite gives its companions (<c>-wal</c>, <c>-shm</c>) the same access.</summary>
    /// <exception cref="StoreUnavailableException">Others have access to it.</exception>
    public static void Prepare(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
        {
            throw new StoreUnavailableException($"The store {path} can't be made: there is no folder {folder}. Make it (mode 0700), or name another state folder.");
        }

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Owner;
        }

        try
        {
            using var made = new FileStream(path, options);
            return;
        }
        catch (IOException) when (File.Exists(path))
        {
            // It is there: made before, or just now by another process.
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~Owner) != 0)
        {
            throw new StoreUnavailableException($"The store {path} is not used: others have access to it. Find out who had it, then run: chmod 600 {path}");
        }
    }
}
