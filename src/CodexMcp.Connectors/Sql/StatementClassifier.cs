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

/// <summary>
/// Says whether a text is exactly one Snowflake statement that only reads. It is an allowlist: what it does not know, it refuses.
/// Its time and memory grow linearly with the text, and no text makes it throw.
/// </summary>
public static class StatementClassifier
{
    private const string OneStatement = "Send one SELECT, WITH … SELECT, SHOW, DESCRIBE or EXPLAIN statement.";

    /// <summary>Judges a statement.</summary>
    public static SqlVerdict Classify(string sql, SqlFunctions functions)
    {
        ArgumentNullException.ThrowIfNull(functions);
        var tokens = new List<SqlToken>(64);
        if (SqlTokenizer.Tokenize(sql, tokens) is { } unreadable)
        {
            return new SqlVerdict(null, unreadable);
        }

        if (tokens.Count > 0 && tokens[^1].Kind == SqlTokenKind.Semicolon)
        {
            tokens.RemoveAt(tokens.Count - 1);
        }

        if (tokens.Count == 0)
        {
            return No(sql, 0, "There is no statement.", OneStatement);
        }

        var second = tokens.FindIndex(static token => token.Kind == SqlTokenKind.Semicolon);
        if (second >= 0)
        {
            return No(sql, tokens[second].Start, "There is more than one statement.", "Send the statements one by one.");
        }

        var first = tokens[0];
        return first.Keyword switch
        {
            SqlKeyword.Select or SqlKeyword.With => Query(sql, tokens, 0, SqlStatementKind.Select, functions),
            SqlKeyword.Explain => Explain(sql, tokens, functions),
            SqlKeyword.Show => Verdict(SqlStatementKind.Show, CatalogStatement.CheckShow(sql, tokens)),
            SqlKeyword.Describe or SqlKeyword.Desc => Verdict(SqlStatementKind.Describe, CatalogStatement.CheckDescribe(sql, tokens)),
            _ when first.IsSymbol(sql, '(') => Query(sql, tokens, 0, SqlStatementKind.Select, functions),
            _ => No(sql, first.Start, $"A statement that begins with {SqlProblem.Quote(first.Text(sql))} is not on the list of what may run.", OneStatement),
        };
    }

    private static SqlVerdict Explain(string sql, List<SqlToken> tokens, SqlFunctions functions)
    {
        var start = 1;
        if (tokens.Count > 2 && tokens[1].Keyword == SqlKeyword.Using)
        {
            if (tokens[2].Keyword is not (SqlKeyword.Tabular or SqlKeyword.Json or SqlKeyword.Text))
            {
                return No(sql, tokens[2].Start, "EXPLAIN USING knows TABULAR, JSON and TEXT only.", "Write one of these three.");
            }

            start = 3;
        }

        return tokens.Count > start && (tokens[start].Keyword is SqlKeyword.Select or SqlKeyword.With || tokens[start].IsSymbol(sql, '('))
            ? Query(sql, tokens, start, SqlStatementKind.Explain, functions)
            : No(sql, tokens[0].Start, "Only a SELECT can be explained.", "Put a SELECT after EXPLAIN.");
    }

    private static SqlVerdict Query(string sql, List<SqlToken> tokens, int start, SqlStatementKind kind, SqlFunctions functions) =>
        Verdict(kind, new QueryScanner(sql, tokens, functions).Check(start));

    private static SqlVerdict Verdict(SqlStatementKind kind, SqlProblem? problem) => new(problem is null ? kind : null, problem);

    private static SqlVerdict No(string sql, int position, string message, string next) => new(null, SqlProblem.At(sql, position, message, next));
}
