namespace CodexMcp.Connectors.Sql.Parsing;

/// <summary>Gives names as the engine keeps them, each text once: most names stand in a statement many times.</summary>
internal sealed class NameTable
{
    private readonly SqlDialect dialect;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> known;

    public NameTable(SqlDialect dialect)
    {
        this.dialect = dialect;
        known = new HashSet<string>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>An unquoted name in the engine's case, a quoted one without its quotes.</summary>
    public string Value(string sql, SqlToken token)
    {
        var text = token.Text(sql);
        if (token.Kind == SqlTokenKind.QuotedIdentifier)
        {
            var quote = text[0];
            var inner = text[1..^1];
            var value = inner.Contains(quote) ? inner.ToString().Replace($"{quote}{quote}", quote.ToString(), StringComparison.Ordinal) : Kept(inner);
            return dialect == SqlDialect.Databricks ? value.ToLowerInvariant() : value;
        }

        Span<char> folded = stackalloc char[256];
        if (text.Length > folded.Length)
        {
            return dialect == SqlDialect.Snowflake ? text.ToString().ToUpperInvariant() : text.ToString().ToLowerInvariant();
        }

        var length = dialect == SqlDialect.Snowflake ? text.ToUpperInvariant(folded) : text.ToLowerInvariant(folded);
        return Kept(folded[..length]);
    }

    private string Kept(ReadOnlySpan<char> text)
    {
        if (!known.TryGetValue(text, out var value))
        {
            known.Add(text);
            known.TryGetValue(text, out value);
        }

        return value!;
    }
}
