namespace CodexMcp.Connectors.Salesforce.Soql;

/// <summary>
/// Cuts a query into tokens. Outside of strings only plain ASCII is let through; comments, semicolons and control characters are refused, so that
/// what is judged is what runs. One pass, linear.
/// </summary>
internal static class SoqlLexer
{
    /// <summary>The longest query that is looked at, in characters.</summary>
    public const int MaxLength = 100_000;

    /// <summary>Cuts the query up and puts an end behind it.</summary>
    /// <exception cref="SoqlRefusal">Something can't be read.</exception>
    public static List<SoqlToken> Tokenize(string soql)
    {
        if (soql.Length > MaxLength)
        {
            throw Refuse(soql, 0, $"The query has more than {MaxLength} characters.", "Send a shorter query; give long lists of values as several queries.");
        }

        var tokens = new List<SoqlToken>(16 + (soql.Length / 5));
        var position = 0;
        while (position < soql.Length)
        {
            var c = soql[position];
            if (c is ' ' or '\t' or '\n' or '\r')
            {
                position++;
                continue;
            }

            var start = position;
            var kind = Read(soql, c, ref position);
            tokens.Add(new SoqlToken(kind, start, position - start));
        }

        tokens.Add(new SoqlToken(SoqlTokenKind.End, soql.Length, 0));
        return tokens;
    }

    private static SoqlTokenKind Read(string soql, char c, ref int position)
    {
        switch (c)
        {
            case '\'':
                ReadString(soql, ref position);
                return SoqlTokenKind.String;
            case >= '0' and <= '9':
                return ReadNumber(soql, ref position);
            case '.' when char.IsAsciiDigit(At(soql, position + 1)):
                return ReadNumber(soql, ref position);
            case '-' or '+' when At(soql, position + 1) is (>= '0' and <= '9') or '.':
                position++;
                return ReadNumber(soql, ref position);
            case '!' or '<' or '>' when At(soql, position + 1) == '=':
            case '<' when At(soql, position + 1) == '>':
                position += 2;
                return SoqlTokenKind.Operator;
            case '=' or '<' or '>':
                position++;
                return SoqlTokenKind.Operator;
            case ',':
                position++;
                return SoqlTokenKind.Comma;
            case '.':
                position++;
                return SoqlTokenKind.Dot;
            case '(':
                position++;
                return SoqlTokenKind.Open;
            case ')':
                position++;
                return SoqlTokenKind.Close;
            case ':':
                position++;
                return SoqlTokenKind.Colon;
            default:
                return IsLetter(c) ? ReadWord(soql, ref position) : throw Stray(soql, position);
        }
    }

    private static char At(string soql, int position) => position < soql.Length ? soql[position] : '\0';

    private static bool IsLetter(char c) => char.IsAsciiLetter(c) || c == '_';

    private static bool IsWordPart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    private static SoqlTokenKind ReadWord(string soql, ref int position)
    {
        var start = position;
        while (IsWordPart(At(soql, position)))
        {
            position++;
        }

        // Three letters and digits are an amount in a currency: USD5000, or USD5000.50.
        if (position - start > 3 && IsCurrency(soql.AsSpan(start, position - start)))
        {
            if (At(soql, position) == '.' && char.IsAsciiDigit(At(soql, position + 1)))
            {
                position++;
                SkipDigits(soql, ref position);
            }

            return IsWordPart(At(soql, position)) ? throw RunsOn(soql, start) : SoqlTokenKind.Currency;
        }

        return SoqlTokenKind.Word;
    }

    private static bool IsCurrency(ReadOnlySpan<char> word) =>
        char.IsAsciiLetter(word[0]) && char.IsAsciiLetter(word[1]) && char.IsAsciiLetter(word[2]) && word[3..].IndexOfAnyExceptInRange('0', '9') < 0;

    private static void ReadString(string soql, ref int position)
    {
        var start = position++;
        while (position < soql.Length)
        {
            var c = soql[position++];
            if (c == '\'')
            {
                return;
            }

            // What follows a backslash is judged when the string is used: here it only can't end the string.
            position += c == '\\' ? 1 : 0;
        }

        throw Refuse(soql, start, "The text that begins here never ends.", "Close it with a single quote; write a quote inside of text as \\', or give the text as a bind value.");
    }

    private static SoqlTokenKind ReadNumber(string soql, ref int position)
    {
        var start = position;
        var kind = SoqlDates.TryRead(soql, ref position);
        if (kind == SoqlTokenKind.End)
        {
            kind = SoqlTokenKind.Number;
            SkipDigits(soql, ref position);
            if (At(soql, position) == '.' && char.IsAsciiDigit(At(soql, position + 1)))
            {
                position++;
                SkipDigits(soql, ref position);
            }
        }

        return IsWordPart(At(soql, position)) || At(soql, position) is '\'' or '.' || (At(soql, position) == '-' && At(soql, position + 1) != '-') || position == start
            ? throw RunsOn(soql, start)
            : kind;
    }

    private static void SkipDigits(string soql, ref int position)
    {
        while (char.IsAsciiDigit(At(soql, position)))
        {
            position++;
        }
    }

    private static SoqlRefusal RunsOn(string soql, int start) => Refuse(
        soql,
        start,
        "A number or date is not complete, or runs into the text after it.",
        "Write dates as 2026-05-10, times as 2026-05-10T08:00:00Z, numbers as 12 or 12.5, and a space after each.");

    private static SoqlRefusal Stray(string soql, int position)
    {
        var c = soql[position];
        return c switch
        {
            '/' when At(soql, position + 1) is '*' or '/' => Comment(),
            '-' when At(soql, position + 1) == '-' => Comment(),
            '#' => Comment(),
            ';' => Refuse(soql, position, "There is a semicolon.", "Send one query without it."),
            '"' or '`' => Refuse(soql, position, $"There is a {c}, and SOQL quotes nothing with it.", "Put text between single quotes and write names bare."),
            '*' => Refuse(soql, position, "There is a *, which SOQL does not have.", "Name the fields, or write FIELDS(ALL)."),
            > '~' => Refuse(soql, position, $"There is a character outside ASCII (U+{(int)c:X4}).", "Put such text between single quotes, or give it as a bind value; look for a space or quote of an unusual kind."),
            < ' ' => Refuse(soql, position, $"There is a control character (U+{(int)c:X4}).", "Remove it."),
            _ => Refuse(soql, position, $"There is the character {c}, which SOQL does not have here.", "Remove it, or put text between single quotes."),
        };

        SoqlRefusal Comment() => Refuse(soql, position, "There is a comment, and SOQL has none.", "Remove it.");
    }

    private static SoqlRefusal Refuse(string soql, int position, string message, string next) => new(SoqlProblem.At(soql, position, message, next));
}
