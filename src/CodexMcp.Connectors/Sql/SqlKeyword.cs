namespace CodexMcp.Connectors.Sql;

/// <summary>The words that the reader looks for. Their order matters: see <see cref="SqlKeywords"/>.</summary>
public enum SqlKeyword : byte
{
#pragma warning disable CS1591 // Each member is the word that it says.
    None,

    // Reserved in Snowflake: never the name of a column, a table or a function when unquoted.
    All, And, Any, As, Between, By, Case, Connect, Cross, Distinct, Else, Except, Exists, For, From, Full, Group, Having, Ilike, In, Inner,
    Intersect, Is, Join, Lateral, Left, Like, Minus, Natural, Not, On, Or, Order, Qualify, Regexp, Right, Rlike, Rows, Sample, Select, Some,
    Start, Table, Tablesample, Then, Union, Using, Values, When, Where, With,

    // Words of statements that write, or that change the session.
    Alter, Create, Delete, Drop, Grant, Insert, Into, Revoke, Set, Update,
    Begin, Call, Commit, Copy, Declare, Execute, Merge, Nextval, Put, Remove, Rollback, Truncate, Undrop, Unset, Use,

    // Not reserved, but an expression follows them.
    Collate, Connect_by_root, Escape, Fetch, Interval, Limit, Offset, Prior, Range, Top,

    // Not reserved.
    Asc, Asof, At, Before, Changes, Cube, Desc, Describe, End, Exclude, Explain, False, Grouping, Ignore, Json, Match_condition, Match_recognize, Name,
    Null, Nulls, Over, Pivot, Recursive, Rename, Repeatable, Respect, Rollup, Row, Seed, Sets, Show, Tabular, Text, Time, True, Unpivot, Window, Within,
#pragma warning restore CS1591
}

/// <summary>Finds keywords, whatever their case.</summary>
internal static class SqlKeywords
{
    private static readonly Dictionary<string, SqlKeyword>.AlternateLookup<ReadOnlySpan<char>> Words = Load();

    public static SqlKeyword Find(ReadOnlySpan<char> word) => Words.TryGetValue(word, out var keyword) ? keyword : SqlKeyword.None;

    /// <summary>Whether an unquoted word of that kind can't be a name.</summary>
    public static bool IsReserved(this SqlKeyword keyword) => keyword is > SqlKeyword.None and <= SqlKeyword.Update and not (SqlKeyword.Left or SqlKeyword.Right);

    /// <summary>Whether the word has no place in a statement that only reads.</summary>
    public static bool IsForbidden(this SqlKeyword keyword) => keyword is >= SqlKeyword.Alter and <= SqlKeyword.Use;

    /// <summary>
    /// Whether the word is forbidden only where a statement could begin: Snowflake does not reserve it, so it may name a column. NEXTVAL is
    /// not among them, because <c>sequence.NEXTVAL</c> writes.
    /// </summary>
    public static bool IsUnreservedVerb(this SqlKeyword keyword) => keyword is >= SqlKeyword.Begin and <= SqlKeyword.Use and not SqlKeyword.Nextval;

    /// <summary>Whether the word can't be a column's name where a value must stand.</summary>
    public static bool IsNoColumn(this SqlKeyword keyword) => keyword.IsReserved() || keyword is SqlKeyword.End or SqlKeyword.Null or SqlKeyword.True or SqlKeyword.False;

    /// <summary>Whether the word goes on with the query, so that it is no alias unless AS stands before it.</summary>
    public static bool IsNoAlias(this SqlKeyword keyword) => keyword.IsReserved() || keyword.IsForbidden()
        || keyword is SqlKeyword.Left or SqlKeyword.Right or SqlKeyword.Limit or SqlKeyword.Offset or SqlKeyword.Fetch or SqlKeyword.Asof or SqlKeyword.End
            or SqlKeyword.Window or SqlKeyword.Match_condition or SqlKeyword.Match_recognize or SqlKeyword.Asc or SqlKeyword.Desc or SqlKeyword.Nulls or SqlKeyword.Over or SqlKeyword.Within;

    public static bool IsSetOperator(this SqlKeyword keyword) =>
        keyword is SqlKeyword.Union or SqlKeyword.Intersect or SqlKeyword.Except or SqlKeyword.Minus;

    private static Dictionary<string, SqlKeyword>.AlternateLookup<ReadOnlySpan<char>> Load()
    {
        var words = new Dictionary<string, SqlKeyword>(StringComparer.OrdinalIgnoreCase);
        foreach (var keyword in Enum.GetValues<SqlKeyword>())
        {
            if (keyword != SqlKeyword.None)
            {
                words.Add(keyword.ToString(), keyword);
            }
        }

        return words.GetAlternateLookup<ReadOnlySpan<char>>();
    }
}
