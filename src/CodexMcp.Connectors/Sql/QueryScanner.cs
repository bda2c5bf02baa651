namespace CodexMcp.Connectors.Sql;

/// <summary>
/// Walks over a query once with a stack of open parentheses and knows in each of them whether a query, tables or an expression stand there.
/// So it sees every place where something but reading could hide: what stands for a table, what is called, what begins a statement.
/// </summary>
internal sealed partial class QueryScanner(string sql, List<SqlToken> tokens, SqlFunctions functions)
{
    private const string OneTableFunction = "TABLE( … ) may hold one call of FLATTEN, GENERATOR or SPLIT_TO_TABLE only.";
    private readonly List<QueryFrame> frames = [new(QueryFrameKind.Query, QueryClause.Head, 0)];
    private int index;

    private SqlKeyword Previous => index > 0 ? tokens[index - 1].Keyword : SqlKeyword.None;

    /// <summary>Gives the first thing that may not be, or null.</summary>
    public SqlProblem? Check(int start)
    {
        for (index = start; index < tokens.Count; index++)
        {
            var token = tokens[index];
            var frame = frames[^1];
            var problem = token.Kind switch
            {
                SqlTokenKind.Word => CheckWord(token, ref frame),
                _ when token.IsSymbol(sql, '(') => Open(token, frame),
                _ when token.IsSymbol(sql, ')') => Close(token),
                _ => CheckOther(token, ref frame),
            };
            if (problem is not null)
            {
                return problem;
            }

            // A parenthesis has changed the stack itself; everything else has changed at most the frame it stands in.
            if (!token.IsSymbol(sql, '(') && !token.IsSymbol(sql, ')'))
            {
                // The rows of VALUES end with the first thing that is no row: what follows a comma is a table again.
                var rows = frame.Rows && (token.Keyword == SqlKeyword.Values || token.IsSymbol(sql, ','));
                frames[^1] = frame with { Rows = rows };
            }
        }

        return frames.Count > 1 ? Problem(frames[^1].Open, "The parenthesis that opens here is never closed.", "Close it.")
            : frames[0].Clause < QueryClause.Operand || IsTablePosition(frames[0]) ? Problem(sql.Length, "The query is not complete.", "Complete the SELECT.")
            : null;
    }

    private SqlProblem? CheckWord(SqlToken token, ref QueryFrame frame)
    {
        var keyword = token.Keyword;
        if (keyword.IsForbidden() && !IsColumn(keyword, frame))
        {
            return Problem(token.Start, $"{Text(token)} has no place in a statement that only reads.",
                "Remove it; if it is the name of a column, put it in double quotes, in upper case.");
        }

        if (token.Text(sql).StartsWith("SYSTEM$", StringComparison.OrdinalIgnoreCase))
        {
            return Problem(token.Start, "System functions may not be called.", "Leave it out.");
        }

        if (frame.Clause < QueryClause.Select)
        {
            return CheckHead(token, ref frame);
        }

        if (keyword == SqlKeyword.Select)
        {
            return Unexpected(token, "Put a query inside another one in parentheses.");
        }

        if (keyword.IsSetOperator() && !IsDotted())
        {
            frame = new QueryFrame(QueryFrameKind.Query, QueryClause.Head, frame.Open);
            return null;
        }

        if (IsTablePosition(frame))
        {
            return CheckTable(token, ref frame);
        }

        if (frame.Kind == QueryFrameKind.TableFunction && index - 1 != frame.Open && keyword != SqlKeyword.Over)
        {
            return Unexpected(token, OneTableFunction);
        }

        return IsDotted() ? null : CheckClause(token, ref frame);
    }

    /// <summary>
    /// Whether a verb that Snowflake does not reserve is only a column's name or alias: after a dot, after AS, or where a value begins, and
    /// before something that can't belong to a statement of that verb.
    /// </summary>
    private bool IsColumn(SqlKeyword keyword, QueryFrame frame)
    {
        if (!keyword.IsUnreservedVerb() || frame.Clause < QueryClause.Select || index == 0)
        {
            return false;
        }

        var before = IsSymbolAt(index - 1, '.') || Previous == SqlKeyword.As
            || (!IsTablePosition(frame) && !EndsOperand(index - 1) && !Previous.IsForbidden() && !IsSymbolAt(index - 1, ':'));
        return before && (index + 1 >= tokens.Count || (tokens[index + 1] is var next && next.Kind switch
        {
            SqlTokenKind.Symbol => !next.IsSymbol(sql, '('),
            SqlTokenKind.Word => (next.Keyword.IsReserved() && !next.Keyword.IsForbidden()
                    && next.Keyword is not (SqlKeyword.Select or SqlKeyword.With or SqlKeyword.Values or SqlKeyword.Table))
                || next.Keyword is SqlKeyword.Desc or SqlKeyword.Limit or SqlKeyword.Offset or SqlKeyword.Nulls,
            _ => false,
        }));
    }

    /// <summary>The words before a query's body: exactly the ones that may stand there, in their order.</summary>
    private SqlProblem? CheckHead(SqlToken token, ref QueryFrame frame)
    {
        var keyword = token.Keyword;
        var afterSetOperator = frame.Clause == QueryClause.Head && index > 0 && Previous is not SqlKeyword.Explain
            && (Previous.IsSetOperator() || Previous is SqlKeyword.All or SqlKeyword.Distinct or SqlKeyword.By or SqlKeyword.Name);
        QueryClause? next = (frame.Clause, keyword) switch
        {
            (QueryClause.Head or QueryClause.CteEnd, SqlKeyword.Select) => QueryClause.Select,
            (QueryClause.Head, SqlKeyword.With) => QueryClause.CteName,
            (QueryClause.Head, SqlKeyword.Values) when frames.Count > 1 => QueryClause.Rest,
            (QueryClause.Head, SqlKeyword.All or SqlKeyword.Distinct or SqlKeyword.By) when afterSetOperator => QueryClause.Head,
            (QueryClause.Head, SqlKeyword.Name) when Previous == SqlKeyword.By => QueryClause.Head,
            (QueryClause.CteName, SqlKeyword.Recursive) when Previous == SqlKeyword.With => QueryClause.CteName,
            (QueryClause.CteName, _) when !keyword.IsReserved() => QueryClause.CteColumns,
            (QueryClause.CteColumns or QueryClause.CteAs, SqlKeyword.As) => QueryClause.CteBody,
            (QueryClause.Operand, SqlKeyword.Union or SqlKeyword.Intersect or SqlKeyword.Except or SqlKeyword.Minus) => QueryClause.Head,
            (QueryClause.Operand, SqlKeyword.Order or SqlKeyword.Limit or SqlKeyword.Offset or SqlKeyword.Fetch) => QueryClause.Rest,
            _ => null,
        };
        if (next is null)
        {
            return Unexpected(token, frame.Clause is QueryClause.Head or QueryClause.CteEnd ? "A SELECT must stand here." : "Check the statement around it.");
        }

        frame = frame with { Clause = next.Value };
        return null;
    }

    private SqlProblem? CheckTable(SqlToken token, ref QueryFrame frame)
    {
        frame = frame with { Rows = token.Keyword == SqlKeyword.Values };
        return token.Keyword switch
        {
            SqlKeyword.Lateral => null,
            SqlKeyword.Table or SqlKeyword.Values when IsSymbolAt(index + 1, '(') => null,
            SqlKeyword.Show or SqlKeyword.Describe or SqlKeyword.Desc or SqlKeyword.Explain => Unexpected(token, "The name of a table or view must stand here."),
            _ when token.Keyword.IsReserved() => Unexpected(token, "The name of a table or view must stand here."),
            _ => null, // Open judges it when it is a call.
        };
    }

    private SqlProblem? CheckClause(SqlToken token, ref QueryFrame frame)
    {
        switch (token.Keyword)
        {
            case SqlKeyword.From when Previous == SqlKeyword.Distinct && index > 1 && tokens[index - 2].Keyword is SqlKeyword.Is or SqlKeyword.Not:
            case SqlKeyword.With when Previous == SqlKeyword.Start || (index + 1 < tokens.Count && tokens[index + 1].Keyword == SqlKeyword.Time):
                return null;
            case SqlKeyword.From when frame is { Kind: QueryFrameKind.Query, Clause: QueryClause.Select }:
                frame = frame with { Clause = QueryClause.From };
                return null;
            case SqlKeyword.From when frame.Kind == QueryFrameKind.Arguments && frame.Open > 0 && IsCallOf(frame, "EXTRACT"):
                return null;
            case SqlKeyword.From or SqlKeyword.With:
                return Unexpected(token, "Check the statement around it.");
            case SqlKeyword.Table:
                return Unexpected(token, "Write the table's name alone.");
            case SqlKeyword.Group when Previous == SqlKeyword.Within:
                return null;
            case SqlKeyword.Where or SqlKeyword.Group or SqlKeyword.Having or SqlKeyword.Qualify or SqlKeyword.Order or SqlKeyword.Start or SqlKeyword.Connect
                when frame is { Kind: QueryFrameKind.Query, Clause: QueryClause.From }:
                frame = frame with { Clause = QueryClause.Rest };
                return null;
            default:
                return null;
        }
    }

    private SqlProblem? CheckOther(SqlToken token, ref QueryFrame frame)
    {
        if (frame.Clause < QueryClause.Select)
        {
            var name = frame.Clause == QueryClause.CteName && token.Kind == SqlTokenKind.QuotedIdentifier;
            if (!name && !(frame.Clause == QueryClause.CteEnd && token.IsSymbol(sql, ',')))
            {
                return Unexpected(token, "Check the statement around it.");
            }

            frame = frame with { Clause = name ? QueryClause.CteColumns : QueryClause.CteName };
            return null;
        }

        if (IsTablePosition(frame) && token.Kind != SqlTokenKind.QuotedIdentifier)
        {
            return Problem(token.Start, $"{Text(token)} stands where a table must stand.", "Name a table or a view; a stage or a file can't be read.");
        }

        if (frame.Kind == QueryFrameKind.TableFunction)
        {
            return Unexpected(token, OneTableFunction);
        }

        // A path (column:field) or a cast follows a value; a name after a lone colon is a variable.
        var variable = token.IsSymbol(sql, ':') && !EndsOperand(index - 1) && (index + 1 >= tokens.Count || tokens[index + 1].Kind != SqlTokenKind.Number);
        return variable ? Unexpected(token, "Bind values with ? and parameters.") : null;
    }

    /// <summary>Whether what stands at the current token takes a table's place.</summary>
    private bool IsTablePosition(QueryFrame frame) => frame.HoldsTables && IsTableStart(index - 1, frame);

    private bool IsTableStart(int at) => IsTableStart(at, frames[^1]);

    private bool IsTableStart(int at, QueryFrame frame) =>
        KeywordAt(at) is SqlKeyword.From or SqlKeyword.Join or SqlKeyword.Lateral || IsSymbolAt(at, ',') || (frame.Kind == QueryFrameKind.Tables && at == frame.Open);

    private bool IsDotted() => IsDottedAt(index);

    private bool IsDottedAt(int at) => IsSymbolAt(at - 1, '.') || IsSymbolAt(at - 1, ':');

    private bool IsCastAt(int at) => at >= 0 && tokens[at] is { Kind: SqlTokenKind.Symbol, Length: 2 } token && token.Text(sql) is "::";

    private bool IsStarAt(int at) => IsSymbolAt(at, '*')
        && (KeywordAt(at - 1) is SqlKeyword.Select or SqlKeyword.Distinct or SqlKeyword.All || IsSymbolAt(at - 1, ',') || IsSymbolAt(at - 1, '.'));

    private bool IsSymbolAt(int at, char symbol) => at >= 0 && at < tokens.Count && tokens[at].IsSymbol(sql, symbol);

    private SqlKeyword KeywordAt(int at) => at >= 0 && at < tokens.Count ? tokens[at].Keyword : SqlKeyword.None;

    private bool IsCallOf(QueryFrame frame, ReadOnlySpan<char> function) => tokens[frame.Open - 1].Text(sql).Equals(function, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the token ends a value, so that nothing but an operator, a keyword or an alias can follow.</summary>
    private bool EndsOperand(int at) => at >= 0 && tokens[at] is var token
        && (token.Kind is SqlTokenKind.String or SqlTokenKind.Number or SqlTokenKind.Placeholder or SqlTokenKind.QuotedIdentifier
            || IsSymbolAt(at, ')') || IsSymbolAt(at, ']') || IsStarAt(at) || (token.Kind == SqlTokenKind.Word && (!token.Keyword.IsPrefix() || IsDottedAt(at))));

    private SqlProblem Unexpected(SqlToken token, string next) => Problem(token.Start, $"{Text(token)} does not belong here.", next);

    private SqlProblem Problem(int position, string message, string next) => SqlProblem.At(sql, position, message, next);

    private string Text(SqlToken token) => SqlProblem.Quote(token.Text(sql));
}
