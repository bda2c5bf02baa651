namespace CodexMcp.Connectors.Sql;

/// <summary>What an allowed statement does.</summary>
public enum SqlStatementKind
{
    /// <summary>SELECT, or WITH … SELECT.</summary>
    Select,

    /// <summary>SHOW.</summary>
    Show,

    /// <summary>DESCRIBE.</summary>
    Describe,

    /// <summary>EXPLAIN of a SELECT.</summary>
    Explain,
}

/// <summary>What the classifier found: a kind, or the reason for a no.</summary>
/// <param name="Kind">The kind when the statement may run; else null.</param>
/// <param name="Problem">Why it may not run; null when it may.</param>
public sealed record SqlVerdict(SqlStatementKind? Kind, SqlProblem? Problem);

/// <summary>Says whether a text is exactly one Snowflake statement that only reads and calls only what is on the list, whatever a role may see.</summary>
public static class StatementClassifier
{
    private static readonly SqlScope Everything = SqlScope.Unrestricted(SqlDialect.Snowflake);

    /// <summary>Judges a statement.</summary>
    public static SqlVerdict Classify(string sql, SqlFunctions functions)
    {
        ArgumentNullException.ThrowIfNull(functions);
        var judged = SqlGuard.Judge(SqlReader.Read(sql, SqlDialect.Snowflake), functions, Everything, long.MaxValue, null);
        return new SqlVerdict(judged.Problem is null ? judged.Kind : null, judged.Problem);
    }
}
