namespace CodexMcp.Connectors.Sql;

/// <summary>The kinds of token that a statement is made of.</summary>
public enum SqlTokenKind : byte
{
    /// <summary>A keyword or an unquoted identifier: ASCII letters, digits, <c>_</c> and <c>$</c>.</summary>
    Word,

    /// <summary>An identifier in double quotes.</summary>
    QuotedIdentifier,

    /// <summary>A string in single quotes or between <c>$$</c>.</summary>
    String,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A <c>?</c>, or a column by its place such as <c>$1</c>.</summary>
    Placeholder,

    /// <summary>An operator or a punctuation mark.</summary>
    Symbol,

    /// <summary>A semicolon.</summary>
    Semicolon,

    /// <summary>What stands after the last token while a statement is parsed.</summary>
    End,
}

/// <summary>A piece of a statement; its text stays in the statement.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Keyword">Which keyword a <see cref="SqlTokenKind.Word"/> is, or <see cref="SqlKeyword.None"/>.</param>
/// <param name="Start">Its first character, counted from 0.</param>
/// <param name="Length">Its characters.</param>
public readonly record struct SqlToken(SqlTokenKind Kind, SqlKeyword Keyword, int Start, int Length)
{
    /// <summary>Whether the token is that symbol in that statement.</summary>
    internal bool IsSymbol(string sql, char symbol) => Kind == SqlTokenKind.Symbol && Length == 1 && sql[Start] == symbol;

    /// <summary>Whether the token is that word, given in upper case, in that statement.</summary>
    internal bool IsWord(string sql, string word) =>
        Kind == SqlTokenKind.Word && Length == word.Length && Text(sql).Equals(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>Where the token ends.</summary>
    internal int End => Start + Length;

    /// <summary>The token's text.</summary>
    internal ReadOnlySpan<char> Text(string sql) => sql.AsSpan(Start, Length);
}
