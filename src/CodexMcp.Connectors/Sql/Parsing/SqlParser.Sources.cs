using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Parsing;

/// <content>FROM: tables, queries, calls, rows, and how they are joined.</content>
internal sealed partial class SqlParser
{
    private const string ATable = "the name of a table or view";

    private void From(Select select)
    {
        do
        {
            select.From.Add(Joined());
        }
        while (Accept(','));

        while (!IsSnowflake && Is(SqlKeyword.Lateral) && Ahead().IsWord(sql, "VIEW"))
        {
            select.LateralViews.Add(LateralView());
        }
    }

    private SourceList Joined()
    {
        var start = Current.Start;
        var list = new SourceList(Factor()) { Start = start };
        while (JoinHere() is { } join)
        {
            list.Joins.Add(join);
        }

        list.End = LastEnd;
        return list;
    }

    private Join? JoinHere()
    {
        var start = Current.Start;
        var natural = Is(SqlKeyword.Natural);
        var ahead = natural ? 1 : 0;
        var words = natural ? "NATURAL " : "";
        var kind = JoinKind.Inner;
        var token = Ahead(ahead);
        if (token.Keyword is SqlKeyword.Left or SqlKeyword.Right or SqlKeyword.Full)
        {
            kind = token.Keyword == SqlKeyword.Left ? JoinKind.Left : token.Keyword == SqlKeyword.Right ? JoinKind.Right : JoinKind.Full;
            words += token.Keyword.ToString().ToUpperInvariant() + " ";
            ahead++;
            if (Ahead(ahead).IsWord(sql, "OUTER"))
            {
                words += "OUTER ";
                ahead++;
            }

            token = Ahead(ahead);
        }
        else if (token.Keyword is SqlKeyword.Inner or SqlKeyword.Cross or SqlKeyword.Asof)
        {
            kind = token.Keyword == SqlKeyword.Asof ? JoinKind.Asof : JoinKind.Inner;
            words += token.Keyword.ToString().ToUpperInvariant() + " ";
            token = Ahead(++ahead);
        }

        if (!IsSnowflake && (token.IsWord(sql, "SEMI") || token.IsWord(sql, "ANTI")))
        {
            kind = JoinKind.Half;
            words += token.Text(sql).ToString().ToUpperInvariant() + " ";
            token = Ahead(++ahead);
        }

        if (token.Keyword != SqlKeyword.Join)
        {
            return natural ? Nowhere() : null;
        }

        at += ahead + 1;
        var join = new Join(kind, words + "JOIN", Factor()) { Start = start };
        if (Accept(SqlKeyword.Match_condition))
        {
            join.Match = ExpressionGroup();
        }

        if (Accept(SqlKeyword.On))
        {
            join.On = Expression();
        }
        else if (Accept(SqlKeyword.Using))
        {
            join.Using = NameGroup();
        }

        join.End = LastEnd;
        return join;
    }

    private Join? Nowhere()
    {
        Fail("JOIN");
        return null;
    }

    private Source Factor()
    {
        var start = Current.Start;
        if (!Enter())
        {
            return new Source(false, Nothing()) { Start = start };
        }

        var lateral = Accept(SqlKeyword.Lateral);
        var source = new Source(lateral, Body(lateral)) { Start = start };
        while (Problem is null && Suffix(source))
        {
        }

        source.End = LastEnd;
        Leave();
        return source;
    }

    private SqlNode Body(bool lateral)
    {
        if (Is('('))
        {
            return StartsQuery() ? QueryInParentheses(null) : lateral ? Missing("a query or a table function") : Parenthesised();
        }

        if (Is(SqlKeyword.Values) && Ahead().IsSymbol(sql, '(') && !lateral)
        {
            return Values();
        }

        if (Is(SqlKeyword.Table) && Ahead().IsSymbol(sql, '('))
        {
            var start = Current.Start;
            at += 2;
            if (Current.Kind != SqlTokenKind.Word || !(Ahead().IsSymbol(sql, '(') || Ahead().IsSymbol(sql, '.')))
            {
                return Missing("one call of a table function");
            }

            var inside = new FunctionSource(Call(FunctionName(), CallPlace.From), true) { Start = start };
            Expect(')');
            inside.End = LastEnd;
            return inside;
        }

        if (Current.Kind is not (SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier)
            || Current.Keyword is SqlKeyword.Show or SqlKeyword.Describe or SqlKeyword.Desc or SqlKeyword.Explain)
        {
            Fail(ATable, "Name a table or a view; a stage or a file can't be read.");
            return Nothing();
        }

        var parts = FunctionName();
        if (Is('(') && Problem is null)
        {
            return new FunctionSource(Call(parts, CallPlace.From), false) { Start = parts[0].Start, End = LastEnd };
        }

        if (lateral)
        {
            return Missing("a query or a table function");
        }

        if (parts.Count > 3)
        {
            Fail("a name of at most three parts");
        }

        return new TableName(parts) { Start = parts[0].Start, Travel = Travel(), End = LastEnd };
    }

    private List<SqlName> FunctionName()
    {
        var parts = new List<SqlName>(3) { Name(ATable) };
        while (Accept('.') && Problem is null)
        {
            RefuseVerb();
            if (Problem is null && Current.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier)
            {
                parts.Add(NameHere());
            }
            else
            {
                Fail("a name");
            }
        }

        return parts;
    }

    private ParenSource Parenthesised()
    {
        var start = Current.Start;
        Expect('(');
        var lists = new List<SourceList>();
        do
        {
            lists.Add(Joined());
        }
        while (Accept(','));

        Expect(')');
        return new ParenSource(lists) { Start = start, End = LastEnd };
    }
}
