using System.Text;
using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Scoping;

/// <summary>
/// Makes the query that stands for a table with hidden columns or rows. It names the columns that are left, so that a star, a NATURAL JOIN, a
/// place such as $3 or a PIVOT finds no other; a hidden column that is named is for the warehouse one that does not exist.
/// </summary>
internal sealed class TableWrappers(SqlScope scope, Func<SqlTable, IReadOnlyList<string>?>? columns)
{
    private readonly Dictionary<SqlTable, IReadOnlyList<string>?> columnsOf = [];
    private readonly Dictionary<SqlTable, (string Columns, string? Filter)?> parts = [];
    private readonly Dictionary<SqlTable, string> texts = [];

    /// <summary>Tables whose columns are needed and not known.</summary>
    public HashSet<SqlTable> Unknown { get; } = [];

    /// <summary>The table's columns; null when they are not known.</summary>
    public IReadOnlyList<string>? ColumnsOf(SqlTable table)
    {
        if (!columnsOf.TryGetValue(table, out var names))
        {
            columnsOf[table] = names = columns?.Invoke(table);
        }

        if (names is null)
        {
            Unknown.Add(table);
        }

        return names;
    }

    /// <summary>The query with its parentheses, or null when the table may be read as it is.</summary>
    public string? TextOf(TableName name, SqlTable table)
    {
        if (!parts.TryGetValue(table, out var part))
        {
            parts[table] = part = Part(table);
        }

        if (part is not var (list, filter))
        {
            return null;
        }

        if (name.Travel is null && texts.TryGetValue(table, out var known))
        {
            return known;
        }

        var text = new StringBuilder("(SELECT ").Append(list).Append(" FROM ").Append(SqlNames.Full(table, scope.Dialect));
        if (name.Travel is { } travel && Source is { } sql)
        {
            text.Append(' ').Append(sql, travel.Start, travel.End - travel.Start);
        }

        var query = filter is null ? text.Append(')').ToString() : text.Append(" WHERE ").Append(filter).Append(')').ToString();
        if (name.Travel is null)
        {
            texts[table] = query;
        }

        return query;
    }

    /// <summary>The statement, whose pieces are taken over.</summary>
    public string? Source { get; init; }

    private (string Columns, string? Filter)? Part(SqlTable table)
    {
        var filter = scope.FilterOf(table);
        if (!scope.Sees(table) || !scope.HidesColumnsOf(table))
        {
            return filter is null ? null : ("*", filter);
        }

        var all = ColumnsOf(table);
        if (all is null or [])
        {
            return null;
        }

        var left = all.Where(column => !scope.Denies(table, scope.Dialect == SqlDialect.Snowflake ? column : column.ToLowerInvariant())).ToList();
        return left.Count == all.Count && filter is null ? null
            : (left.Count == all.Count ? "*" : left.Count == 0 ? "NULL AS NOTHING" : string.Join(", ", left.Select(column => SqlNames.Quoted(column, scope.Dialect))), filter);
    }
}
