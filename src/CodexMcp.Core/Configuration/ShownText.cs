using System.Text;

namespace CodexMcp.Core.Configuration;

/// <summary>Prints text from a file so that nothing in it can disguise itself: everything but printable ASCII is escaped, and long text is cut.</summary>
public static class ShownText
{
    /// <summary>Gives the text with every character outside printable ASCII as <c>\uXXXX</c>, cut after 80 characters.</summary>
    public static string Escape(string text)
    {
        const int most = 80;
        var plain = text.Length <= most;
        for (var i = 0; plain && i < text.Length; i++)
        {
            plain = text[i] is >= ' ' and <= '~';
        }

        if (plain)
        {
            return text;
        }

        var shown = new StringBuilder();
        foreach (var character in text)
        {
            if (shown.Length >= most)
            {
                return shown.Append("...").ToString();
            }

            _ = character is >= ' ' and <= '~'
                ? shown.Append(character)
                : shown.Append("\\u").Append(((int)character).ToString("x4", System.Globalization.CultureInfo.InvariantCulture));
        }

        return shown.ToString();
    }
}
