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

    /// <summary>Arguments with words between them: CAST(x AS t), EXTRACT(part FROM x), TRIM(BOTH x FROM y), SUBSTRING(x FROM y FOR z), POSITION(x IN y).</summary>
    private Phrase? Special(SqlName name)
    {
        var phrase = new Phrase { Start = Current.Start };
        var text = sql.AsSpan(name.Start, name.End - name.Start);
        if (text.EndsWith("CAST", StringComparison.OrdinalIgnoreCase))
        {
            phrase.Add(Expression());
            Expect(SqlKeyword.As);
            phrase.Add("AS");
            phrase.Add(Type());
        }
        else if (text.Equals("EXTRACT", StringComparison.OrdinalIgnoreCase))
        {
            phrase.Add(Current.Kind == SqlTokenKind.String ? LeafHere(LeafKind.String) : Name("a part of a date"));
            Expect(SqlKeyword.From);
            phrase.Add("FROM");
            phrase.Add(Expression());
        }
        else if (text.Equals("TRIM", StringComparison.OrdinalIgnoreCase) && (IsWord("BOTH") || IsWord("LEADING") || IsWord("TRAILING")))
        {
            phrase.Add(Current.Text(sql).ToString().ToUpperInvariant());
            at++;
            if (!Is(SqlKeyword.From))
            {
                phrase.Add(Expression());
            }

            Expect(SqlKeyword.From);
            phrase.Add("FROM");
            phrase.Add(Expression());
        }
        else if (text.Equals("POSITION", StringComparison.OrdinalIgnoreCase))
        {
            phrase.Add(Sum());
            if (!Accept(SqlKeyword.In))
            {
                return Rest(phrase);
            }

            phrase.Add("IN");
            phrase.Add(Sum());
        }
        else if (text.StartsWith("SUBSTR", StringComparison.OrdinalIgnoreCase) || text.Equals("TRIM", StringComparison.OrdinalIgnoreCase))
        {
            phrase.Add(Expression());
            if (!Accept(SqlKeyword.From))
            {
                return Rest(phrase);
            }

            phrase.Add("FROM");
            phrase.Add(Expression());
            if (Accept(SqlKeyword.For))
            {
                phrase.Add("FOR");
                phrase.Add(Expression());
            }
        }
        else
        {
            return null;
        }

        phrase.End = LastEnd;
        return phrase;
    }

    private Phrase Rest(Phrase phrase)
    {
        while (Accept(','))
        {
            phrase.Add(",");
            phrase.Add(Expression());
        }

        phrase.End = LastEnd;
        return phrase;
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
