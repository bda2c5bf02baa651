namespace CodexMcp.Sandbox.Databricks;

internal enum SparkKind
{
    End,
    Word,

    /// <summary>A name in backticks.</summary>
    Name,
    Number,
    Text,

    /// <summary>A bound value, <c>:name</c>.</summary>
    Parameter,
    Symbol,
}

/// <summary>One token of Databricks SQL. <see cref="Value"/> is unescaped for a text or a name, and as written for the rest.</summary>
internal readonly record struct SparkToken(SparkKind Kind, string Value, int Start, int End)
{
    public bool Is(string symbolOrWord) =>
        (Kind == SparkKind.Symbol && Value == symbolOrWord) || (Kind == SparkKind.Word && Value.Equals(symbolOrWord, StringComparison.OrdinalIgnoreCase));
}
