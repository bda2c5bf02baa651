using System.Text;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Snowflake.Tools;

/// <summary>Names as SQL has them: upper and lower case are the same unless a name stands in double quotes.</summary>
internal static class SqlName
{
    private const int MaxPart = 255;

    /// <summary>Reads a name of at most <paramref name="maxParts"/> parts.</summary>
    /// <exception cref="ConnectorException">It is no name.</exception>
    public static IReadOnlyList<string> Parse(string text, int maxParts)
    {
        var parts = new List<string>(maxParts);
        var at = 0;
        do
        {
            parts.Add(text.Length > at && text[at] == '"' ? Quoted(text, ref at) : Plain(text, ref at));
        }
        while (at < text.Length && text[at] == '.' && ++at <= text.Length && parts.Count < maxParts);

        return at == text.Length && text[^1] != '.' ? parts : throw NoName();
    }

    /// <summary>A name in double quotes, which means exactly itself.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Plain(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '_' or '$'))
        {
            at++;
        }

        return at > start && at - start <= MaxPart && !char.IsAsciiDigit(text[start]) && text[start] != '$'
            ? text[start..at].ToUpperInvariant()
            : throw NoName();
    }

    private static string Quoted(string text, ref int at)
    {
        var name = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] == '"')
            {
                at++;
                if (at >= text.Length || text[at] != '"')
                {
                    return name.Length is > 0 and <= MaxPart && !name.ToString().Contains('\0', StringComparison.Ordinal) ? name.ToString() : throw NoName();
                }
            }

            name.Append(text[at]);
        }

        throw NoName();
    }

    private static ConnectorException NoName() => new(
        ConnectorFailure.Refused,
        "This is no name of a database, schema or table.",
        "Write it as in SQL, such as ANALYTICS.CURATED.EVENTS; put a name with other characters than letters, digits and _ in double quotes.");
}
