using System.Runtime.InteropServices;
using SQLitePCL;

namespace CodexMcp.Storage.Sqlite;

/// <summary>
/// Asks SQLite whether the file of a connection is still the one at its path. An open file outlives its name: without this question a process would
/// go on writing where no other process looks, and two of them could spend one approval.
/// </summary>
internal static partial class MovedFile
{
    private const int HasMoved = 20;

    /// <summary>Whether the main database was moved, deleted or replaced; also when SQLite can't tell.</summary>
    public static bool Check(sqlite3 handle)
    {
        var taken = false;
        try
        {
            handle.DangerousAddRef(ref taken);
            return Control(handle.DangerousGetHandle(), "main", HasMoved, out var moved) != raw.SQLITE_OK || moved != 0;
        }
        finally
        {
            if (taken)
            {
                handle.DangerousRelease();
            }
        }
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_file_control", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Control(nint handle, string database, int operation, out int answer);
}
