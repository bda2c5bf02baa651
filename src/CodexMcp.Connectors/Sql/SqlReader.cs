using CodexMcp.Connectors.Sql.Parsing;

namespace CodexMcp.Connectors.Sql;

/// <summary>
/// Reads a text as exactly one statement that only reads. What it does not know, it refuses. Its time and memory grow linearly with the text,
/// and no text makes it throw.
/// </summary>
public static class SqlReader
{
    private const string OneStatement = "Send one SELECT, WITH … SELECT, SHOW, DESCRIBE or EXPLAIN statement.";

    /// <summary>Reads a statement. Which functions, tables and columns it may use is not looked at here: see <see cref="SqlGuard"/>.</summary>
    public static SqlReading Read(string sql, SqlDialect dialect)
    {
        ArgumentNullException.ThrowIfNull(sql);
        var tokens = new List<SqlToken>(Math.Max(64, sql.Length / 3));
        if (SqlTokenizer.Tokenize(sql, tokens, dialect) is { } unreadable)
        {
            return new SqlReading(sql, dialect, null, unreadable);
        }

        if (tokens.Count > 0 && tokens[^1].Kind == SqlTokenKind.Semicolon)
        {
            tokens.RemoveAt(tokens.Count - 1);
        }

        if (tokens.Count == 0)
        {
            return No(sql, dialect, 0, "There is no statement.", OneStatement);
        }

        foreach (var token in tokens)
        {
            if (token.Kind == SqlTokenKind.Semicolon)
            {
                return No(sql, dialect, token.Start, "There is more than one statement.", "Send the statements one by one.");
            }

            if (Forbidden(sql, token) is { } problem)
            {
                return new SqlReading(sql, dialect, null, problem);
            }
        }

        var first = tokens[0];
        return first.Keyword switch
        {
            SqlKeyword.Select or SqlKeyword.With => Query(sql, dialect, tokens, 0, SqlStatementKind.Select),
            SqlKeyword.Explain => Explain(sql, dialect, tokens),
            SqlKeyword.Show => Catalog(sql, dialect, tokens, SqlStatementKind.Show, CatalogStatement.CheckShow(sql, tokens, dialect)),
            SqlKeyword.Describe or SqlKeyword.Desc => Catalog(sql, dialect, tokens, SqlStatementKind.Describe, CatalogStatement.CheckDescribe(sql, tokens, dialect)),
            _ when first.IsSymbol(sql, '(') => Query(sql, dialect, tokens, 0, SqlStatementKind.Select),
            _ => No(sql, dialect, first.Start, $"A statement that begins with {SqlProblem.Quote(first.Text(sql))} is not on the list of what may run.", OneStatement),
        };
    }

    /// <summary>Words that have no place in any statement that only reads, wherever they stand.</summary>
    private static SqlProblem? Forbidden(string sql, SqlToken token)
    {
        if (token.Keyword.IsForbidden() && !token.Keyword.IsUnreservedVerb())
        {
            return SqlProblem.At(sql, token.Start, $"{SqlProblem.Quote(token.Text(sql))} has no place in a statement that only reads.",
                "Remove it; if it is the name of a column, put it in double quotes, in upper case.");
        }

        return token.Kind == SqlTokenKind.Word && token.Text(sql).StartsWith("SYSTEM$", StringComparison.OrdinalIgnoreCase)
            ? SqlProblem.At(sql, token.Start, "System functions may not be called.", "Leave it out.")
            : null;
    }

    private static SqlReading Explain(string sql, SqlDialect dialect, List<SqlToken> tokens)
    {
        var start = 1;
        if (dialect == SqlDialect.Snowflake && tokens.Count > 2 && tokens[1].Keyword == SqlKeyword.Using)
        {
            if (tokens[2].Keyword is not (SqlKeyword.Tabular or SqlKeyword.Json or SqlKeyword.Text))
            {
                return No(sql, dialect, tokens[2].Start, "EXPLAIN USING knows TABULAR, JSON and TEXT only.", "Write one of these three.");
            }

            start = 3;
        }
        else if (dialect == SqlDialect.Databricks && tokens.Count > 1 && (tokens[1].IsWord(sql, "COST") || tokens[1].IsWord(sql, "FORMATTED") || tokens[1].IsWord(sql, "EXTENDED")))
        {
            start = 2;
        }

        return tokens.Count > start && (tokens[start].Keyword is SqlKeyword.Select or SqlKeyword.With || tokens[start].IsSymbol(sql, '('))
            ? Query(sql, dialect, tokens, start, SqlStatementKind.Explain)
            : No(sql, dialect, tokens[0].Start, "Only a SELECT can be explained.", "Put a SELECT after EXPLAIN.");
    }

    private static SqlReading Query(string sql, SqlDialect dialect, List<SqlToken> tokens, int start, SqlStatementKind kind)
    {
        tokens.Add(new SqlToken(SqlTokenKind.End, SqlKeyword.None, sql.Length, 0));
        var parser = new SqlParser(sql, tokens, start, dialect);
        var query = parser.ParseAll();
        return parser.Problem is { } problem
            ? new SqlReading(sql, dialect, null, problem) { Looks = parser.Looks }
            : new SqlReading(sql, dialect, kind, null) { Query = query, Tokens = tokens, Looks = parser.Looks };
    }

    private static SqlReading Catalog(string sql, SqlDialect dialect, List<SqlToken> tokens, SqlStatementKind kind, SqlProblem? problem)
    {
        tokens.Add(new SqlToken(SqlTokenKind.End, SqlKeyword.None, sql.Length, 0));
        return new SqlReading(sql, dialect, problem is null ? kind : null, problem) { Tokens = tokens };
    }

    private static SqlReading No(string sql, SqlDialect dialect, int position, string message, string next) =>
        new(sql, dialect, null, SqlProblem.At(sql, position, message, next));
}
