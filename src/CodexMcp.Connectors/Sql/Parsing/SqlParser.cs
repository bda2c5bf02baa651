using System.Runtime.CompilerServices;
using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Parsing;

/// <summary>
/// A recursive-descent parser for one query. It throws nothing: the first thing that does not fit is kept in <see cref="Problem"/>, and the
/// parser jumps to the end, where every loop stops. Each token is read once, so time and memory grow with the length; depth is bounded.
/// </summary>
internal sealed partial class SqlParser
{
    private const int MaxDepth = 200;
    private readonly string sql;
    private readonly List<SqlToken> tokens;
    private readonly SqlDialect dialect;
    private readonly NameTable names;
    private int[]? closings;
    private int at;
    private int depth;

    /// <param name="sql">The statement.</param>
    /// <param name="tokens">Its tokens, the last of them the end.</param>
    /// <param name="start">The query's first token.</param>
    /// <param name="dialect">Whose SQL it is.</param>
    public SqlParser(string sql, List<SqlToken> tokens, int start, SqlDialect dialect)
    {
        (this.sql, this.tokens, this.dialect, at) = (sql, tokens, dialect, start);
        names = new NameTable(dialect);
    }

    /// <summary>The first thing that did not fit, or null.</summary>
    public SqlProblem? Problem { get; private set; }

    /// <summary>How often a token ahead was looked at: a multiple of the tokens, however they stand.</summary>
    public long Looks { get; private set; }

    private bool IsSnowflake => dialect == SqlDialect.Snowflake;

    // After a problem the parser may step once more over the end.
    private SqlToken Current => at < tokens.Count ? tokens[at] : tokens[^1];

    private int LastEnd => at > 0 ? tokens[Math.Min(at, tokens.Count) - 1].End : 0;

    /// <summary>Parses the query and asks for nothing after it.</summary>
    public Query ParseAll()
    {
        var query = Query();
        if (Current.Kind != SqlTokenKind.End)
        {
            Fail("the end of the statement");
        }

        return query;
    }

    /// <summary>Parses one expression and asks for nothing after it.</summary>
    public SqlNode ParseExpression()
    {
        var value = Expression();
        if (Current.Kind != SqlTokenKind.End)
        {
            Fail("the end of the expression");
        }

        return value;
    }

    private SqlToken Ahead(int count = 1)
    {
        Looks++;
        return at + count < tokens.Count ? tokens[at + count] : tokens[^1];
    }

    private bool Is(char symbol) => Current.IsSymbol(sql, symbol);

    private bool Is(SqlKeyword keyword) => Current.Keyword == keyword;

    private bool IsWord(string word) => Current.IsWord(sql, word);

    private bool IsSymbol(string symbol) => IsSymbol(Current, symbol);

    private bool IsSymbol(SqlToken token, string symbol) =>
        token.Kind == SqlTokenKind.Symbol && token.Length == symbol.Length && token.Text(sql).SequenceEqual(symbol);

    private bool Accept(char symbol) => Is(symbol) && Advance();

    private bool Accept(SqlKeyword keyword) => Current.Keyword == keyword && Advance();

    private bool AcceptWord(string word) => IsWord(word) && Advance();

    private bool AcceptSymbol(string symbol) => IsSymbol(symbol) && Advance();

    private bool Advance()
    {
        at++;
        return true;
    }

    private void Expect(char symbol)
    {
        if (!Accept(symbol))
        {
            Fail(symbol switch { '(' => "an opening parenthesis", ')' => "a closing parenthesis", _ => $"a {symbol}" });
        }
    }

    private void Expect(SqlKeyword keyword)
    {
        if (!Accept(keyword))
        {
            Fail(keyword.ToString().ToUpperInvariant());
        }
    }

    private void ExpectWord(string word)
    {
        if (!AcceptWord(word))
        {
            Fail(word);
        }
    }

    /// <summary>Keeps the first problem and goes to the end.</summary>
    private void Fail(string expected, string? next = null)
    {
        if (Problem is null)
        {
            var token = Current;
            var found = token.Kind == SqlTokenKind.End ? "The statement ends" : $"{SqlProblem.Quote(token.Text(sql))} stands";
            Problem = SqlProblem.At(sql, token.Start, $"{found} where {expected} must stand.", next ?? "Check the statement around it.");
        }

        at = tokens.Count - 1;
    }

    private void Refuse(SqlToken token, string message, string next)
    {
        Problem ??= SqlProblem.At(sql, token.Start, message, next);
        at = tokens.Count - 1;
    }

    private bool Enter()
    {
        if (++depth > MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            Refuse(Current, $"Parentheses, queries or operators are nested more than {MaxDepth} deep.", "Write the statement with fewer levels.");
            return false;
        }

        return true;
    }

    private void Leave() => depth--;

    private SqlName NameHere()
    {
        var token = Current;
        var name = new SqlName(names.Value(sql, token), token.Kind == SqlTokenKind.QuotedIdentifier) { Start = token.Start, End = token.End };
        at++;
        return name;
    }

    /// <summary>A name where nothing but a name can stand: no reserved word, no verb.</summary>
    private SqlName Name(string expected)
    {
        if (Current.Kind == SqlTokenKind.QuotedIdentifier
            || (Current.Kind == SqlTokenKind.Word && !Current.Keyword.IsReserved() && !Current.Keyword.IsForbidden() && !Current.Keyword.Equals(SqlKeyword.Null)))
        {
            return NameHere();
        }

        Fail(expected);
        return new SqlName("", false) { Start = Current.Start, End = Current.Start };
    }

    /// <summary>A name after AS, where more words can stand than elsewhere.</summary>
    private SqlName AliasName()
    {
        if (Current.Kind == SqlTokenKind.Word && Current.Keyword.IsUnreservedVerb() && VerbMayStand())
        {
            return NameHere();
        }

        return Name("a name");
    }

    /// <summary>
    /// Whether a verb that the engine does not reserve is only a name here: nothing follows that could belong to a statement of that verb.
    /// </summary>
    private bool VerbMayStand()
    {
        var next = Ahead();
        return next.Kind switch
        {
            SqlTokenKind.End => true,
            SqlTokenKind.Symbol => !next.IsSymbol(sql, '('),
            SqlTokenKind.Word => (next.Keyword.IsReserved() && !next.Keyword.IsForbidden()
                    && next.Keyword is not (SqlKeyword.Select or SqlKeyword.With or SqlKeyword.Values or SqlKeyword.Table))
                || next.Keyword is SqlKeyword.Asc or SqlKeyword.Desc or SqlKeyword.Limit or SqlKeyword.Offset or SqlKeyword.Nulls or SqlKeyword.End,
            _ => false,
        };
    }

    private Group NameGroup()
    {
        var start = Current.Start;
        var items = new List<SqlNode>();
        Expect('(');
        do
        {
            items.Add(Name("a name"));
        }
        while (Accept(','));

        Expect(')');
        return new Group(items) { Start = start, End = LastEnd };
    }

    private Leaf LeafHere(LeafKind kind)
    {
        var token = Current;
        at++;
        return new Leaf(kind) { Start = token.Start, End = token.End };
    }

    private Leaf Tokens(int first)
    {
        var start = tokens[Math.Min(first, tokens.Count - 1)].Start;
        return new Leaf(LeafKind.Tokens) { Start = start, End = Math.Max(start, LastEnd) };
    }

    /// <summary>Adds the words that stand here, whichever of these they are, in order.</summary>
    private void Words(Phrase to, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (AcceptWord(word))
            {
                to.Add(word);
            }
        }
    }
}
