using System.Buffers;

namespace CodexMcp.Connectors.Sql;

/// <summary>
/// Cuts a statement into tokens the way Snowflake or Databricks does. What two lexers might read differently (nested comments, <c>#</c>, <c>/*!</c>,
/// stray control characters, string prefixes) is refused, so that what is judged is what runs. One pass, linear, never throws.
/// </summary>
public static partial class SqlTokenizer
{
    /// <summary>The longest statement that is looked at, in characters.</summary>
    public const int MaxLength = 200_000;

    private static readonly SearchValues<char> OfHints = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_,.() \t\r\n");

    // Longest first: the first match is taken.
    private static readonly string[] Symbols = ["->>", "<=>", "?::", "::", "=>", "->", "<>", "!=", "<=", ">=", "==", "||", "**"];

    /// <summary>Cuts the statement up.</summary>
    /// <returns>Null, or the first thing that can't be read.</returns>
    public static SqlProblem? Tokenize(string sql, List<SqlToken> tokens, SqlDialect dialect = SqlDialect.Snowflake)
    {
        var snowflake = dialect == SqlDialect.Snowflake;
        ArgumentNullException.ThrowIfNull(sql);
        ArgumentNullException.ThrowIfNull(tokens);
        if (sql.Length > MaxLength)
        {
            return SqlProblem.At(sql, 0, $"The statement has more than {MaxLength} characters.", "Send a shorter statement.");
        }

        // Spark puts the value of a variable of its environment there before it reads the text, even inside of a string or a comment.
        if (!snowflake && sql.IndexOf("${", StringComparison.Ordinal) is var variable and >= 0)
        {
            return Refuse(sql, variable, "a variable (${)", "Write the value, or bind it; where the text itself needs these two characters, put a space between them.");
        }

        var position = 0;
        while (position < sql.Length)
        {
            var start = position;
            var c = sql[position];
            SqlProblem? problem = null;
            switch (c)
            {
                case ' ' or '\t' or '\n' or '\r':
                    position++;
                    continue;
                case '-' when Next(sql, position) == '-':
                case '/' when Next(sql, position) == '/' && snowflake:
                    problem = SkipLineComment(sql, ref position, snowflake);
                    break;
                case '/' when Next(sql, position) == '*':
                    problem = SkipBlockComment(sql, ref position, snowflake);
                    break;
                case '\'' or '"' when c == '\'' || !snowflake:
                    problem = IsPrefix(sql, tokens, start, snowflake) ? Refuse(sql, start, "a string with a prefix", "Write the string without a prefix.")
                        : ReadQuoted(sql, ref position, c, backslash: !IsRaw(sql, tokens, start, snowflake), "string");
                    tokens.Add(new SqlToken(SqlTokenKind.String, SqlKeyword.None, start, position - start));
                    break;
                case '`' when !snowflake:
                    problem = ReadQuoted(sql, ref position, '`', backslash: false, "identifier");
                    tokens.Add(new SqlToken(SqlTokenKind.QuotedIdentifier, SqlKeyword.None, start, position - start));
                    break;
                case '"':
                    problem = ReadQuoted(sql, ref position, '"', backslash: false, "identifier");
                    tokens.Add(new SqlToken(SqlTokenKind.QuotedIdentifier, SqlKeyword.None, start, position - start));
                    break;
                case '$' when snowflake:
                    problem = ReadDollar(sql, ref position, tokens);
                    break;
                case ';':
                    tokens.Add(new SqlToken(SqlTokenKind.Semicolon, SqlKeyword.None, position++, 1));
                    break;
                case '?' when snowflake || !sql.AsSpan(position).StartsWith("?::", StringComparison.Ordinal):
                    tokens.Add(new SqlToken(SqlTokenKind.Placeholder, SqlKeyword.None, position++, 1));
                    break;
                case >= '0' and <= '9':
                case '.' when char.IsAsciiDigit(Next(sql, position)):
                    problem = ReadNumber(sql, ref position, tokens, snowflake);
                    break;
                default:
                    problem = char.IsAsciiLetter(c) || c == '_' ? ReadWord(sql, ref position, tokens, snowflake) : ReadSymbol(sql, ref position, tokens, snowflake);
                    break;
            }

            if (problem is not null)
            {
                return problem;
            }
        }

        return null;
    }

    private static char Next(string sql, int position) => position + 1 < sql.Length ? sql[position + 1] : '\0';

    private static SqlProblem Refuse(string sql, int position, string what, string next) =>
        SqlProblem.At(sql, position, $"There is {what}, which this host does not let through.", next);

    /// <summary>Whether a one or two letter word stands right before the quote: other engines read E'…', N'…' or R'…' differently; X'…' is known to both, R'…' to Databricks.</summary>
    private static bool IsPrefix(string sql, List<SqlToken> tokens, int start, bool snowflake) =>
        tokens.Count > 0 && tokens[^1] is { Kind: SqlTokenKind.Word, Length: <= 2 } word && word.End == start
        && !word.Text(sql).Equals("x", StringComparison.OrdinalIgnoreCase) && !IsRaw(sql, tokens, start, snowflake);

    /// <summary>Whether R stands right before the quote in Databricks: then a backslash is only itself.</summary>
    private static bool IsRaw(string sql, List<SqlToken> tokens, int start, bool snowflake) =>
        !snowflake && tokens.Count > 0 && tokens[^1] is { Kind: SqlTokenKind.Word, Length: 1 } word && word.End == start && sql[word.Start] is 'r' or 'R';

    private static SqlProblem? SkipLineComment(string sql, ref int position, bool snowflake)
    {
        var start = position;
        if (sql.AsSpan(start).StartsWith("//*", StringComparison.Ordinal))
        {
            return Refuse(sql, start, "a //*, which may begin one comment or another", "Remove the comment.");
        }

        for (; position < sql.Length && sql[position] != '\n'; position++)
        {
            // Each of these ends a line for one lexer and not for another.
            if (sql[position] is '\0' or '\v' or '\f' or '\u0085' or '\u2028' or '\u2029'
                || (sql[position] == '\r' && Next(sql, position) != '\n' && position + 1 < sql.Length))
            {
                return Refuse(sql, start, "a comment with a line break of an unusual kind in it", "Remove the comment.");
            }
        }

        // For Spark such a comment goes on in the next line.
        return !snowflake && sql.AsSpan(start, position - start).TrimEnd('\r').EndsWith('\\')
            ? Refuse(sql, start, "a comment that ends in a backslash", "Remove the backslash.")
            : null;
    }

    private static SqlProblem? SkipBlockComment(string sql, ref int position, bool snowflake)
    {
        var start = position;
        var body = sql.AsSpan(start + 2);
        var end = body.IndexOf("*/", StringComparison.Ordinal);
        if (end < 0)
        {
            return SqlProblem.At(sql, start, "The comment that begins here never ends.", "Close it with */ or remove it.");
        }

        body = body[..end];
        if (body.StartsWith("!", StringComparison.Ordinal) || body.StartsWith("M!", StringComparison.OrdinalIgnoreCase))
        {
            return Refuse(sql, start, "a comment that some engines run", "Remove the comment.");
        }

        if (body.Contains("/*", StringComparison.Ordinal) || body.Contains('\0') || body.StartsWith('/') || body.EndsWith('/'))
        {
            return Refuse(sql, start, "a comment inside a comment", "Remove the comment.");
        }

        // Spark reads a hint as words of the statement: a quote in it would end somewhere else than the comment does here.
        if (!snowflake && body.StartsWith('+') && body[1..].ContainsAnyExcept(OfHints))
        {
            return Refuse(sql, start, "a hint with more in it than names and numbers", "Remove the hint.");
        }

        position = start + 2 + end + 2;
        return null;
    }

    private static bool IsWordPart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '$';

    private static SqlProblem? ReadWord(string sql, ref int position, List<SqlToken> tokens, bool snowflake)
    {
        var start = position;
        while (position < sql.Length && IsWordPart(sql[position]))
        {
            position++;
        }

        var word = sql.AsSpan(start, position - start);
        if (word.Contains("$$", StringComparison.Ordinal))
        {
            return Refuse(sql, start, "a name with $$ in it", "Quote the identifier with double quotes.");
        }

        if (!snowflake && word.Contains('$'))
        {
            return Refuse(sql, start, "a name with $ in it", "Quote the identifier with backticks.");
        }

        tokens.Add(new SqlToken(SqlTokenKind.Word, SqlKeywords.Find(word), start, word.Length));
        return null;
    }

    private static SqlProblem? ReadSymbol(string sql, ref int position, List<SqlToken> tokens, bool snowflake)
    {
        var start = position;
        var rest = sql.AsSpan(start);
        // Most marks begin none of the longer operators.
        foreach (var symbol in rest.Length > 1 && rest[0] is '-' or '<' or ':' or '=' or '!' or '>' or '|' or '*' or '?' ? Symbols : [])
        {
            if (symbol[0] == rest[0] && rest.StartsWith(symbol, StringComparison.Ordinal))
            {
                if (symbol is "->>" or "**" || (snowflake && symbol is "<=>" or "==" or "?::"))
                {
                    return Refuse(sql, start, $"the operator {symbol}", "Write one plain SELECT without it.");
                }

                position += symbol.Length;
                tokens.Add(new SqlToken(SqlTokenKind.Symbol, SqlKeyword.None, start, symbol.Length));
                return null;
            }
        }

        switch (rest[0])
        {
            case '*' when rest.Length > 1 && rest[1] == '/':
                return Refuse(sql, start, "an end of a comment that never began", "Remove the */.");
            case '/' when !snowflake && rest.Length > 1 && rest[1] == '/':
                return Refuse(sql, start, "a //", "Write comments with --.");
            case '|' or '{' or '}' or '^':
            case '&' or '~' or '!' when !snowflake:
            case ',' or '(' or ')' or '.' or '+' or '-' or '*' or '/' or '%' or '=' or '<' or '>' or '[' or ']' or ':':
                tokens.Add(new SqlToken(SqlTokenKind.Symbol, SqlKeyword.None, position++, 1));
                return null;
            case '@':
                return Refuse(sql, start, "a stage reference (@)", "Read tables and views only; an @ inside text belongs between single quotes.");
            case '#':
                return Refuse(sql, start, "a #", "Write comments with -- and quote the identifier with double quotes.");
            case > '~':
                return Refuse(sql, start, "a character outside ASCII", "Put text between single quotes and such an identifier between double quotes.");
            case < ' ':
                return Refuse(sql, start, "a control character", "Remove it.");
            default:
                return Refuse(sql, start, $"the character {rest[0]}", "Write one plain SELECT without it.");
        }
    }
}
