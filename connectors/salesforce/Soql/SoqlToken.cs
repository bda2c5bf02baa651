namespace CodexMcp.Connectors.Salesforce.Soql;

/// <summary>What a token is.</summary>
internal enum SoqlTokenKind
{
    End,
    Word,
    String,
    Number,
    Date,
    DateTime,
    Currency,
    Operator,
    Comma,
    Dot,
    Open,
    Close,
    Colon,
}

/// <summary>One token: where it stands in the query.</summary>
internal readonly record struct SoqlToken(SoqlTokenKind Kind, int Start, int Length)
{
    public ReadOnlySpan<char> Text(string soql) => soql.AsSpan(Start, Length);
}
