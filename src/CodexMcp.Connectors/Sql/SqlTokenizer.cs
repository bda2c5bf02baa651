namespace CodexMcp.Connectors.Sql;

/// <summary>
/// Cuts a statement into tokens the way Snowflake does. What two lexers might read differently (nested comments, <c>#</c>, <c>/*!</c>,
/// stray control characters, string prefixes) is refused, so that what is judged is what runs. One pass, linear, never throws.
/// </summary>
public static class SqlTokenizer
{
    /// <summary>The longest statement that is looked at, in characters.</summary>
    public const int MaxLength = 200_000;

    // Longest first: the first match is taken.
    private static readonly string[] Symbols = ["->>", "<=>", "::", "=>", "->", "<>", "!=", "<=", ">=", "||", "**"];

    /// <summary>Cuts the statement up.</summary>
    /// <returns>Null, or the first thing that can't be read.</returns>
    public static SqlProblem? Tokenize(string sql, List<SqlToken> tokens)
    {
        ArgumentNullException.ThrowIfNull(sql);
        ArgumentNullException.ThrowIfNull(tokens);
        if (sql.Length > MaxLength)
        {
            return SqlProblem.At(sql, 0, $"The statement has more than {MaxLength} characters.", "Send a shorter statement.");
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
                case '/' when Next(sql, position) == '/':
                    problem = SkipLineComment(sql, ref position);
                    break;
                case '/' when Next(sql, position) == '*':
                    problem = SkipBlockComment(sql, ref position);
                    break;
                case '\'':
                    problem = IsPrefix(sql, tokens, start) ? Refuse(sql, start, "a string with a prefix", "Write the string without a prefix.")
                        : ReadQuoted(sql, ref position, '\'', backslash: true, "string");
                    tokens.Add(new SqlToken(SqlTokenKind.String, SqlKeyword.None, start, position - start));
                    break;
                case '"':
                    problem = ReadQuoted(sql, ref position, '"', backslash: false, "identifier");
                    tokens.Add(new SqlToken(SqlTokenKind.QuotedIdentifier, SqlKeyword.None, start, position - start));
                    break;
                case '$':
                    problem = ReadDollar(sql, ref position, tokens);
                    break;
                case ';':
                    tokens.Add(new SqlToken(SqlTokenKind.Semicolon, SqlKeyword.None, position++, 1));
                    break;
                case '?':
                    tokens.Add(new SqlToken(SqlTokenKind.Placeholder, SqlKeyword.None, position++, 1));
                    break;
                case >= '0' and <= '9':
                case '.' when char.IsAsciiDigit(Next(sql, position)):
                    problem = ReadNumber(sql, ref position, tokens);
                    break;
                default:
                    problem = char.IsAsciiLetter(c) || c == '_' ? ReadWord(sql, ref position, tokens) : ReadSymbol(sql, ref position, tokens);
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

    /// <summary>Whether a one or two letter word stands right before the quote: other engines read E'…', N'…' or R'…' differently; X'…' is Snowflake's own.</summary>
    private static bool IsPrefix(string sql, List<SqlToken> tokens, int start) =>
        tokens.Count > 0 && tokens[^1] is { Kind: SqlTokenKind.Word, Length: <= 2 } word && word.Start + word.Length == start
        && !word.Text(sql).Equals("x", StringComparison.OrdinalIgnoreCase);

    private static SqlProblem? SkipLineComment(string sql, ref int position)
    {
        var start = position;
        for (; position < sql.Length && sql[position] != '\n'; position++)
        {
            // Each of these ends a line for one lexer and not for another.
            if (sql[position] is '\0' or '\v' or '\f' or '\u0085' or '\u2028' or '\u2029'
                || (sql[position] == '\r' && Next(sql, position) != '\n' && position + 1 < sql.Length))
            {
                return Refuse(sql, start, "a comment with a line break of an unusual kind in it", "Remove the comment.");
            }
        }

        return null;
    }

    private static SqlProblem? SkipBlockComment(string sql, ref int position)
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

        position = start + 2 + end + 2;
        return null;
    }

    private static SqlProblem? ReadQuoted(string sql, ref int position, char quote, bool backslash, string what)
    {
        var start = position++;
        while (position < sql.Length)
        {
            var c = sql[position++];
            if (c == '\0')
            {
                return Refuse(sql, position - 1, "a NUL character", "Remove it.");
            }

            if (backslash && c == '\\')
            {
                position++;
            }
            else if (c == quote && (position >= sql.Length || sql[position] != quote))
            {
                return quote == '"' && position - start == 2
                    ? SqlProblem.At(sql, start, "The identifier is empty.", "Write a name between the double quotes.")
                    : null;
            }
            else if (c == quote)
            {
                position++;
            }
        }

        return SqlProblem.At(sql, start, $"The {what} that begins here never ends.", $"Close it with {quote}.");
    }

    private static SqlProblem? ReadDollar(string sql, ref int position, List<SqlToken> tokens)
    {
        var start = position;
        if (Next(sql, position) == '$')
        {
            var end = sql.IndexOf("$$", start + 2, StringComparison.Ordinal);
            if (end < 0)
            {
                return SqlProblem.At(sql, start, "The string that begins with $$ here never ends.", "Close it with $$.");
            }

            position = end + 2;
            tokens.Add(new SqlToken(SqlTokenKind.String, SqlKeyword.None, start, position - start));
            return null;
        }

        position++;
        while (position < sql.Length && char.IsAsciiDigit(sql[position]))
        {
            position++;
        }

        if (position == start + 1 || (position < sql.Length && IsWordPart(sql[position])))
        {
            return Refuse(sql, start, "a session variable", "Write the value, or bind it with ? and parameters.");
        }

        tokens.Add(new SqlToken(SqlTokenKind.Placeholder, SqlKeyword.None, start, position - start));
        return null;
    }

    private static SqlProblem? ReadNumber(string sql, ref int position, List<SqlToken> tokens)
    {
        var start = position;
        SkipDigits(sql, ref position);
        if (position < sql.Length && sql[position] == '.')
        {
            position++;
            SkipDigits(sql, ref position);
        }

        if (position < sql.Length && sql[position] is 'e' or 'E')
        {
            var exponent = position + 1;
            exponent += exponent < sql.Length && sql[exponent] is '+' or '-' ? 1 : 0;
            if (exponent < sql.Length && char.IsAsciiDigit(sql[exponent]))
            {
                position = exponent;
                SkipDigits(sql, ref position);
            }
        }

        if (position < sql.Length && (IsWordPart(sql[position]) || sql[position] is '\'' or '"'))
        {
            return SqlProblem.At(sql, start, "A number runs into the text after it.", "Put a space between them, or quote the identifier with double quotes.");
        }

        tokens.Add(new SqlToken(SqlTokenKind.Number, SqlKeyword.None, start, position - start));
        return null;
    }

    private static void SkipDigits(string sql, ref int position)
    {
        while (position < sql.Length && char.IsAsciiDigit(sql[position]))
        {
            position++;
        }
    }

    private static bool IsWordPart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '$';

    private static SqlProblem? ReadWord(string sql, ref int position, List<SqlToken> tokens)
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

        tokens.Add(new SqlToken(SqlTokenKind.Word, SqlKeywords.Find(word), start, word.Length));
        return null;
    }

    private static SqlProblem? ReadSymbol(string sql, ref int position, List<SqlToken> tokens)
    {
        var start = position;
        var rest = sql.AsSpan(start);
        // Most marks begin none of the longer operators.
        foreach (var symbol in rest.Length > 1 && rest[0] is '-' or '<' or ':' or '=' or '!' or '>' or '|' or '*' ? Symbols : [])
        {
            if (symbol[0] == rest[0] && rest.StartsWith(symbol, StringComparison.Ordinal))
            {
                if (symbol is "->>" or "<=>" or "**")
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
