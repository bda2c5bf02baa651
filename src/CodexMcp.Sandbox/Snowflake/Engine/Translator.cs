using System.Runtime.CompilerServices;

namespace CodexMcp.Sandbox.Snowflake;

/// <summary>Turns a parsed Snowflake query into one SQLite query, resolving every name and type on the way. One translator serves one statement.</summary>
internal sealed partial class Translator(Catalog catalog, SessionContext session, IReadOnlyDictionary<int, SqlBinding> bindings)
{
    private const int MaxViewDepth = 16;
    private readonly List<CteBinding> _ctes = [];
    private readonly Dictionary<CatalogTable, TableScan> _scans = [];
    private int _aliases;
    private int _views;

    /// <summary>The tables that the query reads, with the columns and the conditions on the clustering column.</summary>
    public IReadOnlyCollection<TableScan> Scans => _scans.Values;

    /// <summary>The sum of all SYSTEM$WAIT calls, to be waited before the query runs.</summary>
    public TimeSpan Wait { get; private set; }

    /// <summary>Bindings that the text really uses.</summary>
    public SortedSet<int> UsedBindings { get; } = [];

    private string NewAlias() => $"t{_aliases++}";

    public QuerySql Translate(QueryNode query) => Query(query, null);

    private QuerySql Query(QueryNode query, Scope? outer)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var visible = _ctes.Count;
        var heads = new List<string>();
        foreach (var cte in query.Ctes)
        {
            heads.Add(Cte(cte, outer));
        }

        var result = Body(query, outer);
        _ctes.RemoveRange(visible, _ctes.Count - visible);
        return heads.Count == 0 ? result : result with { Sql = $"WITH RECURSIVE {string.Join(", ", heads)} {result.Sql}" };
    }

    private QuerySql Body(QueryNode query, Scope? outer)
    {
        switch (query.Body)
        {
            case SelectNode select:
                return Select(select, query, outer);
            case NestedNode nested when query is { Order.Count: 0, Limit: null, Offset: null }:
                return Query(nested.Query, outer);
            default:
                var body = SetBody(query.Body, outer);
                if (query is { Order.Count: 0, Limit: null, Offset: null })
                {
                    return body;
                }

                var alias = NewAlias();
                var scope = new Scope(outer) { NoAggregates = "ORDER BY" };
                scope.Sources.Add(SourceOf(body.Columns, alias, null));
                var order = new List<string>();
                foreach (var item in query.Order)
                {
                    var value = Position(item.Value, body.Columns.Count) is { } position
                        ? scope.Sources[0].Columns[position].Value
                        : Expression(item.Value, scope);
                    order.Add(OrderTerm(value, item));
                }

                var tail = order.Count > 0 ? $" ORDER BY {string.Join(", ", order)}" : "";
                return body with { Sql = $"SELECT * FROM ({body.Sql}) AS {alias}{tail}{Limits(query, outer)}" };
        }
    }

    private QuerySql SetBody(BodyNode body, Scope? outer)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (body)
        {
            case NestedNode nested:
                return Query(nested.Query, outer);
            case SelectNode select:
                return Select(select, new QueryNode(select.Place, false, [], select, [], null, null), outer);
            case ValuesNode values:
                return Values(values, outer);
            default:
                var set = (SetNode)body;
                if (set.All && set.Operator != "UNION")
                {
                    throw SnowflakeException.Unsupported($"{set.Operator} ALL");
                }

                return Combine(set, SetBody(set.Left, outer), SetBody(set.Right, outer));
        }
    }

    private QuerySql Combine(SetNode set, QuerySql left, QuerySql right)
    {
        if (left.Columns.Count != right.Columns.Count)
        {
            throw SnowflakeException.Compilation(
                "001789",
                "42601",
                $"invalid number of result columns for set operator input branches, expected {left.Columns.Count}, got {right.Columns.Count} in branch {{2}}");
        }

        var columns = left.Columns.Zip(right.Columns, (a, b) =>
            new OutputColumn(a.Name, SqlType.Common(a.Type, b.Type), a.Nullable || b.Nullable)).ToList();
        var word = set.Operator + (set.All ? " ALL" : "");
        return new QuerySql($"{Fit(left, columns)} {word} {Fit(right, columns)}", columns);
    }

    /// <summary>A query whose columns have exactly these types.</summary>
    private string Fit(QuerySql query, IReadOnlyList<OutputColumn> columns)
    {
        var alias = NewAlias();
        var list = query.Columns.Select((column, i) =>
            $"{Convert(new SqlExpr($"{alias}.c{i}", column.Type), columns[i].Type).Sql} AS c{i}");
        return $"SELECT {string.Join(", ", list)} FROM ({query.Sql}) AS {alias}";
    }

    private QuerySql Values(ValuesNode values, Scope? outer)
    {
        var scope = new Scope(outer) { NoAggregates = "VALUES" };
        var rows = values.Rows.Select(row => row.Select(cell => Expression(cell, scope)).ToList()).ToList();
        var width = rows[0].Count;
        if (rows.Exists(row => row.Count != width))
        {
            throw SnowflakeException.Compilation("001003", "42000", "VALUES rows must all have the same number of columns.");
        }

        var columns = new List<OutputColumn>();
        for (var i = 0; i < width; i++)
        {
            var type = rows.Select(row => row[i].Type).Aggregate(SqlType.Common);
            columns.Add(new OutputColumn($"COLUMN{i + 1}", type, rows.Exists(row => row[i].Nullable)));
        }

        var text = rows.Select(row => $"({string.Join(", ", row.Select((cell, i) => Convert(cell, columns[i].Type).Sql))})");
        var list = string.Join(", ", columns.Select((_, i) => $"column{i + 1} AS c{i}"));
        return new QuerySql($"SELECT {list} FROM (VALUES {string.Join(", ", text)})", columns);
    }

    private string Limits(QueryNode query, Scope? outer)
    {
        if (query.Limit is null && query.Offset is null)
        {
            return "";
        }

        var scope = new Scope(outer) { NoAggregates = "LIMIT" };
        string Count(SqlNode? node)
        {
            if (node is null or LiteralNode { Kind: LiteralKind.Null })
            {
                return "-1";
            }

            return node is LiteralNode { Kind: LiteralKind.Number } or ParameterNode
                ? Convert(Expression(node, scope), SqlType.Whole()).Sql
                : throw SnowflakeException.Syntax(node.Place.Line, node.Place.Position, "LIMIT");
        }

        return $" LIMIT {Count(query.Limit)}" + (query.Offset is null ? "" : $" OFFSET {Count(query.Offset)}");
    }

    /// <summary>The zero-based column that a whole number in GROUP BY or ORDER BY means, or null when it is no plain number.</summary>
    private static int? Position(SqlNode node, int count)
    {
        if (node is not LiteralNode { Kind: LiteralKind.Number } literal || !int.TryParse(literal.Value, out var position))
        {
            return null;
        }

        return position >= 1 && position <= count
            ? position - 1
            : throw SnowflakeException.Compilation("001795", "42601", $"error line {node.Place.Line} at position {node.Place.Position}\nposition {position} is not in select list");
    }

    /// <summary>NULL is the greatest value in Snowflake, the least in SQLite.</summary>
    private static string OrderTerm(SqlExpr value, OrderItem item, string? sql = null)
    {
        var first = item.NullsFirst ?? item.Descending;
        var term = value.Type.Wide ? $"sf_wkey({value.Sql})" : sql ?? Unnumbered(value.Sql);
        return $"{term}{(item.Descending ? " DESC" : "")} NULLS {(first ? "FIRST" : "LAST")}";
    }

    /// <summary>A bare number in ORDER BY or GROUP BY would be a position for SQLite.</summary>
    private static string Unnumbered(string sql) => long.TryParse(sql, out _) ? $"({sql}+0)" : sql;

    private static ScopeSource SourceOf(IReadOnlyList<OutputColumn> columns, string alias, string? name, IReadOnlyList<string>? names = null)
    {
        if (names is not null && names.Count > columns.Count)
        {
            throw SnowflakeException.Compilation(
                "002021", "42601", $"Invalid column definition list: {names.Count} names for {columns.Count} columns.");
        }

        var list = columns.Select((column, i) => new ScopeColumn(
            names is not null && i < names.Count ? names[i] : column.Name,
            new SqlExpr($"{alias}.c{i}", column.Type, column.Nullable) { Origin = column.Origin })).ToList();
        return new ScopeSource(name, name is null ? null : new SqlName([name], default), list);
    }
}

/// <summary>A table that a query reads.</summary>
internal sealed class TableScan(CatalogTable table)
{
    public CatalogTable Table { get; } = table;

    public SortedSet<string> Columns { get; } = new(StringComparer.Ordinal);

    /// <summary>Conditions on the clustering column as (operator, constant in SQLite's text).</summary>
    public List<(string Operator, string Constant)> Conditions { get; } = [];
}

internal sealed class CteBinding(string name, string storage, IReadOnlyList<OutputColumn> columns)
{
    public string Name { get; } = name;

    public string Storage { get; } = storage;

    public IReadOnlyList<OutputColumn> Columns { get; set; } = columns;

    public bool Used { get; set; }
}
