using CodexMcp.Sandbox.Snowflake;

namespace CodexMcp.Sandbox.Databricks;

/// <summary>SHOW and DESCRIBE, with Databricks' columns.</summary>
internal static class ShowStatements
{
    public static SparkResult Run(string sql, List<SparkToken> tokens, SparkSession session, Snowflake.Catalog catalog)
    {
        var rest = tokens.Skip(1).TakeWhile(static token => token.Kind != SparkKind.End).ToList();
        if (!tokens[0].Is("SHOW"))
        {
            rest.RemoveAll(static token => token.Is("TABLE") || token.Is("EXTENDED"));
            var table = Find(Names(rest, 0), session, catalog);
            return SparkResult.Of("col_name data_type comment",
                table.Columns.Select(static column => new[] { column.Name.ToLowerInvariant(), SparkColumn.Of("", column.Type).TypeText.ToLowerInvariant(), column.Comment }));
        }

        var at = rest.FindIndex(static token => token.Is("IN") || token.Is("FROM"));
        var place = at < 0 ? [] : Names(rest, at + 1);
        var like = rest.FindIndex(static token => token.Is("LIKE")) is var l and >= 0 && l + 1 < rest.Count ? rest[l + 1].Value.Replace('*', '%') : null;
        bool Wanted(string name) => like is null || LikePattern.Matches(name.ToLowerInvariant(), like.ToLowerInvariant(), "\\", true);
        var database = (place.Count > 1 ? place[0] : place.Count == 1 && rest[0].Is("SCHEMAS") ? place[0] : session.Catalog).ToUpperInvariant();
        var schema = (place.Count > 0 ? place[^1] : session.Schema).ToUpperInvariant();
        var tables = catalog.Tables.Values.Where(table => table.Database == database && table.Schema == schema
            && catalog.Schema(database, schema, SparkEngine.Role) is not null && Wanted(table.Name)).OrderBy(static table => table.Name, StringComparer.Ordinal);
        return rest.Count == 0 ? throw SparkError.Syntax(sql, sql.Length, "end of input") : rest[0].Value.ToUpperInvariant() switch
        {
            "CATALOGS" => SparkResult.Of("catalog", catalog.Databases.Where(d => d.VisibleTo.Contains(SparkEngine.Role) && Wanted(d.Name)).Select(static d => new[] { d.Name.ToLowerInvariant() })),
            "SCHEMAS" or "DATABASES" => SparkResult.Of("databaseName", catalog.Schemas
                .Where(s => s.Database == database && s.VisibleTo.Contains(SparkEngine.Role) && Wanted(s.Name)).Select(static s => new[] { s.Name.ToLowerInvariant() })),
            "TABLES" => SparkResult.Of("database tableName isTemporary", tables.Select(static t => new[] { t.Schema.ToLowerInvariant(), t.Name.ToLowerInvariant(), "false" })),
            "VIEWS" => SparkResult.Of("namespace viewName isTemporary", tables.Where(static t => t.IsView).Select(static t => new[] { t.Schema.ToLowerInvariant(), t.Name.ToLowerInvariant(), "false" })),
            "COLUMNS" => SparkResult.Of("col_name", Find(place, session, catalog).Columns.Select(static column => new[] { column.Name.ToLowerInvariant() })),
            _ => throw SparkError.NotHere($"SHOW {rest[0].Value}"),
        };
    }

    private static CatalogTable Find(IReadOnlyList<string> name, SparkSession session, Snowflake.Catalog catalog)
    {
        var upper = name.Select(static part => part.ToUpperInvariant()).ToList();
        return upper.Count is > 0 and <= 3
            && catalog.Table(
                upper.Count > 2 ? upper[0] : session.Catalog.ToUpperInvariant(), upper.Count > 1 ? upper[^2] : session.Schema.ToUpperInvariant(), upper[^1], SparkEngine.Role) is { } table
                ? table
                : throw SparkError.NoTable(string.Join('.', name));
    }

    private static List<string> Names(List<SparkToken> tokens, int from)
    {
        var names = new List<string>();
        for (var i = from; i < tokens.Count && tokens[i].Kind is SparkKind.Word or SparkKind.Name; i += 2)
        {
            names.Add(tokens[i].Value);
            if (i + 1 >= tokens.Count || !tokens[i + 1].Is("."))
            {
                break;
            }
        }

        return names;
    }
}
