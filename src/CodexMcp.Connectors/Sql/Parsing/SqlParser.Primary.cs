using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Parsing;

/// <content>What an expression is made of: literals, names, calls, CASE, parentheses.</content>
internal sealed partial class SqlParser
{
    private const string AValue = "a value";

    private SqlNode Primary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case SqlTokenKind.Number:
                return LeafHere(LeafKind.Number);
            case SqlTokenKind.String:
                return LeafHere(LeafKind.String);
            case SqlTokenKind.Placeholder:
                return LeafHere(LeafKind.Placeholder);
            case SqlTokenKind.QuotedIdentifier:
                return Named();
            case SqlTokenKind.Symbol:
                return Marked(token);
            case SqlTokenKind.Word:
                return Worded(token);
            default:
                Fail(AValue);
                return Nothing();
        }
    }

    private SqlNode Marked(SqlToken token)
    {
        if (token.IsSymbol(sql, '('))
        {
            return Parentheses();
        }

        if (token.IsSymbol(sql, '['))
        {
            return Items('[', ']', false);
        }

        if (token.IsSymbol(sql, '{') && IsSnowflake)
        {
            return Items('{', '}', true);
        }

        // :1 is a bound value in Snowflake, :name in Databricks; any other name after a lone colon is a variable.
        if (token.IsSymbol(sql, ':') && Ahead().Start == token.End && Ahead().Kind == (IsSnowflake ? SqlTokenKind.Number : SqlTokenKind.Word))
        {
            var first = at;
            at += 2;
            return new Leaf(LeafKind.Placeholder) { Start = tokens[first].Start, End = LastEnd };
        }

        Fail(AValue, token.IsSymbol(sql, ':') ? "Bind values with ? and parameters." : null);
        return Nothing();
    }

    /// <summary>An array, or an object with its keys.</summary>
    private Phrase Items(char open, char close, bool keyed)
    {
        var phrase = new Phrase { Start = Current.Start };
        phrase.Add(open.ToString());
        at++;
        while (!Is(close) && Problem is null)
        {
            if (keyed)
            {
                phrase.Add(Current.Kind == SqlTokenKind.String ? LeafHere(LeafKind.String) : Missing("a key in single quotes"));
                Expect(':');
                phrase.Add(":");
            }

            phrase.Add(Expression());
            if (!Accept(','))
            {
                break;
            }

            phrase.Add(",");
        }

        Expect(close);
        phrase.Add(close.ToString());
        phrase.End = LastEnd;
        return phrase;
    }

    private Leaf Missing(string expected)
    {
        Fail(expected);
        return Nothing();
    }

    private SqlNode Parentheses()
    {
        if (StartsQuery())
        {
            return QueryInParentheses(null);
        }

        if (LambdaAhead())
        {
            return Lambda();
        }

        return ExpressionGroup();
    }

    private Group ExpressionGroup()
    {
        var start = Current.Start;
        var items = new List<SqlNode>();
        Expect('(');
        do
        {
            items.Add(Expression());
        }
        while (Accept(','));

        Expect(')');
        return new Group(items) { Start = start, End = LastEnd };
    }

    private SqlNode Worded(SqlToken token)
    {
        switch (token.Keyword)
        {
            case SqlKeyword.Null or SqlKeyword.True or SqlKeyword.False:
                return LeafHere(LeafKind.Constant);
            case SqlKeyword.Case when !Ahead().IsSymbol(sql, '.'):
                return Case();
            case SqlKeyword.Exists when Ahead().IsSymbol(sql, '('):
                at++;
                if (StartsQuery())
                {
                    return QueryInParentheses("EXISTS");
                }

                at--;
                return IsSnowflake ? Missing("EXISTS with a query") : Named();
            case SqlKeyword.Interval when Ahead().Kind is SqlTokenKind.String or SqlTokenKind.Number || (!IsSnowflake && Ahead().IsSymbol(sql, '-')):
                return Interval();
            case SqlKeyword.Like or SqlKeyword.Ilike or SqlKeyword.Rlike or SqlKeyword.Regexp or SqlKeyword.Left or SqlKeyword.Right when Ahead().IsSymbol(sql, '('):
            case SqlKeyword.Any or SqlKeyword.Some when !IsSnowflake && Ahead().IsSymbol(sql, '('):
                return Named();
        }

        if (Ahead().Kind == SqlTokenKind.String && IsTypedLiteral(token))
        {
            var first = at;
            at += 2;
            return Tokens(first);
        }

        if (token.Keyword == SqlKeyword.None && IsBareFunction(token) && !Ahead().IsSymbol(sql, '(') && !Ahead().IsSymbol(sql, '.'))
        {
            return LeafHere(LeafKind.Constant);
        }

        if (token.Keyword.IsNoColumn() || (token.Keyword.IsForbidden() && !(token.Keyword.IsUnreservedVerb() && VerbMayStand())))
        {
            return Missing(AValue);
        }

        if (IsSymbol(Ahead(), "->") || (IsSnowflake && Ahead().Kind == SqlTokenKind.Word && IsSymbol(Ahead(2), "->")))
        {
            return Lambda();
        }

        return Named();
    }

    /// <summary>DATE '…', TIMESTAMP_NTZ '…', X'…'.</summary>
    private bool IsTypedLiteral(SqlToken token) =>
        token.IsWord(sql, "DATE") || token.IsWord(sql, "TIME") || token.IsWord(sql, "DATETIME")
        || token.Text(sql).StartsWith("TIMESTAMP", StringComparison.OrdinalIgnoreCase)
        || (Ahead().Start == token.End && (token.IsWord(sql, "X") || (!IsSnowflake && token.IsWord(sql, "R"))));

    private bool IsBareFunction(SqlToken token) => token.Length >= 9
        && (token.IsWord(sql, "CURRENT_DATE") || token.IsWord(sql, "CURRENT_TIMESTAMP") || token.IsWord(sql, "CURRENT_TIME") || token.IsWord(sql, "CURRENT_USER")
            || token.IsWord(sql, "LOCALTIME") || token.IsWord(sql, "LOCALTIMESTAMP"));

    /// <summary>A column, or a call when a parenthesis follows.</summary>
    private SqlNode Named()
    {
        var parts = Dotted();
        return Is('(') && Problem is null ? Call(parts, CallPlace.Expression) : new ColumnRef(parts) { Start = parts[0].Start, End = LastEnd };
    }

    private List<SqlName> Dotted()
    {
        var parts = new List<SqlName>(2) { NameHere() };
        while (Is('.') && (Ahead().Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier || (IsSnowflake && Ahead().Kind == SqlTokenKind.Placeholder && sql[Ahead().Start] == '$')))
        {
            at++;
            RefuseVerb();
            if (Problem is not null)
            {
                break;
            }

            parts.Add(NameHere());
        }

        return parts;
    }
}
