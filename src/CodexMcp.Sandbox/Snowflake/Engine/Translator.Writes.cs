namespace CodexMcp.Sandbox.Snowflake;

/// <summary>The SQL of INSERT's source, UPDATE and DELETE.</summary>
internal sealed partial class Translator
{
    /// <summary>A query whose columns are cast to a table's.</summary>
    public string FitTo(QuerySql query, IReadOnlyList<SqlType> types)
    {
        var alias = NewAlias();
        var list = query.Columns.Select((column, i) => $"{Cast(new SqlExpr($"{alias}.c{i}", column.Type), types[i], false).Sql}");
        return $"SELECT {string.Join(", ", list)} FROM ({query.Sql}) AS {alias} WHERE 1";
    }

    public string Update(CatalogTable table, UpdateStatement update)
    {
        var (scope, alias) = TableScope(table, update.Alias);
        var set = update.Set.Select(s =>
        {
            var index = table.Columns.ToList().FindIndex(c => c.Name == s.Column);
            return index < 0
                ? throw SnowflakeException.InvalidIdentifier(update.Table.Place.Line, update.Table.Place.Position, s.Column)
                : $"c{index} = {Cast(Expression(s.Value, scope), table.Columns[index].Type, false).Sql}";
        }).ToList();
        return $"UPDATE {table.Storage} AS {alias} SET {string.Join(", ", set)}{(update.Where is null ? "" : $" WHERE {Condition(update.Where, scope).Sql}")}";
    }

    public string Delete(CatalogTable table, DeleteStatement delete)
    {
        var (scope, alias) = TableScope(table, delete.Alias);
        // WHERE 1: without a condition SQLite empties the table without counting.
        return $"DELETE FROM {table.Storage} AS {alias} WHERE {(delete.Where is null ? "1" : Condition(delete.Where, scope).Sql)}";
    }

    private (Scope Scope, string Alias) TableScope(CatalogTable table, string? name)
    {
        var alias = NewAlias();
        var scope = new Scope(null) { NoAggregates = "WHERE", NoWindows = true };
        var columns = table.Columns.Select(c => new OutputColumn(c.Name, c.Type, !c.NotNull, (table, c))).ToList();
        scope.Sources.Add(SourceOf(columns, alias, name ?? table.Name) with { FullName = new SqlName([table.Database, table.Schema, table.Name], default) });
        return (scope, alias);
    }
}
