namespace CodexMcp.Connectors.Sql;

/// <content>Texts, quoted names, bound values and numbers.</content>
public static partial class SqlTokenizer
{
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
                return what == "identifier" && position - start == 2
                    ? SqlProblem.At(sql, start, "The identifier is empty.", "Write a name between the quotes.")
                    : null;
            }
            else if (c == quote && !backslash && what == "string")
            {
                // For Spark the raw string has ended, and one begins in which a backslash means something.
                return Refuse(sql, start, "a raw string with another one right behind it", "Write one string, or join two of them with ||.");
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

    private static SqlProblem? ReadNumber(string sql, ref int position, List<SqlToken> tokens, bool snowflake)
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

        if (!snowflake && position < sql.Length)
        {
            // 1L, 1.5D, 10.0BD: the type of a number.
            position += sql[position] is 'b' or 'B' && Next(sql, position) is 'd' or 'D' ? 2 : char.ToUpperInvariant(sql[position]) is 'L' or 'S' or 'Y' or 'D' or 'F' ? 1 : 0;
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
}
