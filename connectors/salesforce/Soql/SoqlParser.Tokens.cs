namespace CodexMcp.Connectors.Salesforce.Soql;

/// <content>How the parser looks at tokens, and how it says what is wrong.</content>
internal sealed partial class SoqlParser
{
    // What the vendor's manual forbids as an alias, and what begins a clause.
    private static readonly HashSet<string> Reserved = new(
    [
        "AND", "ASC", "DESC", "EXCLUDES", "FIRST", "FROM", "GROUP", "HAVING", "IN", "INCLUDES", "LAST", "LIKE", "LIMIT", "NOT", "NULL", "NULLS", "OR", "SELECT", "USING",
        "WHERE", "WITH", "ORDER", "BY", "OFFSET", "FOR", "UPDATE", "ALL", "SET", "TYPEOF", "WHEN", "THEN", "ELSE", "END", "TRUE", "FALSE", "AS",
    ], StringComparer.OrdinalIgnoreCase);

    private SoqlToken Current => _tokens[_next];

    private SoqlToken Peek(int ahead) => _tokens[Math.Min(_next + ahead, _tokens.Count - 1)];

    private static bool IsReserved(string word) => Reserved.Contains(word);

    private bool Is(string keyword) => Is(Current, keyword);

    private bool Is(SoqlToken token, string keyword) =>
        token.Kind == SoqlTokenKind.Word && token.Length == keyword.Length && token.Text(_soql).Equals(keyword, StringComparison.OrdinalIgnoreCase);

    private bool IsClause() =>
        Is("WHERE") || Is("WITH") || Is("HAVING") || Is("LIMIT") || Is("OFFSET") || Is("FOR") || Is("UPDATE") || Is("USING") || Is("ALL") || Is("SET")
        || ((Is("GROUP") || Is("ORDER")) && Is(Peek(1), "BY"));

    private bool Accept(string keyword)
    {
        var found = Is(keyword);
        _next += found ? 1 : 0;
        return found;
    }

    private bool Accept(SoqlTokenKind kind)
    {
        var found = Current.Kind == kind;
        _next += found ? 1 : 0;
        return found;
    }

    private bool AcceptTwo(string first, string second)
    {
        if (!Accept(first))
        {
            return false;
        }

        Expect(second);
        return true;
    }

    private void Expect(string keyword)
    {
        if (!Accept(keyword))
        {
            throw Expected(keyword);
        }
    }

    private void Expect(SoqlTokenKind kind, string what)
    {
        if (!Accept(kind))
        {
            throw Expected(what);
        }
    }

    private void ExpectEnd(string what)
    {
        if (Current.Kind != SoqlTokenKind.End)
        {
            throw Expected(what);
        }
    }

    private string Word(string what)
    {
        Expect(SoqlTokenKind.Word, what);
        return _tokens[_next - 1].Text(_soql).ToString();
    }

    private FieldPath Path(string what)
    {
        var position = Current.Start;
        var first = Word(what);
        if (Current.Kind != SoqlTokenKind.Dot)
        {
            return new FieldPath([first], position);
        }

        var parts = new List<string>(4) { first };
        while (Accept(SoqlTokenKind.Dot))
        {
            parts.Add(Word("a name after the dot"));

            // One name more for an alias or the object before the path.
            if (parts.Count > MaxHops + 2)
            {
                throw Fail(position, $"The path walks more than {MaxHops} relationships.", "Start the query at an object that is nearer to the field.");
            }
        }

        return new FieldPath([.. parts], position);
    }

    private void Deeper()
    {
        if (++_depth > MaxDepth)
        {
            throw Fail(Current.Start, $"Parentheses or NOTs stand more than {MaxDepth} deep.", "Write the condition flatter: a list of values belongs after IN.");
        }
    }

    private SoqlRefusal Expected(string what)
    {
        var token = Current;
        var found = token.Kind == SoqlTokenKind.End ? "the end" : $"'{SoqlProblem.Quote(token.Text(_soql))}'";
        return Fail(token.Start, $"Found {found}, expected {what}.", $"Put {what} there, or remove what stands there.");
    }

    private SoqlRefusal Fail(int position, string message, string next) => new(SoqlProblem.At(_soql, position, message, next));
}
