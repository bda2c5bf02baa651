namespace CodexMcp.Sandbox.Snowflake;

/// <summary>INFORMATION_SCHEMA, made from the catalog as far as the role sees it.</summary>
internal static class InformationSchema
{
    private static readonly string[] TableColumns =
    [
        "TABLE_CATALOG", "TABLE_SCHEMA", "TABLE_NAME", "TABLE_OWNER", "TABLE_TYPE", "IS_TRANSIENT", "CLUSTERING_KEY", "ROW_COUNT#", "BYTES#",
        "RETENTION_TIME#", "CREATED@", "LAST_ALTERED@", "COMMENT",
    ];

    private static readonly string[] ColumnColumns =
    [
        "TABLE_CATALOG", "TABLE_SCHEMA", "TABLE_NAME", "COLUMN_NAME", "ORDINAL_POSITION#", "COLUMN_DEFAULT", "IS_NULLABLE", "DATA_TYPE",
        "CHARACTER_MAXIMUM_LENGTH#", "CHARACTER_OCTET_LENGTH#", "NUMERIC_PRECISION#", "NUMERIC_PRECISION_RADIX#", "NUMERIC_SCALE#", "DATETIME_PRECISION#",
        "IS_IDENTITY", "COMMENT",
    ];

    private static readonly string[] SchemaColumns =
    [
        "CATALOG_NAME", "SCHEMA_NAME", "SCHEMA_OWNER", "IS_TRANSIENT", "IS_MANAGED_ACCESS", "RETENTION_TIME#", "CREATED@", "LAST_ALTERED@", "COMMENT",
    ];

    private static readonly string[] DatabaseColumns =
        ["DATABASE_NAME", "DATABASE_OWNER", "IS_TRANSIENT", "COMMENT", "CREATED@", "LAST_ALTERED@", "RETENTION_TIME#", "TYPE"];

    private static readonly string[] ViewColumns =
    [
        "TABLE_CATALOG", "TABLE_SCHEMA", "TABLE_NAME", "TABLE_OWNER", "VIEW_DEFINITION", "CHECK_OPTION", "IS_UPDATABLE", "IS_SECURE", "CREATED@",
        "LAST_ALTERED@", "COMMENT",
    ];

    /// <summary>A view's query, or null when there is no such view.</summary>
    public static QuerySql? View(Catalog catalog, SessionContext session, string database, string name, Func<CatalogTable, long> count)
    {
        var role = session.Role;
        var tables = catalog.Tables.Values.Where(t => catalog.Table(t.Database, t.Schema, t.Name, role) is not null && t.Database == database)
            .OrderBy(t => t.FullName, StringComparer.Ordinal);
        var created = session.Now.UtcDateTime.Date.AddDays(-800);
        var since = SqlText.ToMicroseconds(created);
        return name switch
        {
            "TABLES" => Make(TableColumns, tables.Select(t => new object?[]
            {
                t.Database, t.Schema, t.Name, t.Owner, t.IsView ? "VIEW" : "BASE TABLE", "NO", t.Clustering is { } key ? $"LINEAR({key.Column})" : null,
                t.IsView ? null : count(t), t.IsView ? null : count(t) * t.RowBytes, 1L, Micros(t.CreatedOn), Micros(t.AlteredOn), t.Comment,
            })),
            "VIEWS" => Make(ViewColumns, tables.Where(t => t.IsView).Select(t => new object?[]
            {
                t.Database, t.Schema, t.Name, t.Owner, t.ViewText, "NONE", "NO", "NO", Micros(t.CreatedOn), Micros(t.AlteredOn), t.Comment,
            })),
            "COLUMNS" => Make(ColumnColumns, tables.SelectMany(t => t.Columns.Select((c, i) => new object?[]
            {
                t.Database, t.Schema, t.Name, c.Name, i + 1L, null, c.NotNull ? "NO" : "YES", c.Type.SqlName,
                c.Type.Kind == SqlKind.Text ? (long)(c.Type.Length == 0 ? SqlType.MaxText : c.Type.Length) : null,
                c.Type.Kind == SqlKind.Text ? Math.Min(4L * c.Type.Length, SqlType.MaxText) : null,
                c.Type.Kind == SqlKind.Fixed ? (long)c.Type.Precision : null, c.Type.Kind == SqlKind.Fixed ? 10L : null,
                c.Type.Kind == SqlKind.Fixed ? (long)c.Type.Scale : null, c.Type.IsTimestamp ? (long)c.Type.Scale : null, "NO", c.Comment,
            }))),
            "SCHEMATA" => Make(SchemaColumns, catalog.Schemas.Where(s => s.Database == database && s.VisibleTo.Contains(role)).Select(s => new object?[]
            {
                s.Database, s.Name, s.Owner, "NO", "NO", 1L, since, since, s.Comment,
            })),
            "DATABASES" => Make(DatabaseColumns, catalog.Databases.Where(d => d.VisibleTo.Contains(role)).Select(d => new object?[]
            {
                d.Name, d.Owner, "NO", d.Comment, since, since, 1L, "STANDARD",
            })),
            _ => null,
        };
    }

    /// <summary>What QUERY_HISTORY gives.</summary>
    public static QuerySql History(IReadOnlyList<QueryStatistics> queries) => Make(
        ["QUERY_ID", "USER_NAME", "EXECUTION_STATUS", "START_TIME@", "EXECUTION_TIME#", "BYTES_SCANNED#", "ROWS_PRODUCED#"],
        queries.Select(static query => new object?[] { query.Id, query.User, query.Status, Micros(query.Started), query.Milliseconds, query.BytesScanned, query.Rows }));

    public static long Micros(DateTimeOffset moment) => SqlText.ToMicroseconds(moment.UtcDateTime);

    /// <summary>A column's name ends in # for a number and in @ for a timestamp.</summary>
    private static QuerySql Make(string[] names, IEnumerable<object?[]> rows)
    {
        var columns = names.Select(n => n[^1] switch
        {
            '#' => new OutputColumn(n[..^1], SqlType.Whole(), true),
            '@' => new OutputColumn(n[..^1], SqlType.Ltz, true),
            _ => new OutputColumn(n, SqlType.Text, true),
        }).ToList();
        var values = rows.Select(row => $"({string.Join(", ", row.Select(Cell))})").ToList();
        var list = string.Join(", ", columns.Select((_, i) => $"column{i + 1} AS c{i}"));
        return values.Count == 0
            ? new QuerySql($"SELECT {string.Join(", ", columns.Select((_, i) => $"NULL AS c{i}"))} WHERE 0", columns)
            : new QuerySql($"SELECT {list} FROM (VALUES {string.Join(", ", values)})", columns);
    }

    private static string Cell(object? value) => value switch
    {
        null => "NULL",
        long whole => SqlExpr.Whole(whole).Sql,
        _ => SqlExpr.Quote((string)value),
    };
}
