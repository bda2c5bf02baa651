using CodexMcp.Core.Stores;
using CodexMcp.Storage.Migrations;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CodexMcp.Storage.Sqlite;

/// <summary>
/// One SQLite file, in WAL mode, for several processes of one machine. This process writes over one connection, one piece of work at a time;
/// readers wait for nobody. Work runs on the caller's thread: it takes microseconds, or as long as the disk takes to keep a write.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="time">The clock.</param>
/// <param name="mostPages">How many pages the file may have, or 0 for as many as the disk has room for.</param>
internal sealed class SqliteDatabase(string path, TimeProvider time, int mostPages = 0) : Database
{
    private const int MostIdleReaders = 4;

    private readonly SemaphoreSlim writing = new(1);
    private readonly Lock gate = new();
    private readonly Stack<SqliteSession> readers = new();
    private SqliteSession? writer;
    private SqliteSession? anchor; // never used for work: holds the file that was opened first, so that new readers can be held against it
    private bool disposed;

    /// <inheritdoc/>
    public override string Place => path;

    /// <inheritdoc/>
    public override bool MayHold => Volatile.Read(ref writer) is not null || File.Exists(path);

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<string>> FindDamageAsync(CancellationToken cancellationToken) =>
        ReadAsync(0, static async (session, _) =>
        {
            var lines = await session.AllAsync("PRAGMA integrity_check(20)", static row => row.GetString(0)).ConfigureAwait(false);
            return lines is ["ok"] ? [] : lines;
        }, cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await writing.WaitAsync().ConfigureAwait(false);
        try
        {
            lock (gate)
            {
                disposed = true;
                while (readers.TryPop(out var reader))
                {
                    reader.Dispose();
                }
            }

            anchor?.Dispose();
            writer?.Dispose();
            writer = null;
        }
        finally
        {
            writing.Release();
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask<T> RunReadAsync<TState, T>(TState state, Func<Session, TState, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref writer) is null)
        {
            await OpenAsync(cancellationToken).ConfigureAwait(false);
        }

        var session = TakeReader();
        try
        {
            session.RequireSameFile(path);
            var result = await work(session, state).ConfigureAwait(false);
            ReturnReader(session);
            return result;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask<T> RunWriteAsync<TState, T>(TState state, Func<Session, TState, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        await writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var session = writer ??= await OpenWriterAsync().ConfigureAwait(false);
            session.RequireSameFile(path);
            T result;
            session.Begin();
            try
            {
                result = await work(session, state).ConfigureAwait(false);
                session.Commit();
            }
            catch
            {
                session.Rollback();
                throw;
            }

            // What was written to a file that nobody finds any more was not kept.
            session.RequireSameFile(path);
            return result;
        }
        finally
        {
            writing.Release();
        }
    }

    /// <inheritdoc/>
    protected override string Explain(Exception fault) => SqliteFaults.Explain(path, fault);

    private async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        await writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            writer ??= await OpenWriterAsync().ConfigureAwait(false);
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>Makes the file when there is none, and brings its schema up to date.</summary>
    private async ValueTask<SqliteSession> OpenWriterAsync()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        Batteries_V2.Init();
        SqliteFile.Prepare(path);
        var session = SqliteSession.Open(path);
        try
        {
            if (mostPages > 0)
            {
                await session.ScalarAsync($"PRAGMA max_page_count = {mostPages}").ConfigureAwait(false);
            }

            if (await session.ScalarAsync("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'codexmcp_schema'").ConfigureAwait(false) is null
                || await Migrator.ReadVersionAsync(session).ConfigureAwait(false) is var version && version < Schema.Version)
            {
                await MigrateAsync(session).ConfigureAwait(false);
            }
            else
            {
                Migrator.RequireKnown(version, path);
            }

            anchor ??= SqliteSession.Open(path);
            anchor.RequireSameFile(path);
            session.RequireSameFile(path);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private async ValueTask MigrateAsync(SqliteSession session)
    {
        session.Begin();
        try
        {
            await Migrator.MigrateAsync(session, path, "BLOB", time.GetUtcNow()).ConfigureAwait(false);
            session.Commit();
        }
        catch
        {
            session.Rollback();
            throw;
        }
    }

    private SqliteSession TakeReader()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            if (readers.TryPop(out var idle))
            {
                return idle;
            }
        }

        // Before: opening a stranger's file beside our log would spoil both. After: it may have been put there meanwhile.
        anchor!.RequireSameFile(path);
        var opened = SqliteSession.Open(path);
        try
        {
            anchor.RequireSameFile(path);
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private void ReturnReader(SqliteSession session)
    {
        lock (gate)
        {
            if (!disposed && readers.Count < MostIdleReaders)
            {
                readers.Push(session);
                return;
            }
        }

        session.Dispose();
    }
}
