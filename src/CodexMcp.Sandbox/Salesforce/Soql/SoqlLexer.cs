using System.Globalization;
using System.Text;

namespace CodexMcp.Sandbox.Salesforce;

internal enum SoqlTokenKind { End, Word, Text, Number, Moment, Symbol }

/// <summary>One token; <see cref="Value"/> is the unescaped text or the word as written.</summary>
internal readonly record struct SoqlToken(SoqlTokenKind Kind, string Value, int At)
{
    public bool Is(string wordOrSymbol) =>
        Kind is SoqlTokenKind.Word or SoqlTokenKind.Symbol && string.Equals(Value, wordOrSymbol, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Cuts SOQL into tokens. There are no comments in SOQL.</summary>
internal static class SoqlLexer
{
    public static List<SoqlToken> Read(string soql)
    {
        var tokens = new List<SoqlToken>();
        var i = 0;
        while (i < soql.Length)
        {
            var c = soql[i];
            var start = i;
            if (char.IsWhiteSpace(c))
            {
                i++;
            }
            else if (c == '\'')
            {
                tokens.Add(new SoqlToken(SoqlTokenKind.Text, Text(soql, ref i), start));
            }
            else if (char.IsAsciiLetter(c) || c == '_')
            {
                while (i < soql.Length && (char.IsAsciiLetterOrDigit(soql[i]) || soql[i] == '_'))
                {
                    i++;
                }

                tokens.Add(new SoqlToken(SoqlTokenKind.Word, soql[start..i], start));
            }
            else if (char.IsAsciiDigit(c) || (c is '-' or '+' or '.' && i + 1 < soql.Length && char.IsAsciiDigit(soql[i + 1])))
            {
                tokens.Add(Number(soql, ref i));
            }
            else
            {
                var two = i + 1 < soql.Length ? soql.Substring(i, 2) : "";
                var symbol = two is "<=" or ">=" or "!=" or "<>" ? two : c.ToString();
                if (!"(),.=<>:!".Contains(c) || symbol == "!")
                {
                    throw Unexpected(soql, i, c.ToString());
                }

                i += symbol.Length;
                tokens.Add(new SoqlToken(SoqlTokenKind.Symbol, symbol, start));
            }
        }

        tokens.Add(new SoqlToken(SoqlTokenKind.End, "<EOF>", soql.Length));
        return tokens;
    }

    /// <summary>The message in Salesforce's form: the line, a caret under the place, the place in numbers.</summary>
    public static string Where(string soql, int at)
    {
        at = Math.Min(at, soql.Length);
        var row = soql.AsSpan(0, at).Count('\n') + 1;
        var column = at - (soql.LastIndexOf('\n', Math.Max(0, at - 1)) is var line && at > 0 && line >= 0 ? line + 1 : 0) + 1;
        var from = Math.Max(0, at - 40);
        var piece = soql.Substring(from, Math.Min(80, soql.Length - from)).ReplaceLineEndings(" ");
        return $"\n{piece}\n{new string(' ', at - from)}^\nERROR at Row:{row}:Column:{column}\n";
    }

    public static SalesforceException Unexpected(string soql, int at, string what) =>
        SalesforceException.Malformed($"{Where(soql, at)}unexpected token: '{what}'");

    private static string Text(string soql, ref int i)
    {
        var start = i++;
        var text = new StringBuilder();
        while (true)
        {
            if (i >= soql.Length)
            {
                throw SalesforceException.Malformed($"{Where(soql, start)}Unterminated string literal, missing end quote");
            }

            var c = soql[i++];
            if (c == '\'')
            {
                return text.ToString();
            }

            if (c != '\\')
            {
                text.Append(c);
                continue;
            }

            var escaped = i < soql.Length ? soql[i++] : '\0';
            switch (escaped)
            {
                case 'n' or 'N': text.Append('\n'); break;
                case 'r' or 'R': text.Append('\r'); break;
                case 't' or 'T': text.Append('\t'); break;
                case 'b' or 'B': text.Append('\b'); break;
                case 'f' or 'F': text.Append('\f'); break;
                case '"' or '\'' or '\\': text.Append(escaped); break;
                // Only LIKE knows these: the escape stays for it.
                case '_' or '%': text.Append('\\').Append(escaped); break;
                case 'u' when i + 4 <= soql.Length && ushort.TryParse(soql.AsSpan(i, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code):
                    text.Append((char)code);
                    i += 4;
                    break;
                default:
                    throw SalesforceException.Malformed($"{Where(soql, i - 2)}Illegal character sequence '\\{escaped}' in string literal");
            }
        }
    }

    private static SoqlToken Number(string soql, ref int i)
    {
        var start = i++;
        while (i < soql.Length && (char.IsAsciiLetterOrDigit(soql[i]) || soql[i] is '.' or ':' || (soql[i] is '-' or '+' && soql[i - 1] is not '.')))
        {
            i++;
        }

        var text = soql[start..i];
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
        {
            return new SoqlToken(SoqlTokenKind.Number, text, start);
        }

        return text.Length >= 10 && text[4] == '-' && SoqlDates.TryParse(text, out _, out _)
            ? new SoqlToken(SoqlTokenKind.Moment, text, start)
            : throw Unexpected(soql, start, text);
    }
}
