using System.Text;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Sql.Warehouse;

/// <summary>Names as SQL has them: upper and lower case are the same, in Snowflake unless a name stands in double quotes.</summary>
public static class SqlName
{
    private const int MaxPart = 255;

    /// <summary>Reads a name of at most <paramref name="maxParts"/> parts.</summary>
    /// <exception cref="ConnectorException">It is no name.</exception>
    public static IReadOnlyList<string> Parse(string text, int maxParts, SqlDialect dialect)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = new List<string>(maxParts);
        var at = 0;
        do
        {
            parts.Add(text.Length > at && text[at] == Mark(dialect) ? Quoted(text, ref at, dialect) : Plain(text, ref at, dialect));
        }
        while (at < text.Length && text[at] == '.' && ++at <= text.Length && parts.Count < maxParts);

        return at == text.Length && text[^1] != '.' ? parts : throw NoName(dialect);
    }

    /// <summary>A name in quotes, which means exactly itself.</summary>
    public static string Quote(string name, SqlDialect dialect)
    {
        ArgumentNullException.ThrowIfNull(name);
        var mark = Mark(dialect).ToString();
        return $"{mark}{name.Replace(mark, mark + mark, StringComparison.Ordinal)}{mark}";
    }

    private static char Mark(SqlDialect dialect) => dialect == SqlDialect.Snowflake ? '"' : '`';

    private static string Plain(string text, ref int at, SqlDialect dialect)
    {
        var snowflake = dialect == SqlDialect.Snowflake;
        var start = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_' || (text[at] == '$' && snowflake)))
        {
            at++;
        }

        return at > start && at - start <= MaxPart && !char.IsAsciiDigit(text[start]) && text[start] != '$'
            ? snowflake ? text[start..at].ToUpperInvariant() : text[start..at].ToLowerInvariant()
            : throw NoName(dialect);
    }

    private static string Quoted(string text, ref int at, SqlDialect dialect)
    {
        var mark = Mark(dialect);
        var name = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] == mark)
            {
                at++;
                if (at >= text.Length || text[at] != mark)
                {
                    var whole = name.ToString();
                    return whole.Length is > 0 and <= MaxPart && !whole.Contains('\0', StringComparison.Ordinal)
                        ? dialect == SqlDialect.Snowflake ? whole : whole.ToLowerInvariant()
                        : throw NoName(dialect);
                }
            }

            name.Append(text[at]);
        }

        throw NoName(dialect);
    }

    private static ConnectorException NoName(SqlDialect dialect) => new(
        ConnectorFailure.Refused,
        $"This is no name of a {(dialect == SqlDialect.Snowflake ? "database" : "catalog")}, schema or table.",
        dialect == SqlDialect.Snowflake
            ? "Write it as in SQL, such as ANALYTICS.CURATED.EVENTS; put a name with other characters than letters, digits and _ in double quotes."
            : "Write it as in SQL, such as main.dw.events; put a name with other characters than letters, digits and _ in backticks.");
}
