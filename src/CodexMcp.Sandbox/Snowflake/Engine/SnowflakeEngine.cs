namespace CodexMcp.Sandbox.Snowflake;

/// <summary>Carries out parsed statements on the SQLite database. Statements take turns; everything is built at the first need.</summary>
internal sealed partial class SnowflakeEngine(int maxRows) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private SqliteDatabase? _database;
    private Catalog? _catalog;
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>Waits for a turn, which ends when the result is disposed.</summary>
    public async Task<IDisposable> TurnAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        return new Turn(_turn);
    }

    private sealed class Turn(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }

    /// <summary>Gives the finished statements of a user.</summary>
    public Func<string, IReadOnlyList<Statement>> Finished { get; init; } = static _ => [];

    private SqliteDatabase Database => _database ??= new SqliteDatabase();

    /// <summary>The account's objects. The data ends on the day before the first request.</summary>
    public Catalog Catalog(SessionContext now)
    {
        lock (_counts)
        {
            return _catalog ??= SyntheticWarehouse.Create(now);
        }
    }

    /// <summary>How long a statement asks to wait before it runs. Needs a turn.</summary>
    public TimeSpan Delay(StatementNode statement, SessionContext session, IReadOnlyDictionary<int, SqlBinding> bindings)
    {
        var translator = NewTranslator(session, bindings);
        switch (statement)
        {
            case SelectStatement select:
                translator.Translate(select.Query);
                return translator.Wait;
            case CallStatement call:
                translator.Translate(CallQuery(call));
                return translator.Wait;
            default:
                return TimeSpan.Zero;
        }
    }

    /// <summary>Executes one statement. Needs a turn.</summary>
    public StatementResult Execute(
        StatementNode statement, SessionContext session, IReadOnlyDictionary<int, SqlBinding> bindings, CancellationToken cancellation)
    {
        try
        {
            return statement switch
            {
                SelectStatement select => Select(select.Query, session, bindings, cancellation),
                CallStatement call => Call(call, session, bindings, cancellation),
                ExplainStatement explain => Explain(explain, session, bindings, cancellation),
                ShowStatement show => Show(show, session),
                DescribeStatement describe => Describe(describe, session),
                InsertStatement insert => Insert(insert, session, bindings, cancellation),
                UpdateStatement update => Update(update, session, bindings, cancellation),
                DeleteStatement delete => Delete(delete, session, bindings, cancellation),
                TruncateStatement truncate => Delete(new DeleteStatement(truncate.Table, null, null), session, bindings, cancellation),
                CreateTableStatement create => CreateTable(create, session, bindings, cancellation),
                CreateViewStatement view => CreateView(view, session),
                DropStatement drop => Drop(drop, session),
                OtherStatement other => throw Other(other, session),
                TransactionStatement transaction => Transaction(transaction),
                _ => throw SnowflakeException.Unsupported(statement.GetType().Name),
            };
        }
        catch (InsufficientExecutionStackException)
        {
            throw SnowflakeException.TooComplex();
        }
    }

    private static SnowflakeException Other(OtherStatement other, SessionContext session) =>
        other.Verb is "PUT" or "GET" ? new SnowflakeException("391911", "0A000", $"{other.Verb} is not supported through the SQL API.")
        : Snowflake.Catalog.MayWrite(session.Role) ? SnowflakeException.Unsupported(other.Verb)
        : Denied("account", "SANDBOX");

    private static SnowflakeException Denied(string kind, string name) =>
        new("003001", "42501", $"SQL access control error:\nInsufficient privileges to operate on {kind} '{name}'");

    private Translator NewTranslator(SessionContext session, IReadOnlyDictionary<int, SqlBinding> bindings) =>
        new(Catalog(session), session, bindings) { RowCount = CountRows, History = () => [.. Finished(session.User).Select(Statistics)] };

    private static QueryStatistics Statistics(Statement statement) => new(
        statement.Handle,
        statement.Session.User,
        statement.Error is null ? "SUCCESS" : "FAIL",
        statement.CreatedOn,
        (long)((statement.FinishedOn ?? statement.CreatedOn) - statement.CreatedOn).TotalMilliseconds,
        statement.Result?.BytesScanned?.Invoke() ?? 0,
        statement.Result?.Rows.Count ?? 0);

    private static QueryNode CallQuery(CallStatement call) => new(
        default, false, [], new SelectNode(default, false, [new ValueItem(call.Call, call.Call.Name, call.Call.Name)], null, null, null, null, null), [], null, null);

    private StatementResult Call(CallStatement call, SessionContext session, IReadOnlyDictionary<int, SqlBinding> bindings, CancellationToken cancellation) =>
        call.Call.Name == "SYSTEM$WAIT"
            ? Select(CallQuery(call), session, bindings, cancellation)
            : throw SnowflakeException.NotFound("Procedure", call.Call.Name);

    private StatementResult Select(QueryNode query, SessionContext session, IReadOnlyDictionary<int, SqlBinding> bindings, CancellationToken cancellation)
    {
        var translator = NewTranslator(session, bindings);
        var sql = translator.Translate(query);
        Build(translator);
        var rows = new List<string?[]>();
        var truncated = false;
        var types = sql.Columns.Select(c => c.Type).ToArray();
        Database.Run(sql.Sql, bindings, translator.UsedBindings, row =>
        {
            if (rows.Count >= maxRows)
            {
                truncated = true;
                return false;
            }

            var cells = new string?[types.Length];
            for (var i = 0; i < cells.Length; i++)
            {
                cells[i] = StatementResult.Encode(row[i], types[i]);
            }

            rows.Add(cells);
            return true;
        }, cancellation);
        var read = new Lazy<long>(() => translator.Scans.Sum(scan => Cost(scan, translator, bindings, CancellationToken.None).Bytes));
        return new StatementResult(sql.Columns, rows) { Truncated = truncated, BytesScanned = () => read.Value };
    }

    /// <summary>Makes sure that every table a query reads is there.</summary>
    private void Build(Translator translator)
    {
        foreach (var scan in translator.Scans)
        {
            Build(scan.Table);
        }
    }

    private void Build(CatalogTable table)
    {
        if (table.Built || table.IsView)
        {
            return;
        }

        Database.Run($"CREATE TABLE {table.Storage} ({string.Join(", ", table.Columns.Select((c, i) => $"c{i}{(c.NotNull ? " NOT NULL" : "")}"))})");
        if (table.Seed is not null)
        {
            Database.Load(table.Storage, table.Columns.Count, table.Seed);
        }

        table.Built = true;
    }

    /// <summary>Rows of a table; a seeded one that nobody has read yet is counted without storing it.</summary>
    private long CountRows(CatalogTable table)
    {
        if (table.IsView)
        {
            return 0;
        }

        if (!table.Built && table.Seed is not null)
        {
            if (!_counts.TryGetValue(table.FullName, out var seeded))
            {
                table.Seed(_ => seeded++);
                _counts[table.FullName] = seeded;
            }

            return seeded;
        }

        Build(table);
        long count = 0;
        Database.Run($"SELECT count(*) FROM {table.Storage}", null, null, row => (count = (long)row[0]!) >= 0, default);
        return count;
    }

    private StatementResult Transaction(TransactionStatement transaction)
    {
        try
        {
            Database.Run(transaction.Verb);
        }
        catch (SnowflakeException)
        {
            // COMMIT without BEGIN and BEGIN in a transaction change nothing in Snowflake.
        }

        return StatementResult.Message("status", "Statement executed successfully.");
    }

    /// <summary>Undoes what a failed or unfinished request left open. Needs a turn.</summary>
    public void EndTransaction()
    {
        if (_database is not null)
        {
            Transaction(new TransactionStatement("ROLLBACK"));
        }
    }

    public void Dispose()
    {
        _database?.Dispose();
        _turn.Dispose();
    }
}
