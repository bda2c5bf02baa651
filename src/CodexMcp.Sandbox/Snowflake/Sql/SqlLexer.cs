namespace CodexMcp.Sandbox.Snowflake;

/// <summary>Cuts a statement into tokens by Snowflake's rules: three kinds of comment, backslash escapes, <c>$$</c> texts.</summary>
internal sealed partial class SqlLexer(string text)
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
