using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CodexMcp.Storage.Sqlite;

/// <summary>Says in a sentence what a fault of the file means for whoever runs the host.</summary>
internal static class SqliteFaults
{
    /// <summary>What happened, where, and what to do next.</summary>
    public static string Explain(string path, Exception fault) => fault switch
    {
        SqliteException { SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED } =>
            $"The store {path} is locked: another process has been writing to it for longer than 5 seconds. Find the process that holds it (for example with fuser) and let it end.",
        SqliteException { SqliteErrorCode: raw.SQLITE_FULL } =>
            $"The store {path} can't be written: the disk is full. Make room.",
        SqliteException { SqliteErrorCode: raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB } =>
            $"The store {path} is damaged or no store at all. Restore it from a backup; 'codex-mcp doctor' shows the damage.",
        SqliteException { SqliteErrorCode: raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_PERM } or UnauthorizedAccessException =>
            $"The store {path} can't be opened for writing. Give its user write access to the file and its folder.",
        SqliteException { SqliteErrorCode: raw.SQLITE_IOERR } =>
            $"The store {path} can't be read or written: the disk reports a fault ({fault.Message.TrimEnd('.')}). Look at the machine's log.",
        IOException => $"The store can't be used: {fault.Message} Put the file back, or restart the host.",
        ObjectDisposedException => $"The store {path} is closed: the host is shutting down.",
        _ => $"The store {path} can't be used ({fault.GetType().Name}: {fault.Message.TrimEnd('.')}). 'codex-mcp doctor' looks through it.",
    };
}
