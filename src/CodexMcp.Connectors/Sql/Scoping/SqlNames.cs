namespace CodexMcp.Connectors.Sql.Scoping;

/// <summary>Writes names so that they mean what the engine keeps: in quotes where they need them.</summary>
internal static class SqlNames
{
    public static string Full(SqlTable table, SqlDialect dialect) =>
        $"{Quoted(table.Database, dialect)}.{Quoted(table.Schema, dialect)}.{Quoted(table.Name, dialect)}";

    public static string Quoted(string name, SqlDialect dialect)
    {
        var snowflake = dialect == SqlDialect.Snowflake;
        var plain = name.Length > 0 && (char.IsAsciiLetter(name[0]) || name[0] == '_');
        foreach (var c in name)
        {
            plain &= c is '_' || char.IsAsciiDigit(c) || (snowflake ? char.IsAsciiLetterUpper(c) : char.IsAsciiLetter(c));
        }

        var quote = snowflake ? "\"" : "`";
        var function = name.StartsWith("CURRENT_", StringComparison.OrdinalIgnoreCase) || name.StartsWith("LOCALTIME", StringComparison.OrdinalIgnoreCase);
        return plain && !function && SqlKeywords.Find(name) == SqlKeyword.None ? name : $"{quote}{name.Replace(quote, quote + quote, StringComparison.Ordinal)}{quote}";
    }
}
