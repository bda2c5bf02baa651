using System.Text;

namespace CodexMcp.Host.Codex;

/// <summary>Values as TOML writes them.</summary>
internal static class TomlText
{
    /// <summary>A basic string: everything that TOML does not allow in it is escaped.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                < 0x20 or 0x7F => quoted.Append($"\\u{rune.Value:X4}"),
                _ => quoted.Append(rune.ToString()),
            };
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>An array of basic strings on one line.</summary>
    public static string Array(IEnumerable<string> items) => $"[{string.Join(", ", items.Select(Quote))}]";
}
