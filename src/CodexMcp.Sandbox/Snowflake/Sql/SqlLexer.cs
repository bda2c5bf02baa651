using System.Text;

namespace CodexMcp.Sandbox.Snowflake;

/// <summary>Cuts a statement into tokens by Snowflake's rules: three kinds of comment, backslash escapes, <c>$$</c> texts.</summary>
internal sealed class SqlLexer(string text)
{
    private static readonly string[] Symbols = ["<=>", "::", "<=", ">=", "<>", "!=", "||", "=>", "->"];
    private int _at;
    private int _line = 1;
    private int _lineStart;

    public static List<SqlToken> Read(string text)
    {
        var lexer = new SqlLexer(text);
        var tokens = new List<SqlToken>();
        SqlToken token;
        do
        {
            token = lexer.Next();
            tokens.Add(token);
        }
        while (token.Kind != TokenKind.End);
        return tokens;
    }

    private char Current => _at < text.Length ? text[_at] : '\0';

    private char Peek(int ahead = 1) => _at + ahead < text.Length ? text[_at + ahead] : '\0';

    private SqlToken Next()
    {
        SkipBlanks();
        var (start, line, position) = (_at, _line, _at - _lineStart);
        if (_at >= text.Length)
        {
            return new SqlToken(TokenKind.End, "", "", line, position, start);
        }

        var c = Current;
        var (kind, value) = c switch
        {
            '\'' => (TokenKind.Text, ReadText(line, position)),
            '"' => (TokenKind.Quoted, ReadQuoted(line, position)),
            '$' when Peek() == '$' => (TokenKind.Text, ReadDollars(line, position)),
            '?' => (TokenKind.Parameter, Advance(1)),
            _ when char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Peek())) => (TokenKind.Number, ReadNumber()),
            _ when char.IsLetter(c) || c == '_' => (TokenKind.Word, ReadWord().ToUpperInvariant()),
            _ => (TokenKind.Symbol, ReadSymbol()),
        };
        return new SqlToken(kind, value, text[start.._at], line, position, start);
    }

    private string Advance(int count)
    {
        var part = text.Substring(_at, count);
        _at += count;
        return part;
    }

    private void SkipBlanks()
    {
        while (_at < text.Length)
        {
            var c = text[_at];
            if (c == '\n')
            {
                NewLine();
            }
            else if (char.IsWhiteSpace(c))
            {
                _at++;
            }
            else if ((c == '-' && Peek() == '-') || (c == '/' && Peek() == '/'))
            {
                while (_at < text.Length && text[_at] != '\n')
                {
                    _at++;
                }
            }
            else if (c == '/' && Peek() == '*')
            {
                var (line, position) = (_line, _at - _lineStart);
                _at += 2;
                while (_at < text.Length && !(text[_at] == '*' && Peek() == '/'))
                {
                    Step();
                }

                if (_at >= text.Length)
                {
                    throw SnowflakeException.Syntax(line, position, "/*");
                }

                _at += 2;
            }
            else
            {
                return;
            }
        }
    }

    private void NewLine()
    {
        _at++;
        _line++;
        _lineStart = _at;
    }

    private void Step()
    {
        if (text[_at] == '\n')
        {
            NewLine();
        }
        else
        {
            _at++;
        }
    }

    private string ReadText(int line, int position)
    {
        var value = new StringBuilder();
        _at++;
        while (_at < text.Length)
        {
            var c = text[_at];
            if (c == '\'')
            {
                if (Peek() != '\'')
                {
                    _at++;
                    return value.ToString();
                }

                value.Append('\'');
                _at += 2;
            }
            else if (c == '\\' && _at + 1 < text.Length)
            {
                ReadEscape(value);
            }
            else
            {
                value.Append(c);
                Step();
            }
        }

        throw SnowflakeException.Syntax(line, position, "'");
    }

    private void ReadEscape(StringBuilder value)
    {
        var c = Peek();
        var hex = c switch { 'x' => 2, 'u' => 4, _ => 0 };
        if (hex > 0 && _at + 2 + hex <= text.Length
            && int.TryParse(text.AsSpan(_at + 2, hex), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var code))
        {
            value.Append((char)code);
            _at += 2 + hex;
            return;
        }

        _at++;
        if (c == '\n')
        {
            Step();
            value.Append('\n');
            return;
        }

        value.Append(c switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', '0' => '\0', _ => c });
        _at++;
    }

    private string ReadQuoted(int line, int position)
    {
        var value = new StringBuilder();
        _at++;
        while (_at < text.Length)
        {
            if (text[_at] == '"')
            {
                if (Peek() != '"')
                {
                    _at++;
                    return value.Length > 0 ? value.ToString() : throw SnowflakeException.Syntax(line, position, "\"\"");
                }

                _at++;
            }

            value.Append(text[_at]);
            Step();
        }

        throw SnowflakeException.Syntax(line, position, "\"");
    }

    private string ReadDollars(int line, int position)
    {
        var end = text.IndexOf("$$", _at + 2, StringComparison.Ordinal);
        if (end < 0)
        {
            throw SnowflakeException.Syntax(line, position, "$$");
        }

        var value = text[(_at + 2)..end];
        while (_at < end + 2)
        {
            Step();
        }

        return value;
    }

    private string ReadNumber()
    {
        var start = _at;
        while (char.IsAsciiDigit(Current))
        {
            _at++;
        }

        if (Current == '.' && Peek() != '.')
        {
            _at++;
            while (char.IsAsciiDigit(Current))
            {
                _at++;
            }
        }

        if (Current is 'e' or 'E' && (char.IsAsciiDigit(Peek()) || (Peek() is '+' or '-' && char.IsAsciiDigit(Peek(2)))))
        {
            _at += 2;
            while (char.IsAsciiDigit(Current))
            {
                _at++;
            }
        }

        return text[start.._at];
    }

    private string ReadWord()
    {
        var start = _at;
        while (char.IsLetterOrDigit(Current) || Current is '_' or '$')
        {
            _at++;
        }

        return text[start.._at];
    }

    private string ReadSymbol()
    {
        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(text, _at, symbol, 0, symbol.Length) == 0)
            {
                return Advance(symbol.Length);
            }
        }

        return Advance(char.IsHighSurrogate(Current) && _at + 1 < text.Length ? 2 : 1);
    }
}
