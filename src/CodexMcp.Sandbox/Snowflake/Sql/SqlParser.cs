using System.Runtime.CompilerServices;

namespace CodexMcp.Sandbox.Snowflake;

/// <summary>A recursive-descent parser for the part of Snowflake's SQL that analysts write. This file holds the tools; the grammar is in the others.</summary>
internal sealed partial class SqlParser
{
    /// <summary>Levels of nesting; SQLite's own expression limit is 1,000.</summary>
    private const int MaxDepth = 200;

    private readonly List<SqlToken> _tokens;
    private readonly string _text;
    private int _at;
    private int _depth;
    private int _parameters;

    private SqlParser(string text)
    {
        _text = text;
        _tokens = SqlLexer.Read(text);
    }

    private SqlToken Current => _tokens[_at];

    private SqlPlace Place => new(Current.Line, Current.Position);

    private SqlToken Ahead(int count = 1) => _tokens[Math.Min(_at + count, _tokens.Count - 1)];

    private bool Is(string value) => Current.Is(value);

    private bool IsAny(params ReadOnlySpan<string> values)
    {
        foreach (var value in values)
        {
            if (Current.Is(value))
            {
                return true;
            }
        }

        return false;
    }

    private bool Accept(string value)
    {
        if (!Current.Is(value))
        {
            return false;
        }

        _at++;
        return true;
    }

    private bool Accept(string first, string second)
    {
        if (!Current.Is(first) || !Ahead().Is(second))
        {
            return false;
        }

        _at += 2;
        return true;
    }

    private void Expect(string value)
    {
        if (!Accept(value))
        {
            throw Unexpected();
        }
    }

    private SnowflakeException Unexpected() =>
        SnowflakeException.Syntax(Current.Line, Current.Position, Current.Kind == TokenKind.End ? null : Current.Raw);

    private DepthGuard Deeper()
    {
        if (++_depth > MaxDepth)
        {
            throw SnowflakeException.Syntax(Current.Line, Current.Position, Current.Raw);
        }

        RuntimeHelpers.EnsureSufficientExecutionStack();
        return new DepthGuard(this);
    }

    private readonly struct DepthGuard(SqlParser parser) : IDisposable
    {
        public void Dispose() => parser._depth--;
    }

    private bool IsIdentifier(SqlToken token) =>
        token.Kind == TokenKind.Quoted || (token.Kind == TokenKind.Word && !SqlKeywords.Reserved.Contains(token.Value));

    private string Identifier()
    {
        if (!IsIdentifier(Current))
        {
            throw Unexpected();
        }

        return _tokens[_at++].Value;
    }

    private SqlName Name()
    {
        var place = Place;
        var parts = new List<string> { Identifier() };
        while (Is("."))
        {
            _at++;
            if (Is("."))
            {
                // db..table: the PUBLIC schema.
                parts.Add("PUBLIC");
                continue;
            }

            // After a dot any word is a name.
            parts.Add(Current.Kind is TokenKind.Word or TokenKind.Quoted ? _tokens[_at++].Value : throw Unexpected());
        }

        return parts.Count <= 4 ? new SqlName(parts, place) : throw SnowflakeException.Syntax(place.Line, place.Position, parts[4]);
    }

    private List<string> NameList()
    {
        Expect("(");
        var names = new List<string>();
        do
        {
            names.Add(Identifier());
        }
        while (Accept(","));
        Expect(")");
        return names;
    }

    private string Text() => Current.Kind == TokenKind.Text ? _tokens[_at++].Value : throw Unexpected();

    private int Integer() =>
        Current.Kind == TokenKind.Number && int.TryParse(Current.Value, out var value) ? Advance(value) : throw Unexpected();

    private T Advance<T>(T value)
    {
        _at++;
        return value;
    }
}
