namespace CodexMcp.Sandbox.Snowflake;

/// <summary>SHOW and DESCRIBE, with Snowflake's columns.</summary>
internal sealed partial class SnowflakeEngine
{
    /// <summary>Columns by name: @ ends a timestamp's, # a number's.</summary>
    private static StatementResult Table(string names, IEnumerable<object?[]> rows) => StatementResult.Of(
        names.Split(' ').Select(n => n[^1] switch
        {
            '#' => new OutputColumn(n[..^1].Replace('~', ' '), SqlType.Whole(), true),
            '@' => new OutputColumn(n[..^1].Replace('~', ' '), SqlType.Ltz, true),
            _ => new OutputColumn(n.Replace('~', ' '), SqlType.Text, true),
        }).ToList(),
        rows);

    private StatementResult Show(ShowStatement show, SessionContext session)
    {
        var catalog = Catalog(session);
        var since = InformationSchema.Micros(new DateTimeOffset(session.Now.UtcDateTime.Date.AddDays(-800), TimeSpan.Zero));
        bool Wanted(string name) => (show.Like is null || LikePattern.Matches(name, show.Like, "\\", true))
            && (show.StartsWith is null || name.StartsWith(show.StartsWith, StringComparison.Ordinal));
        IEnumerable<T> Limited<T>(IEnumerable<T> rows) => show.Limit is { } limit ? rows.Take(limit) : rows;
        switch (show.Kind)
        {
            case "DATABASES":
                return Table("created_on@ name is_default is_current origin owner comment options retention_time kind", Limited(catalog.Databases
                    .Where(d => d.VisibleTo.Contains(session.Role) && Wanted(d.Name))
                    .Select(d => new object?[] { since, d.Name, "N", Flag(d.Name == session.Database), "", d.Owner, d.Comment, "", "1", "STANDARD" })));
            case "SCHEMAS":
                var inside = show.ScopeKind == "ACCOUNT" ? null : DatabaseOf(show, session);
                return Table("created_on@ name is_default is_current database_name owner comment options retention_time", Limited(catalog.Schemas
                    .Where(s => s.VisibleTo.Contains(session.Role) && (inside is null || s.Database == inside) && Wanted(s.Name))
                    .Select(s => new object?[] { since, s.Name, "N", Flag(s.Database == session.Database && s.Name == session.Schema), s.Database, s.Owner, s.Comment, "", "1" })));
            case "WAREHOUSES":
                return Table("name state type size owner comment", Limited(catalog.Warehouses
                    .Where(w => w.VisibleTo.Contains(session.Role) && Wanted(w.Name))
                    .Select(w => new object?[] { w.Name, "STARTED", "STANDARD", w.Size, "SYSADMIN", "" })));
            case "ROLES":
                return Table("created_on@ name is_default is_current owner comment", Limited(catalog.Roles.Where(Wanted)
                    .Select(r => new object?[] { since, r, Flag(r == "ANALYST"), Flag(r == session.Role), "", "" })));
        }

        var tables = Tables(show, session);
        object? Micros(DateTimeOffset moment) => InformationSchema.Micros(moment);
        string? Cluster(CatalogTable t) => t.Clustering is { } key ? $"LINEAR({key.Column})" : "";
        return show.Kind switch
        {
            "TABLES" => Table(
                "created_on@ name database_name schema_name kind comment cluster_by rows# bytes# owner retention_time automatic_clustering change_tracking is_external",
                Limited(tables.Where(t => !t.IsView && Wanted(t.Name)).Select(t => new object?[]
                {
                    Micros(t.CreatedOn), t.Name, t.Database, t.Schema, "TABLE", t.Comment ?? "", Cluster(t), CountRows(t), CountRows(t) * t.RowBytes, t.Owner, "1", "OFF", "OFF", "N",
                }))),
            "VIEWS" => Table(
                "created_on@ name reserved database_name schema_name owner comment text is_secure is_materialized",
                Limited(tables.Where(t => t.IsView && Wanted(t.Name)).Select(t => new object?[]
                {
                    Micros(t.CreatedOn), t.Name, "", t.Database, t.Schema, t.Owner, t.Comment ?? "", t.ViewText, "false", "false",
                }))),
            "OBJECTS" => Table(
                "created_on@ name database_name schema_name kind comment cluster_by rows# bytes# owner",
                Limited(tables.Where(t => Wanted(t.Name)).Select(t => new object?[]
                {
                    Micros(t.CreatedOn), t.Name, t.Database, t.Schema, t.IsView ? "VIEW" : "TABLE", t.Comment ?? "", Cluster(t),
                    t.IsView ? 0L : CountRows(t), t.IsView ? 0L : CountRows(t) * t.RowBytes, t.Owner,
                }))),
            _ => Table(
                "table_name schema_name column_name data_type null? default kind expression comment database_name autoincrement",
                Limited(tables.SelectMany(t => t.Columns.Where(c => Wanted(c.Name)).Select(c => new object?[]
                {
                    t.Name, t.Schema, c.Name, JsonType(c), c.NotNull ? "NOT_NULL" : "true", "", "COLUMN", "", c.Comment ?? "", t.Database, "",
                })))),
        };
    }

    private static string JsonType(CatalogColumn column) => column.Type.Kind switch
    {
        SqlKind.Fixed => $"{{\"type\":\"FIXED\",\"precision\":{column.Type.Precision},\"scale\":{column.Type.Scale},\"nullable\":{Lower(!column.NotNull)}}}",
        SqlKind.Text => $"{{\"type\":\"TEXT\",\"length\":{column.Type.Length},\"byteLength\":{Math.Min(4L * column.Type.Length, SqlType.MaxText)},\"nullable\":{Lower(!column.NotNull)},\"fixed\":false}}",
        _ => $"{{\"type\":\"{column.Type.SqlName}\",\"nullable\":{Lower(!column.NotNull)}}}",
    };

    private static string Lower(bool flag) => flag ? "true" : "false";

    private static string Flag(bool flag) => flag ? "Y" : "N";

    private string DatabaseOf(ShowStatement show, SessionContext session)
    {
        var name = show.Scope?.Parts[0] ?? session.Database;
        return name is not null && Catalog(session).Database(name, session.Role) is not null
            ? name
            : throw SnowflakeException.NotFound("Database", name ?? "");
    }

    private IEnumerable<CatalogTable> Tables(ShowStatement show, SessionContext session)
    {
        var catalog = Catalog(session);
        var visible = catalog.Tables.Values
            .Where(t => catalog.Table(t.Database, t.Schema, t.Name, session.Role) is not null)
            .OrderBy(t => t.FullName, StringComparer.Ordinal);
        switch (show.ScopeKind)
        {
            case "ACCOUNT":
                return visible;
            case "TABLE" or "VIEW":
                var (tableDatabase, tableSchema, tableName) = session.Resolve(show.Scope ?? throw SnowflakeException.Syntax(1, 0, show.ScopeKind));
                var table = catalog.Table(tableDatabase, tableSchema, tableName, session.Role)
                    ?? throw SnowflakeException.NotFound("Object", $"{tableDatabase}.{tableSchema}.{tableName}");
                return [table];
            case "DATABASE":
                var database = DatabaseOf(show, session);
                return visible.Where(t => t.Database == database);
            default:
                var parts = show.Scope?.Parts ?? [];
                var inDatabase = parts.Count > 1 ? parts[0] : session.Database;
                var schema = parts.Count > 0 ? parts[^1] : session.Schema;
                if (inDatabase is null || schema is null || catalog.Database(inDatabase, session.Role) is null || catalog.Schema(inDatabase, schema, session.Role) is null)
                {
                    throw SnowflakeException.NotFound("Schema", $"{inDatabase}.{schema}");
                }

                return visible.Where(t => t.Database == inDatabase && t.Schema == schema);
        }
    }

    private StatementResult Describe(DescribeStatement describe, SessionContext session)
    {
        var (database, schema, name) = session.Resolve(describe.Name);
        var table = Catalog(session).Table(database, schema, name, session.Role)
            ?? throw SnowflakeException.NotFound(describe.Kind == "VIEW" ? "View" : "Table", $"{database}.{schema}.{name}");
        return Table("name type kind null? default primary~key unique~key check expression comment policy~name", table.Columns.Select(c => new object?[]
        {
            c.Name, c.Type.FullName, "COLUMN", c.NotNull ? "N" : "Y", null, "N", "N", null, null, c.Comment, null,
        }));
    }
}
