using System.Text;

namespace CodexMcp.Sandbox.Snowflake;

/// <content>Texts, quoted names and numbers.</content>
internal sealed partial class SqlLexer
{
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
}
