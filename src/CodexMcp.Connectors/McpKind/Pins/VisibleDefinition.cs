using System.Globalization;
using System.Text;

namespace CodexMcp.Connectors.McpKind.Pins;

/// <summary>Shows a definition's text to the person who accepts it: everything but printable ASCII and plain letters stands as its number.</summary>
internal static class VisibleDefinition
{
    /// <summary>More than this of one member is cut: its hash holds all of it.</summary>
    private const int Longest = 4_000;

    /// <summary>Escapes a text.</summary>
    public static string Escape(string text)
    {
        var shown = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length >= Longest)
            {
                return shown.Append(CultureInfo.InvariantCulture, $"… ({text.Length:N0} characters)").ToString();
            }

            if (rune.Value is '\n' or (>= ' ' and <= '~') or (>= 0xC0 and <= 0xFF and not (0xD7 or 0xF7)))
            {
                shown.Append(rune);
            }
            else
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x4}}}");
            }
        }

        return shown.ToString();
    }
}
