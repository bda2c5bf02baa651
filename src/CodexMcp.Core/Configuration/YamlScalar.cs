using System.Globalization;

namespace CodexMcp.Core.Configuration;

/// <summary>What a plain scalar stands for: the core schema of YAML 1.2, narrowed to what JSON can write.</summary>
/// <remarks>So <c>yes</c>, <c>on</c>, dates, <c>1_000</c>, <c>0o17</c>, <c>017</c>, <c>+1</c> and <c>.inf</c> are strings: nothing changes its meaning behind the operator's back.</remarks>
internal static class YamlScalar
{
    internal static bool IsNull(string text) => text is "" or "~" or "null";

    internal static bool IsBoolean(string text) => text is "true" or "false";

    /// <summary>Whether the text is a number as JSON writes it.</summary>
    internal static bool IsNumber(string text)
    {
        var at = text.StartsWith('-') ? 1 : 0;
        if (at == text.Length || !char.IsAsciiDigit(text[at]))
        {
            return false;
        }

        var whole = Digits(text, ref at);
        if (whole > 1 && text[at - whole] == '0')
        {
            return false;
        }

        if (at < text.Length && text[at] == '.')
        {
            at++;
            if (Digits(text, ref at) == 0)
            {
                return false;
            }
        }

        if (at < text.Length && text[at] is 'e' or 'E')
        {
            at++;
            at += at < text.Length && text[at] is '+' or '-' ? 1 : 0;
            if (Digits(text, ref at) == 0)
            {
                return false;
            }
        }

        return at == text.Length;
    }

    internal static bool IsInRange(string number) =>
        double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value);

    private static int Digits(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return at - start;
    }
}
