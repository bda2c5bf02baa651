using System.Globalization;
using System.Text;

namespace CodexMcp.Connectors.Salesforce.Soql;

/// <summary>Text between single quotes: what it says, and how it is written so that it stays text.</summary>
internal static class SoqlText
{
    private static readonly System.Buffers.SearchValues<char> Plain =
        System.Buffers.SearchValues.Create(" !#$%&()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    /// <summary>Writes a value as text in SOQL: the backslash first, then quotes and breaks; for LIKE also its two signs, so that they mean themselves.</summary>
    /// <returns>Null when the value holds what no text may: another control character, or half of a character.</returns>
    public static string? Quote(ReadOnlySpan<char> value, bool literalInLike = false)
    {
        var text = new StringBuilder(value.Length + 8).Append('\'');
        return Append(text, value, literalInLike) ? text.Append('\'').ToString() : null;
    }

    /// <summary>Writes a value without the quotes around it.</summary>
    public static bool Append(StringBuilder text, ReadOnlySpan<char> value, bool literalInLike)
    {
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            var escape = c switch
            {
                '\\' => '\\',
                '\'' => '\'',
                '"' => '"',
                '\n' => 'n',
                '\r' => 'r',
                '\t' => 't',
                '\b' => 'b',
                '\f' => 'f',
                '%' or '_' when literalInLike => c,
                _ => '\0',
            };
            if (escape != '\0')
            {
                text.Append('\\').Append(escape);
            }
            else if (char.IsControl(c))
            {
                return false;
            }
            else if (char.IsSurrogate(c))
            {
                if (i + 1 >= value.Length || !char.IsSurrogatePair(c, value[i + 1]))
                {
                    return false;
                }

                text.Append(c).Append(value[++i]);
            }
            else
            {
                text.Append(c);
            }
        }

        return true;
    }

    /// <summary>Reads the text of a token, quotes included, and writes it again in the one way that is ours.</summary>
    /// <param name="token">The token.</param>
    /// <param name="like">Whether it stands after LIKE, where a backslash may stand before % and _.</param>
    /// <param name="canonical">The text as it is sent.</param>
    /// <returns>Null, or what is wrong with it.</returns>
    public static string? Read(ReadOnlySpan<char> token, bool like, out string canonical)
    {
        var body = token[1..^1];
        if (body.IndexOfAnyExcept(Plain) < 0)
        {
            canonical = token.ToString();
            return null;
        }

        canonical = "";
        var text = new StringBuilder(body.Length + 8).Append('\'');
        var run = new StringBuilder();
        for (var i = 0; i < body.Length; i++)
        {
            if (body[i] != '\\')
            {
                run.Append(body[i]);
                continue;
            }

            i++;
            switch (i < body.Length ? body[i] : '\0')
            {
                case 'n' or 'N':
                    run.Append('\n');
                    break;
                case 'r' or 'R':
                    run.Append('\r');
                    break;
                case 't' or 'T':
                    run.Append('\t');
                    break;
                case 'b' or 'B':
                    run.Append('\b');
                    break;
                case 'f' or 'F':
                    run.Append('\f');
                    break;
                case '\\' or '\'' or '"':
                    run.Append(body[i]);
                    break;
                case 'u' when i + 4 < body.Length && ushort.TryParse(body.Slice(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code):
                    run.Append((char)code);
                    i += 4;
                    break;
                case '%' or '_' when like:
                    if (!Append(text, run.ToString(), false))
                    {
                        return Unwritable;
                    }

                    run.Clear();
                    text.Append('\\').Append(body[i]);
                    break;
                default:
                    return "A backslash in the text stands before a character that it can't stand before";
            }
        }

        if (!Append(text, run.ToString(), false))
        {
            return Unwritable;
        }

        canonical = text.Append('\'').ToString();
        return null;
    }

    private const string Unwritable = "The text holds a control character, or half of a character";
}
