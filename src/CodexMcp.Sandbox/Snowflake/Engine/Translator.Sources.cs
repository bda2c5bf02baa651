namespace CodexMcp.Sandbox.Snowflake;

/// <summary>FROM: tables, views, CTEs, derived tables, table functions and joins.</summary>
internal sealed partial class Translator
{
    private string Source(SourceNode node, Scope scope)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (node)
        {
            case TableSource table:
                return Table(table, scope);
            case QuerySource query:
                var derived = Query(query.Query, scope.Outer);
                var alias = NewAlias();
                scope.Sources.Add(SourceOf(derived.Columns, alias, query.Alias, query.Columns));
                return $"({derived.Sql}) AS {alias}";
            case FunctionSource function:
                return TableFunction(function, scope);
            default:
                return Join((JoinSource)node, scope);
        }
    }

    private string Table(TableSource node, Scope scope)
    {
        var alias = NewAlias();
        if (node.Name.Parts.Count == 1 && _ctes.FindLast(c => c.Name == node.Name.Last) is { } cte)
        {
            cte.Used = true;
            scope.Sources.Add(SourceOf(cte.Columns, alias, node.Alias ?? cte.Name, node.Columns));
            return $"{cte.Storage} AS {alias}";
        }

        var (database, schema, name) = session.Resolve(node.Name);
        if (catalog.Database(database, session.Role) is null && _views == 0)
        {
            throw SnowflakeException.NotFound("Database", database);
        }

        var fullName = new SqlName([database, schema, name], node.Name.Place);
        if (schema == "INFORMATION_SCHEMA")
        {
            var view = InformationSchema.View(catalog, session, database, name, RowCount)
                ?? throw SnowflakeException.NotFound("Object", fullName.ToString());
            var source = SourceOf(view.Columns, alias, node.Alias ?? name, node.Columns);
            scope.Sources.Add(source with { FullName = node.Alias is null ? fullName : source.FullName });
            return $"({view.Sql}) AS {alias}";
        }

        var table = _views > 0
            ? catalog.Tables.GetValueOrDefault(fullName.ToString())
            : catalog.Table(database, schema, name, session.Role);
        if (table is null)
        {
            throw SnowflakeException.NotFound(
                catalog.Schema(database, schema, session.Role) is null ? "Schema" : "Object",
                catalog.Schema(database, schema, session.Role) is null ? $"{database}.{schema}" : fullName.ToString());
        }

        var columns = table.Columns.Select(c => new OutputColumn(c.Name, c.Type, !c.NotNull, (table, c))).ToList();
        var result = SourceOf(columns, alias, node.Alias ?? name, node.Columns);
        scope.Sources.Add(result with { FullName = node.Alias is null ? fullName : result.FullName });
        if (table.ViewQuery is not null)
        {
            return $"({View(table)}) AS {alias}";
        }

        if (!_scans.ContainsKey(table))
        {
            _scans[table] = new TableScan(table);
        }

        return $"{table.Storage} AS {alias}";
    }

    /// <summary>Filled by the engine: counts a table's rows for INFORMATION_SCHEMA.</summary>
    public Func<CatalogTable, long> RowCount { get; init; } = static _ => 0;

    /// <summary>Filled by the engine: the user's finished statements.</summary>
    public Func<IReadOnlyList<QueryStatistics>> History { get; init; } = static () => [];

    private string View(CatalogTable view)
    {
        if (_views >= MaxViewDepth)
        {
            throw SnowflakeException.Compilation("002037", "42601", $"View '{view.FullName}' is nested too deeply or in a circle.");
        }

        // A view runs with its owner's rights and sees no CTE of the query around it.
        var inner = new Translator(catalog, session with { Database = view.Database, Schema = view.Schema }, bindings)
        {
            RowCount = RowCount,
            _views = _views + 1,
            _aliases = _aliases,
        };
        var query = inner.Translate(view.ViewQuery!);
        _aliases = inner._aliases;
        foreach (var (table, scan) in inner._scans)
        {
            _scans.TryAdd(table, scan);
        }

        return query.Sql;
    }

    private string TableFunction(FunctionSource node, Scope scope)
    {
        var alias = NewAlias();
        var none = new Scope(scope.Outer) { NoAggregates = "TABLE" };
        SqlNode? Argument(string name, int index) =>
            node.Call.Arguments.OfType<NamedArgumentNode>().FirstOrDefault(a => a.Name == name)?.Value
            ?? (node.Call.Arguments.Count > index && node.Call.Arguments[index] is not NamedArgumentNode ? node.Call.Arguments[index] : null);
        switch (node.Call.Name)
        {
            case "GENERATOR":
                var rows = Argument("ROWCOUNT", 0) ?? throw Arguments(node.Call, 1);
                var count = Convert(Expression(rows, none), SqlType.Whole()).Sql;
                scope.Sources.Add(new ScopeSource(node.Alias, null, []) { Sequence = $"{alias}.n" });
                return $"(WITH RECURSIVE g(n) AS (SELECT 0 WHERE {count} > 0 UNION ALL SELECT n + 1 FROM g WHERE n + 1 < {count}) SELECT n FROM g) AS {alias}";
            case "FLATTEN":
                var input = Argument("INPUT", 0) ?? throw Arguments(node.Call, 1);
                // The input may name the tables to its left.
                var left = new Scope(scope.Outer) { Sources = [.. scope.Sources], NoAggregates = "FLATTEN" };
                var value = Convert(Expression(input, left), SqlType.Variant).Sql;
                var columns = new List<OutputColumn>
                {
                    new("SEQ", SqlType.Whole(), false),
                    new("KEY", SqlType.Text, true),
                    new("PATH", SqlType.Text, true),
                    new("INDEX", SqlType.Whole(), true),
                    new("VALUE", SqlType.Variant, true),
                    new("THIS", SqlType.Variant, true),
                };
                string[] parts =
                [
                    "1",
                    $"CASE WHEN typeof({alias}.key) = 'text' THEN {alias}.key END",
                    $"substr({alias}.path, 1)",
                    $"CASE WHEN typeof({alias}.key) = 'integer' THEN {alias}.key END",
                    $"sf_json_row({alias}.value, {alias}.type)",
                    value,
                ];
                var names = columns.Select((c, i) => new ScopeColumn(c.Name, new SqlExpr(parts[i], c.Type, c.Nullable))).ToList();
                scope.Sources.Add(new ScopeSource(node.Alias, null, names));
                return $"json_each(sf_json_container({value})) AS {alias}";
            case "QUERY_HISTORY":
                var history = InformationSchema.History(History());
                scope.Sources.Add(SourceOf(history.Columns, alias, node.Alias, node.Columns));
                return $"({history.Sql}) AS {alias}";
            default:
                throw SnowflakeException.Unsupported($"TABLE({node.Call.Name})");
        }
    }

    private string Cte(CteNode node, Scope? outer)
    {
        var storage = $"w{_aliases++}";
        IReadOnlyList<OutputColumn> Named(IReadOnlyList<OutputColumn> columns)
        {
            if (node.Columns is null)
            {
                return columns;
            }

            return node.Columns.Count == columns.Count
                ? columns.Select((c, i) => c with { Name = node.Columns[i] }).ToList()
                : throw SnowflakeException.Compilation("002021", "42601", $"CTE '{node.Name}' has {columns.Count} columns and {node.Columns.Count} names.");
        }

        string Head(int count) => $"{storage}({string.Join(", ", Enumerable.Range(0, count).Select(i => $"c{i}"))})";
        if (node.Query is { Body: SetNode { Operator: "UNION", All: true } union, Ctes.Count: 0, Order.Count: 0, Limit: null, Offset: null })
        {
            var anchor = SetBody(union.Left, outer);
            var binding = new CteBinding(node.Name, storage, Named(anchor.Columns));
            _ctes.Add(binding);
            var step = SetBody(union.Right, outer);
            if (binding.Used)
            {
                if (step.Columns.Count != anchor.Columns.Count)
                {
                    return Combine(union, anchor, step).Sql;
                }

                binding.Columns = binding.Columns.Zip(step.Columns, (a, b) => a with { Type = SqlType.Common(a.Type, b.Type), Nullable = true }).ToList();
                return $"{Head(anchor.Columns.Count)} AS ({anchor.Sql} UNION ALL {step.Sql})";
            }

            _ctes.Remove(binding);
        }

        var query = Query(node.Query, outer);
        _ctes.Add(new CteBinding(node.Name, storage, Named(query.Columns)));
        return $"{Head(query.Columns.Count)} AS ({query.Sql})";
    }
}
