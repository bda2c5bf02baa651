using SQLitePCL;

namespace CodexMcp.Sandbox.Salesforce;

/// <summary>One SQLite database in memory with a table for each object. Not for concurrent use: the simulator gives turns.</summary>
internal sealed class OrgDatabase : IDisposable
{
    private readonly sqlite3 _handle;

    public OrgDatabase(OrgSchema schema)
    {
        Batteries_V2.Init();
        Check(raw.sqlite3_open_v2(
            ":memory:", out _handle, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_MEMORY | raw.SQLITE_OPEN_NOMUTEX, null));
        foreach (var item in schema.Objects)
        {
            Run($"CREATE TABLE \"{item.Name}\" ({string.Join(", ", item.Fields.Select(Column))})");
            foreach (var field in item.Fields.Where(f => f.Type == FieldType.Reference && f.ChildRelationship is not null || f.ExternalId))
            {
                Run($"CREATE INDEX \"{item.Name}_{field.Name}\" ON \"{item.Name}\" (\"{field.Name}\")");
            }
        }
    }

    private static string Column(FieldDef field) => $"\"{field.Name}\" " + field.Type switch
    {
        FieldType.Id => "TEXT PRIMARY KEY",
        FieldType.Reference or FieldType.Date or FieldType.DateTime => "TEXT",
        FieldType.Boolean => "INTEGER NOT NULL DEFAULT 0",
        FieldType.Int => "INTEGER",
        FieldType.Double or FieldType.Currency or FieldType.Percent => "REAL",
        FieldType.Base64 => "TEXT",
        // Texts are compared without case, as SOQL does.
        _ => "TEXT COLLATE NOCASE",
    };

    /// <summary>Runs a statement and gives each row to <paramref name="row"/>. Values: null, long, double, bool or string.</summary>
    public void Run(string sql, IReadOnlyList<object?>? values = null, Action<OrgRow>? row = null)
    {
        if (raw.sqlite3_prepare_v2(_handle, sql, out var statement) != raw.SQLITE_OK)
        {
            throw Failed();
        }

        using (statement)
        {
            for (var i = 0; i < (values?.Count ?? 0); i++)
            {
                SqliteValue.Bind(statement, i + 1, values![i]);
            }

            var reader = new OrgRow(statement);
            while (raw.sqlite3_step(statement) is var code && code != raw.SQLITE_DONE)
            {
                if (code != raw.SQLITE_ROW)
                {
                    throw Failed();
                }

                row?.Invoke(reader);
            }
        }
    }

    /// <summary>The first cell of the first row, or null.</summary>
    public object? Scalar(string sql, params IReadOnlyList<object?> values)
    {
        object? result = null;
        var first = true;
        Run(sql, values, row =>
        {
            result = first ? row[0] : result;
            first = false;
        });
        return result;
    }

    /// <summary>Carries out a change of several steps: all of it, or nothing when it throws.</summary>
    public T Atomically<T>(Func<T> change)
    {
        Run("SAVEPOINT change");
        try
        {
            var result = change();
            Run("RELEASE change");
            return result;
        }
        catch
        {
            Run("ROLLBACK TO change");
            Run("RELEASE change");
            throw;
        }
    }

    /// <summary>SQLite's own words stay inside: its complaints here are limits of nesting and size. Anything else is a fault of the simulator.</summary>
    private SalesforceException Failed()
    {
        var message = raw.sqlite3_errmsg(_handle).utf8_to_string() ?? "";
        return message.Contains("too", StringComparison.Ordinal) || message.Contains("at most", StringComparison.Ordinal) || message.Contains("overflow", StringComparison.Ordinal)
            ? new SalesforceException(400, "QUERY_TOO_COMPLICATED", "Query is either selecting too many fields or the filter conditions are too complicated.")
            : new SalesforceException(500, "UNKNOWN_EXCEPTION", "An unexpected error occurred in the simulator.");
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw Failed();
        }
    }

    public void Dispose() => _handle.Dispose();
}

/// <summary>The row at hand.</summary>
internal readonly struct OrgRow(sqlite3_stmt statement)
{
    public object? this[int column] => raw.sqlite3_column_type(statement, column) switch
    {
        raw.SQLITE_INTEGER => raw.sqlite3_column_int64(statement, column),
        raw.SQLITE_FLOAT => raw.sqlite3_column_double(statement, column),
        raw.SQLITE_NULL => null,
        _ => raw.sqlite3_column_text(statement, column).utf8_to_string(),
    };

    public string? Text(int column) => this[column] as string;
}
