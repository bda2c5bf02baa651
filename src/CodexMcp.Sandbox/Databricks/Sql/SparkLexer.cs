using System.Text;

namespace CodexMcp.Sandbox.Databricks;

/// <summary>Cuts a statement into tokens by Databricks' rules: backticks hold names, both kinds of quotes hold texts, comments may nest.</summary>
internal sealed class SparkLexer(string text)
{
    private static readonly string[] Symbols = ["<=>", "::", "<=", ">=", "<>", "!=", "==", "||", "=>", "->"];
    private int at;

    public static List<SparkToken> Read(string text)
    {
        var lexer = new SparkLexer(text);
        var tokens = new List<SparkToken>();
        do
        {
            var token = lexer.Next(tokens.Count > 0 ? tokens[^1] : default);
            if (token.Kind == SparkKind.Text && tokens.Count > 0 && tokens[^1].Kind == SparkKind.Text)
            {
                // Texts side by side are one.
                token = new SparkToken(SparkKind.Text, tokens[^1].Value + token.Value, tokens[^1].Start, token.End);
                tokens.RemoveAt(tokens.Count - 1);
            }

            tokens.Add(token);
        }
        while (tokens[^1].Kind != SparkKind.End);
        return tokens;
    }

    private char Peek(int ahead = 0) => at + ahead < text.Length ? text[at + ahead] : '\0';

    private SparkToken Next(SparkToken before)
    {
        SkipBlanks();
        var start = at;
        if (at >= text.Length)
        {
            return new SparkToken(SparkKind.End, "", start, start);
        }

        var c = Peek();
        var (kind, value) = c switch
        {
            '\'' or '"' => (SparkKind.Text, Quoted(c, raw: false)),
            'r' or 'R' when Peek(1) is '\'' or '"' => (SparkKind.Text, Raw()),
            '`' => (SparkKind.Name, Name()),
            ':' when (char.IsAsciiLetter(Peek(1)) || Peek(1) == '_') && !EndsValue(before) => (SparkKind.Parameter, Parameter()),
            _ when char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Peek(1))) => (SparkKind.Number, Number()),
            _ when char.IsLetter(c) || c == '_' => (SparkKind.Word, Word()),
            _ => (SparkKind.Symbol, Symbol()),
        };
        return new SparkToken(kind, value, start, at);
    }

    /// <summary>After a value a colon leads into JSON; anywhere else it leads to a bound value.</summary>
    private bool EndsValue(SparkToken before) => before.End == at && at > 0
        && (before.Kind is SparkKind.Word or SparkKind.Name or SparkKind.Text || before.Is(")") || before.Is("]"));

    private void SkipBlanks()
    {
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
            }
            else if (Peek() == '-' && Peek(1) == '-')
            {
                var end = text.IndexOf('\n', at);
                at = end < 0 ? text.Length : end;
            }
            else if (Peek() == '/' && Peek(1) == '*')
            {
                SkipComment();
            }
            else
            {
                return;
            }
        }
    }

    private void SkipComment()
    {
        var (start, depth) = (at, 0);
        do
        {
            if (at >= text.Length)
            {
                throw SparkError.Syntax(text, start, "/*");
            }

            var open = Peek() == '/' && Peek(1) == '*';
            var close = Peek() == '*' && Peek(1) == '/';
            depth += open ? 1 : close ? -1 : 0;
            at += open || close ? 2 : 1;
        }
        while (depth > 0);
    }

    private string Quoted(char quote, bool raw)
    {
        var start = at++;
        var value = new StringBuilder();
        while (at < text.Length)
        {
            var c = text[at++];
            if (c == quote)
            {
                return value.ToString();
            }

            value.Append(c == '\\' && !raw && at < text.Length
                ? text[at++] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', '0' => '\0', var other => other }
                : c);
        }

        throw SparkError.Syntax(text, start, quote.ToString());
    }

    private string Raw()
    {
        at++;
        return Quoted(text[at], raw: true);
    }

    private string Name()
    {
        var start = at++;
        var value = new StringBuilder();
        while (at < text.Length)
        {
            var c = text[at++];
            if (c != '`')
            {
                value.Append(c);
            }
            else if (Peek() == '`')
            {
                value.Append('`');
                at++;
            }
            else
            {
                return value.ToString();
            }
        }

        throw SparkError.Syntax(text, start, "`");
    }

    private string Parameter()
    {
        at++;
        return Word();
    }

    private string Word()
    {
        var start = at;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '_'))
        {
            at++;
        }

        return text[start..at];
    }

    private string Number()
    {
        var start = at;
        while (char.IsAsciiDigit(Peek()) || Peek() == '.')
        {
            at++;
        }

        if (Peek() is 'e' or 'E' && (char.IsAsciiDigit(Peek(1)) || (Peek(1) is '+' or '-' && char.IsAsciiDigit(Peek(2)))))
        {
            at += 2;
            while (char.IsAsciiDigit(Peek()))
            {
                at++;
            }
        }

        var value = text[start..at];
        // 1L, 1.5D, 10.0BD: the type of the number, which its value tells well enough here.
        at += Peek() is 'B' or 'b' && Peek(1) is 'D' or 'd' ? 2 : Peek() is 'L' or 'l' or 'S' or 's' or 'Y' or 'y' or 'D' or 'd' or 'F' or 'f' ? 1 : 0;
        return value;
    }

    private string Symbol()
    {
        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(text, at, symbol, 0, symbol.Length) == 0)
            {
                at += symbol.Length;
                return symbol;
            }
        }

        return text[at++].ToString();
    }
}
