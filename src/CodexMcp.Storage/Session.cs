using System.Data.Common;

namespace CodexMcp.Storage;

/// <summary>One connection while one piece of work has it. Parameters are <c>$1</c>, <c>$2</c> and so on; values are strings, longs, byte arrays and null.</summary>
internal abstract class Session
{
    private KnownRows? known;

    /// <summary>Runs a statement; gives how many rows it changed.</summary>
    public async ValueTask<int> ExecuteAsync(string sql, params object?[] values)
    {
        using var lease = Borrow(sql, values);
        return await lease.Command.ExecuteNonQueryAsync(Token).ConfigureAwait(false);
    }

    /// <summary>Runs a query; gives the first column of its first row, or null.</summary>
    public async ValueTask<object?> ScalarAsync(string sql, params object?[] values)
    {
        using var lease = Borrow(sql, values);
        var value = await lease.Command.ExecuteScalarAsync(Token).ConfigureAwait(false);
        return value is DBNull ? null : value;
    }

    /// <summary>Runs a query; gives its first row, or null.</summary>
    public async ValueTask<T?> OneAsync<T>(string sql, Func<DbDataReader, T> read, params object?[] values)
        where T : class
    {
        using var lease = Borrow(sql, values);
        var reader = await lease.Command.ExecuteReaderAsync(Token).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            return await reader.ReadAsync(Token).ConfigureAwait(false) ? read(reader) : null;
        }
    }

    /// <summary>
    /// Runs a query for one row by its key, unless the row was read before and the database has not changed since: the
    /// answer is as fresh as the query's own. A row that is not there is looked for each time.
    /// </summary>
    public async ValueTask<T?> OneKnownAsync<T>(string sql, Func<DbDataReader, T> read, string key)
        where T : class
    {
        // Asked before the row is read: a change between the two gives the row a version that has passed.
        if (Version() is not { } version)
        {
            return await OneAsync(sql, read, key).ConfigureAwait(false);
        }

        if (known?.Find(sql, key, version) is T row)
        {
            return row;
        }

        var found = await OneAsync(sql, read, key).ConfigureAwait(false);
        if (found is not null)
        {
            (known ??= new()).Keep(sql, key, version, found);
        }

        return found;
    }

    /// <summary>Runs a query; gives all its rows.</summary>
    public async ValueTask<IReadOnlyList<T>> AllAsync<T>(string sql, Func<DbDataReader, T> read, params object?[] values)
    {
        using var lease = Borrow(sql, values);
        var rows = new List<T>();
        var reader = await lease.Command.ExecuteReaderAsync(Token).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.ReadAsync(Token).ConfigureAwait(false))
            {
                rows.Add(read(reader));
            }
        }

        return rows;
    }

    /// <summary>The token of the work that has the session.</summary>
    protected abstract CancellationToken Token { get; }

    /// <summary>A number that changes with every change that others make; null where asking for it costs as much as reading.</summary>
    protected virtual long? Version() => null;

    /// <summary>Gives a command that is ready to run.</summary>
    protected abstract Lease Borrow(string sql, object?[] values);

    /// <summary>A command for one run.</summary>
    /// <param name="Command">The command.</param>
    /// <param name="Owned">Whether it ends with the run; else its connection keeps it, prepared.</param>
    protected readonly record struct Lease(DbCommand Command, bool Owned) : IDisposable
    {
        public void Dispose()
        {
            if (Owned)
            {
                Command.Dispose();
            }
        }
    }
}
