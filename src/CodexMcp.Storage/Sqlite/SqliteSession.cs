using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CodexMcp.Storage.Sqlite;

/// <summary>One connection to the file, with its statements kept prepared.</summary>
internal sealed class SqliteSession : Session, IDisposable
{
    /// <summary>How long a statement waits for another process's write.</summary>
    private const int BusyMilliseconds = 5_000;

    private readonly SqliteConnection connection;
    private readonly Dictionary<string, SqliteCommand> commands = new(StringComparer.Ordinal);

    private sqlite3_stmt? version;

    private SqliteSession(SqliteConnection connection) => this.connection = connection;

    /// <inheritdoc/>
    protected override CancellationToken Token => CancellationToken.None; // SQLite's statements can't be cancelled half way

    /// <summary>Opens a connection. The file must be there: only <see cref="SqliteFile"/> makes it.</summary>
    public static SqliteSession Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = 1,
        }.ConnectionString);
        try
        {
            connection.Open();
            raw.sqlite3_busy_timeout(connection.Handle, BusyMilliseconds);
            using var pragmas = connection.CreateCommand();
            // FULL: a spent approval is on disk before the call is sent, also when the machine loses its power.
            pragmas.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON";
            pragmas.ExecuteNonQuery();
            return new SqliteSession(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Takes the write lock now, so that nothing read in the transaction can be outdated.</summary>
    public void Begin() => Run("BEGIN IMMEDIATE");

    public void Commit() => Run("COMMIT");

    /// <summary>Ends a transaction that failed; SQLite may have ended it already.</summary>
    public void Rollback()
    {
        if (raw.sqlite3_get_autocommit(connection.Handle) == 0)
        {
            Run("ROLLBACK");
        }
    }

    /// <summary>Refuses a file that was moved, deleted or replaced since it was opened.</summary>
    /// <exception cref="IOException">It was.</exception>
    public void RequireSameFile(string path)
    {
        if (MovedFile.Check(connection.Handle!))
        {
            throw new IOException($"{path} was moved, deleted or replaced while it was in use.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        version?.Dispose();
        foreach (var command in commands.Values)
        {
            command.Dispose();
        }

        connection.Dispose();
    }

    /// <summary>SQLite's own count of the commits of all other connections, of this process and of others. Without the usual command around it: every request asks.</summary>
    protected override long? Version()
    {
        if (version is null && raw.sqlite3_prepare_v2(connection.Handle, "PRAGMA data_version", out version) != raw.SQLITE_OK)
        {
            version = null;
            return null;
        }

        long? count = raw.sqlite3_step(version) == raw.SQLITE_ROW ? raw.sqlite3_column_int64(version, 0) : null;
        return raw.sqlite3_reset(version) == raw.SQLITE_OK ? count : null;
    }

    /// <inheritdoc/>
    protected override Lease Borrow(string sql, object?[] values)
    {
        if (!commands.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            for (var index = 1; index <= values.Length; index++)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = $"${index}";
                command.Parameters.Add(parameter);
            }

            commands.Add(sql, command);
        }

        for (var index = 0; index < values.Length; index++)
        {
            command.Parameters[index].Value = values[index] ?? DBNull.Value;
        }

        return new Lease(command, Owned: false);
    }

    private void Run(string sql) => Borrow(sql, []).Command.ExecuteNonQuery();
}
