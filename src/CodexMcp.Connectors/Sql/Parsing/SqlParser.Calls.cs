using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Parsing;

/// <content>Calls and their arguments.</content>
internal sealed partial class SqlParser
{
    private Call Call(List<SqlName> name, CallPlace place)
    {
        var call = new Call(name, place) { Start = name[0].Start };
        if (!Enter())
        {
            return call;
        }

        Expect('(');
        if (Is(SqlKeyword.Distinct) || Is(SqlKeyword.All))
        {
            call.Quantifier = Current.Keyword.ToString().ToUpperInvariant();
            at++;
        }

        if (!Is(')') && name.Count == 1 && !name[0].Quoted && Special(name[0]) is { } special)
        {
            call.Arguments.Add(special);
        }
        else if (!Is(')'))
        {
            do
            {
                call.Arguments.Add(Argument());
            }
            while (Accept(','));
        }

        Expect(')');
        AfterCall(call);
        call.End = LastEnd;
        Leave();
        return call;
    }

    private SqlNode Argument()
    {
        var star = StarAhead();
        SqlNode value;
        if (star)
        {
            value = Star();
        }
        else if (Current.Kind == SqlTokenKind.Word && IsSymbol(Ahead(), "=>"))
        {
            var named = new Phrase { Start = Current.Start };
            named.Add(NameHere());
            named.Add("=>");
            at++;
            named.Add(StartsQuery() ? QueryInParentheses(null) : Expression());
            named.End = LastEnd;
            return named;
        }
        else
        {
            // A query as an argument needs no parentheses of its own: ARRAY(SELECT …).
            value = IsSnowflake || !Is(SqlKeyword.Select) ? Expression() : Query();
        }

        if (!Is(SqlKeyword.Order) && !Is(SqlKeyword.Ignore) && !Is(SqlKeyword.Respect))
        {
            return value;
        }

        var ordered = new Phrase { Start = value.Start };
        ordered.Add(value);
        ordered.Add(NullTreatment());
        ordered.Add(Is(SqlKeyword.Order) ? OrderBy("ORDER") : null);
        ordered.End = LastEnd;
        return ordered;
    }

    private Phrase? NullTreatment()
    {
        if (!(Is(SqlKeyword.Ignore) || Is(SqlKeyword.Respect)) || Ahead().Keyword != SqlKeyword.Nulls)
        {
            return null;
        }

        var phrase = new Phrase();
        phrase.Add(Is(SqlKeyword.Ignore) ? "IGNORE NULLS" : "RESPECT NULLS");
        at += 2;
        return phrase;
    }

    private void AfterCall(Call call)
    {
        if (Current.Kind != SqlTokenKind.Word)
        {
            return;
        }

        var rest = new Phrase();
        if (Is(SqlKeyword.Within) && Ahead().Keyword == SqlKeyword.Group)
        {
            at += 2;
            Expect('(');
            rest.Add("WITHIN GROUP");
            rest.Add("(");
            rest.Add(OrderBy("ORDER"));
            Expect(')');
            rest.Add(")");
        }

        if (IsWord("FILTER") && Ahead().IsSymbol(sql, '('))
        {
            at += 2;
            Expect(SqlKeyword.Where);
            rest.Add("FILTER");
            rest.Add("(");
            rest.Add("WHERE");
            rest.Add(Expression());
            Expect(')');
            rest.Add(")");
        }

        if (Is(SqlKeyword.From) && (Ahead().IsWord(sql, "FIRST") || Ahead().IsWord(sql, "LAST")) && Ahead(2).Keyword is SqlKeyword.Over or SqlKeyword.Ignore or SqlKeyword.Respect)
        {
            rest.Add(Ahead().IsWord(sql, "FIRST") ? "FROM FIRST" : "FROM LAST");
            at += 2;
        }

        rest.Add(NullTreatment());
        if (Is(SqlKeyword.Over) && (Ahead().IsSymbol(sql, '(') || Ahead().Kind == SqlTokenKind.Word))
        {
            at++;
            call.Windowed = true;
            rest.Add("OVER");
            rest.Add(Is('(') ? Window() : Name("a window's name"));
        }

        call.Rest = rest.Pieces.Count > 0 ? rest : null;
    }

    /// <summary>Expressions with commas between them.</summary>
    private Phrase Listed()
    {
        var phrase = new Phrase { Start = Current.Start };
        phrase.Add(Expression());
        while (Accept(','))
        {
            phrase.Add(",");
            phrase.Add(Expression());
        }

        phrase.End = LastEnd;
        return phrase;
    }
}
