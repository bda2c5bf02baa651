namespace CodexMcp.Connectors.Sql;

/// <content>What opens and closes a parenthesis, and so what may be called: every call in a statement is judged here.</content>
internal sealed partial class QueryScanner
{
    private const int MaxDepth = 200;

    private SqlProblem? Open(SqlToken token, QueryFrame frame)
    {
        if (frames.Count > MaxDepth)
        {
            return Problem(token.Start, $"Parentheses are nested more than {MaxDepth} deep.", "Write the statement with fewer levels.");
        }

        var (kind, problem) = KindOf(token, frame);
        if (problem is not null)
        {
            return problem;
        }

        frames.Add(new QueryFrame(kind, kind switch
        {
            QueryFrameKind.Query => QueryClause.Head,
            QueryFrameKind.Tables => QueryClause.From,
            _ => QueryClause.Rest,
        }, index));
        return null;
    }

    /// <summary>Says what an opening parenthesis holds, from what stands before and after it.</summary>
    private (QueryFrameKind Kind, SqlProblem? Problem) KindOf(SqlToken token, QueryFrame frame)
    {
        switch (frame.Clause)
        {
            case QueryClause.Head or QueryClause.CteBody or QueryClause.CteEnd:
                return (QueryFrameKind.Query, null);
            case QueryClause.CteColumns:
                return (QueryFrameKind.Names, null);
            case < QueryClause.Select:
                return (default, Unexpected(token, "Check the statement around it."));
        }

        var query = index + 1 < tokens.Count && tokens[index + 1].Keyword is SqlKeyword.Select or SqlKeyword.With;
        if (index > 0 && tokens[index - 1] is { Kind: SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier } name)
        {
            if (name.Keyword == SqlKeyword.Table && frame.HoldsTables)
            {
                return index + 2 < tokens.Count && tokens[index + 1].Kind == SqlTokenKind.Word && functions.AllowsInFrom(tokens[index + 1].Text(sql))
                    && tokens[index + 2].IsSymbol(sql, '(')
                        ? (QueryFrameKind.TableFunction, null)
                        : (default, Problem(token.Start, OneTableFunction, "Name the table or view itself."));
            }

            if (!name.Keyword.IsReserved() || IsDottedAt(index - 1))
            {
                return KindOfCall(name, frame);
            }
        }
        else if (EndsOperand(index - 1))
        {
            return (default, Unexpected(token, "Check the statement before the parenthesis."));
        }

        var row = frame.Rows && IsSymbolAt(index - 1, ',') && IsSymbolAt(index - 2, ')');
        return (query ? QueryFrameKind.Query : IsTablePosition(frame) && !row ? QueryFrameKind.Tables : QueryFrameKind.Group, null);
    }

    /// <summary>A name and a parenthesis: the columns of an alias, a type, a keyword in its place, or a call.</summary>
    private (QueryFrameKind Kind, SqlProblem? Problem) KindOfCall(SqlToken name, QueryFrame frame)
    {
        var text = name.Text(sql);
        var before = index - 2;
        var plain = name.Kind == SqlTokenKind.Word && !IsDottedAt(index - 1);
        if (frame.HoldsTables && (KeywordAt(before) == SqlKeyword.As || IsSymbolAt(before, ')')))
        {
            return (name.Keyword != SqlKeyword.None && EndsOperand(before) ? QueryFrameKind.Group : QueryFrameKind.Names, null);
        }

        var type = IsCastAt(before) || (frame.Kind == QueryFrameKind.Cast && KeywordAt(before) == SqlKeyword.As);
        if (plain && type)
        {
            return (QueryFrameKind.Names, null);
        }

        if (plain && KeywordInPlace(name, frame, before))
        {
            return (QueryFrameKind.Group, null);
        }

        var inFrom = frame.Kind == QueryFrameKind.TableFunction || (frame.HoldsTables && IsTableStart(before));
        if (plain && (inFrom ? functions.AllowsInFrom(text) : functions.Allows(text)))
        {
            return (text.EndsWith("CAST", StringComparison.OrdinalIgnoreCase) ? QueryFrameKind.Cast : QueryFrameKind.Arguments, null);
        }

        var near = plain && !inFrom ? functions.Nearest(text) : null;
        var what = inFrom ? "the list of what may stand in FROM" : "the list of built-in functions that only read";
        return (default, Problem(name.Start, $"The function {SqlProblem.Quote(text)} is not on {what}.",
            near is null ? "Write the statement without it." : $"Did you mean {near}? If not, write the statement without it."));
    }

    /// <summary>
    /// Words that are no functions in these places only. In each of them what stands before leaves no room for a call to begin.
    /// </summary>
    private bool KeywordInPlace(SqlToken name, QueryFrame frame, int before) => name.Keyword switch
    {
        SqlKeyword.Over => IsSymbolAt(before, ')') || KeywordAt(before) == SqlKeyword.Nulls,
        SqlKeyword.Exclude or SqlKeyword.Rename => IsStarAt(before) || IsSymbolAt(before, ')'),
        SqlKeyword.Pivot or SqlKeyword.Unpivot or SqlKeyword.At or SqlKeyword.Before or SqlKeyword.Changes or SqlKeyword.Match_condition
            => frame.HoldsTables && EndsOperand(before),
        SqlKeyword.Seed or SqlKeyword.Repeatable => frame.HoldsTables && IsSymbolAt(before, ')'),
        SqlKeyword.Bernoulli or SqlKeyword.System or SqlKeyword.Block or SqlKeyword.Row => KeywordAt(before) is SqlKeyword.Sample or SqlKeyword.Tablesample,
        SqlKeyword.Sets => KeywordAt(before) == SqlKeyword.Grouping,
        SqlKeyword.Cube or SqlKeyword.Rollup => KeywordAt(before) == SqlKeyword.By && KeywordAt(before - 1) == SqlKeyword.Group,
        _ => false,
    };

    private SqlProblem? Close(SqlToken token)
    {
        if (frames.Count == 1)
        {
            return Problem(token.Start, "This parenthesis closes nothing.", "Remove it.");
        }

        var closed = frames[^1];
        if (closed.Clause < QueryClause.Operand)
        {
            return Unexpected(token, "Complete the query inside the parentheses.");
        }

        if (IsTablePosition(closed))
        {
            return Unexpected(token, "The name of a table or view must stand before it.");
        }

        frames.RemoveAt(frames.Count - 1);
        var frame = frames[^1];
        frames[^1] = frame.Clause switch
        {
            QueryClause.CteColumns => frame with { Clause = QueryClause.CteAs },
            QueryClause.CteBody => frame with { Clause = QueryClause.CteEnd },
            QueryClause.Head or QueryClause.CteEnd => frame with { Clause = QueryClause.Operand },
            _ => frame,
        };
        return null;
    }
}
