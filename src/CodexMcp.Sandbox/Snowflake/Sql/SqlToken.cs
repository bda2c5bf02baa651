namespace CodexMcp.Sandbox.Snowflake;

internal enum TokenKind
{
    End,
    Word,
    Quoted,
    Number,
    Text,
    Parameter,
    Symbol,
}

/// <summary>One token. <see cref="Value"/> is upper case for a word, unescaped for a text or a quoted name. Line counts from 1, position from 0.</summary>
internal readonly record struct SqlToken(TokenKind Kind, string Value, string Raw, int Line, int Position, int Start)
{
    public bool Is(string symbolOrWord) => Kind is TokenKind.Symbol or TokenKind.Word && Value == symbolOrWord;
}
