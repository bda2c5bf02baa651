using SQLitePCL;

namespace CodexMcp.Sandbox.Snowflake;

/// <summary>One SQLite database in memory, with Snowflake's functions. Not for concurrent use: the engine gives turns.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    /// <summary>How many SQLite instructions pass between two looks at the cancellation.</summary>
    private const int Instructions = 2_000;
    private const int MaxCell = 16_777_216;
    private readonly sqlite3 _handle;
    private readonly FunctionHost _functions;
    private CancellationToken _cancellation;

    public SqliteDatabase()
    {
        Batteries_V2.Init();
        Check(raw.sqlite3_open_v2(
            ":memory:", out _handle, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_MEMORY | raw.SQLITE_OPEN_NOMUTEX, null));
        raw.sqlite3_limit(_handle, raw.SQLITE_LIMIT_LENGTH, 4 * MaxCell);
        raw.sqlite3_limit(_handle, raw.SQLITE_LIMIT_ATTACHED, 0);
        _functions = new FunctionHost(_handle);
        ScalarFunctions.Register(_functions);
        AggregateFunctions.Register(_functions);
        raw.sqlite3_progress_handler(_handle, Instructions, _ => _cancellation.IsCancellationRequested ? 1 : 0, null);
    }

    /// <summary>Runs a statement and gives each row to <paramref name="row"/>, until that returns false.</summary>
    public void Run(string sql, IReadOnlyDictionary<int, SqlBinding>? bindings, IEnumerable<int>? used, Func<SqliteRow, bool>? row, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        _cancellation = cancellation;
        _functions.Failure = null;
        sqlite3_stmt? statement = null;
        try
        {
            if (raw.sqlite3_prepare_v2(_handle, sql, out statement) != raw.SQLITE_OK)
            {
                throw Failed(cancellation);
            }

            foreach (var index in used ?? [])
            {
                SqliteValue.Bind(statement, index, bindings![index].Value);
            }

            var reader = new SqliteRow(statement);
            while (true)
            {
                var code = raw.sqlite3_step(statement);
                if (code == raw.SQLITE_DONE)
                {
                    return;
                }

                if (code != raw.SQLITE_ROW)
                {
                    throw Failed(cancellation);
                }

                if (row is not null && !row(reader))
                {
                    return;
                }
            }
        }
        finally
        {
            statement?.Dispose();
            _cancellation = default;
        }
    }

    public void Run(string sql, CancellationToken cancellation = default) => Run(sql, null, null, null, cancellation);

    public int Changes => raw.sqlite3_changes(_handle);

    /// <summary>Fills a table. The rows come from our own code.</summary>
    public void Load(string table, int columns, Action<RowSink> seed)
    {
        var sql = $"INSERT INTO {table} VALUES ({string.Join(", ", Enumerable.Range(1, columns).Select(i => $"?{i}"))})";
        Run("BEGIN");
        Check(raw.sqlite3_prepare_v2(_handle, sql, out var statement));
        using (statement)
        {
            seed(values =>
            {
                for (var i = 0; i < values.Length; i++)
                {
                    SqliteValue.Bind(statement, i + 1, values[i]);
                }

                if (raw.sqlite3_step(statement) != raw.SQLITE_DONE)
                {
                    throw Failed(default);
                }

                raw.sqlite3_reset(statement);
            });
        }

        Run("COMMIT");
    }

    /// <summary>Turns SQLite's failure into one of ours. SQLite's own words stay inside.</summary>
    private Exception Failed(CancellationToken cancellation)
    {
        if (_functions.Failure is { } failure)
        {
            _functions.Failure = null;
            return failure;
        }

        if (cancellation.IsCancellationRequested)
        {
            return new OperationCanceledException(cancellation);
        }

        var message = raw.sqlite3_errmsg(_handle).utf8_to_string() ?? "";
        if (message.Contains("integer overflow", StringComparison.Ordinal))
        {
            return new SnowflakeException("100039", "22003", "Number out of representable range: type FIXED[SB16](38,0){nullable}");
        }

        if (message.Contains("too big", StringComparison.Ordinal))
        {
            return new SnowflakeException("100078", "22000", "String is too long and would be truncated");
        }

        if (message.Contains("too large", StringComparison.Ordinal) || message.Contains("too many", StringComparison.Ordinal)
            || message.Contains("overflow", StringComparison.Ordinal) || message.Contains("at most", StringComparison.Ordinal))
        {
            return SnowflakeException.TooComplex();
        }

        if (message.Contains("NOT NULL", StringComparison.Ordinal))
        {
            return new SnowflakeException("100072", "22000", "NULL result in a non-nullable column");
        }

        if (message.Contains("misuse of", StringComparison.Ordinal))
        {
            return SnowflakeException.Compilation("002035", "42601", "Invalid use of an aggregate or window function.");
        }

        return SnowflakeException.Unsupported("this combination of clauses in the sandbox");
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw Failed(default);
        }
    }

    public void Dispose()
    {
        _handle.Dispose();
    }
}

/// <summary>The row at hand.</summary>
internal readonly struct SqliteRow(sqlite3_stmt statement)
{
    public object? this[int column] => raw.sqlite3_column_type(statement, column) switch
    {
        raw.SQLITE_INTEGER => raw.sqlite3_column_int64(statement, column),
        raw.SQLITE_FLOAT => raw.sqlite3_column_double(statement, column),
        raw.SQLITE_NULL => null,
        _ => raw.sqlite3_column_text(statement, column).utf8_to_string(),
    };
}
