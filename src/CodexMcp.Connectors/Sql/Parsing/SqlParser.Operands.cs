using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Parsing;

/// <content>Sums, products, signs, casts and paths.</content>
internal sealed partial class SqlParser
{
    private SqlNode Sum()
    {
        var first = Product();
        List<Tail>? tails = null;
        while (Current.Kind == SqlTokenKind.Symbol && Current.Text(sql) is var text
            && (text is "+" or "-" or "||" || (!IsSnowflake && text is "|" or "&" or "^")))
        {
            var tail = new Tail(TailKind.Arithmetic, Operator(text), false);
            at++;
            tail.Add(Product());
            (tails ??= []).Add(tail);
        }

        return tails is null ? first : Chained(first, tails);
    }

    private SqlNode Product()
    {
        var first = Signed();
        List<Tail>? tails = null;
        while (Is('*') || Is('/') || Is('%') || (!IsSnowflake && IsWord("DIV")))
        {
            var tail = new Tail(TailKind.Arithmetic, Operator(Current.Text(sql)), false);
            at++;
            tail.Add(Signed());
            (tails ??= []).Add(tail);
        }

        return tails is null ? first : Chained(first, tails);
    }

    private SqlNode Signed()
    {
        if (!IsSign())
        {
            return Postfix();
        }

        var phrase = new Phrase { Start = Current.Start };
        while (IsSign())
        {
            phrase.Add(Current.Text(sql).ToString());
            at++;
        }

        phrase.Add(Postfix());
        phrase.End = LastEnd;
        return phrase;
    }

    private bool IsSign() => Is('-') || Is('+') || (!IsSnowflake && (Is('~') || Is('!')))
        || ((Is(SqlKeyword.Connect_by_root) || IsWord("PRIOR")) && Ahead().Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier
            && !Ahead().Keyword.IsNoColumn() && !Ahead().Keyword.IsNoAlias());

    private SqlNode Postfix()
    {
        var first = Primary();
        List<Tail>? tails = null;
        while (PostfixTail() is { } tail)
        {
            (tails ??= []).Add(tail);
        }

        return tails is null ? first : Chained(first, tails);
    }

    private Tail? PostfixTail()
    {
        var token = Current;
        if (token.Kind != SqlTokenKind.Symbol)
        {
            if (token.Keyword == SqlKeyword.Collate && (Ahead().Kind == SqlTokenKind.String || (!IsSnowflake && Ahead().Keyword == SqlKeyword.None)))
            {
                at++;
                var collate = new Tail(TailKind.Arithmetic, "COLLATE", false);
                collate.Add(Current.Kind == SqlTokenKind.String ? LeafHere(LeafKind.String) : Name("a collation"));
                return collate;
            }

            return null;
        }

        var text = token.Text(sql);
        if (text is "::" || (text is "?::" && !IsSnowflake))
        {
            at++;
            var cast = new Tail(TailKind.Cast, Operator(text), false);
            cast.Add(Type());
            return cast;
        }

        if (text is "[")
        {
            at++;
            var index = new Tail(TailKind.Path, "[", false);
            index.Add(Is('*') ? LeafHere(LeafKind.Constant) : Expression());
            Expect(']');
            index.Add("]");
            return index;
        }

        // column:field.field, and after an index or a call .field too.
        if (text is ":" or "." && tokens[at - 1].Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier or SqlTokenKind.Symbol && (Ahead().Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier || (text is ":" && Ahead().IsSymbol(sql, '['))))
        {
            at++;
            var path = new Tail(TailKind.Path, text is ":" ? ":" : ".", false);
            if (Current.Kind != SqlTokenKind.Symbol)
            {
                RefuseVerb();
                path.Add(Current.Kind == SqlTokenKind.End ? Nothing() : NameHere());
            }

            return path;
        }

        return null;
    }

    /// <summary>A verb after a dot or a colon must be a name for sure.</summary>
    private void RefuseVerb()
    {
        // Quotes do not make a column of what counts a sequence up.
        var nextval = IsSnowflake && Current.Kind == SqlTokenKind.QuotedIdentifier && Current.Text(sql)[1..^1].Equals("NEXTVAL", StringComparison.OrdinalIgnoreCase);
        if (nextval || (Current.Keyword.IsForbidden() && !(Current.Keyword.IsUnreservedVerb() && VerbMayStand())))
        {
            Refuse(Current, $"{SqlProblem.Quote(Current.Text(sql))} has no place in a statement that only reads.",
                "Remove it; if it is the name of a column, put it in double quotes, in upper case.");
        }
    }
}
