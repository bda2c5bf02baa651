using CodexMcp.Abstractions;
using CodexMcp.Connectors.Native;

namespace CodexMcp.Connectors.Sql.Warehouse;

/// <summary>Tells whether a statement gives the same rows when it runs again, as long as the data stays.</summary>
internal static class StatementRepeats
{
    // Whatever these words stand for: a column of that name only costs a place in the cache.
    private static readonly HashSet<string> Changing = new(StringComparer.OrdinalIgnoreCase)
    {
        "RANDOM", "RAND", "RANDN", "RANDSTR", "UNIFORM", "NORMAL", "ZIPF", "UUID", "UUID_STRING", "SEQ1", "SEQ2", "SEQ4", "SEQ8", "NEXTVAL", "SAMPLE", "TABLESAMPLE",
        "CURRENT_TIMESTAMP", "CURRENT_TIME", "LOCALTIMESTAMP", "LOCALTIME", "SYSDATE", "SYSTIMESTAMP", "GETDATE", "NOW", "UNIX_TIMESTAMP",
        "CURRENT_STATEMENT", "CURRENT_TRANSACTION", "CURRENT_SESSION", "LAST_QUERY_ID", "MONOTONICALLY_INCREASING_ID",
    };

    /// <summary>Whether the call's result may be kept: a plain SELECT from its first row on.</summary>
    public static bool Fits(ToolInvocation invocation, SqlDialect dialect)
    {
        if (Arguments.Text(invocation, "continuation") is not null || Arguments.Flag(invocation, "async"))
        {
            return false;
        }

        var reading = SqlReader.Read(Arguments.Required(invocation, "statement"), dialect);
        if (reading.Problem is not null || reading.Kind != SqlStatementKind.Select)
        {
            return false;
        }

        var words = Changing.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var token in reading.Tokens)
        {
            if (words.Contains(token.Text(reading.Text)))
            {
                return false;
            }
        }

        return true;
    }
}
