using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Semantic;
using CodexMcp.Connectors.Snowflake.Guard;
using CodexMcp.Connectors.Sql;
using CodexMcp.Connectors.Sql.Warehouse;

namespace CodexMcp.Connectors.Snowflake.Tools;

/// <summary>describe_view: what the catalogue says of a view, with what the warehouse itself says of its columns.</summary>
internal sealed class DescribeViewTool(SemanticCatalog catalog, DescribeTool tables, SnowflakeSettings settings, StatementGuard guard)
{
    public async Task<ToolResult> RunAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var page = ListPage.Read(invocation);
        var table = Table(Arguments.Required(invocation, "view"));
        var scope = guard.ScopeOf(invocation);
        if (scope.Problem is not null || !scope.Sees(table))
        {
            throw DescribeTool.NoTable();
        }

        var columns = await tables.ColumnsAsync(invocation, table, scope, cancellationToken).ConfigureAwait(false);
        var view = VisibleCatalog.For(catalog, scope, SnowflakeStatements.Functions.Value, invocation.MaxRows).FirstOrDefault(view => view.Table == table);
        var writer = JsonResult.Begin(out var buffer);
        writer.WriteString("view", table.ToString());
        if (view is not null)
        {
            SemanticJson.WriteMembers(writer, view);
        }

        writer.WriteStartArray("columns");
        foreach (var column in columns.Skip(page.Offset))
        {
            Write(writer, column, view?.Columns.FirstOrDefault(said => said.Name == column.Name));
        }

        writer.WriteEndArray();
        if (view is not null)
        {
            SemanticJson.WriteDetails(writer, view);
        }

        if (Notice(view, columns) is { } notice)
        {
            writer.WriteString("notice", notice);
        }

        return page.Result(JsonResult.End(writer, buffer));
    }

    private SqlTable Table(string text)
    {
        var parts = SqlName.Parse(text, 3, SqlDialect.Snowflake);
        return new SqlTable(parts.Count > 2 ? parts[0] : settings.Database, parts.Count > 1 ? parts[^2] : settings.Schema, parts[^1]);
    }

    private static void Write(Utf8JsonWriter writer, WarehouseColumn column, SemanticColumn? said)
    {
        writer.WriteStartObject();
        writer.WriteString("name", column.Name);
        writer.WriteString("type", column.Type);
        writer.WriteBoolean("nullable", column.Nullable);
        if (said is not null)
        {
            SemanticJson.WriteMembers(writer, said);
        }
        else if (column.Comment is { Length: > 0 } comment)
        {
            // The catalogue is vouched for; the warehouse's own words stand where it has none.
            writer.WriteString("comment", comment);
        }

        writer.WriteEndObject();
    }

    private static string? Notice(SemanticView? view, IReadOnlyList<WarehouseColumn> columns)
    {
        if (view is null)
        {
            return "This view is not in the semantic catalogue: nobody vouches for what its columns mean.";
        }

        var gone = view.Columns.Where(said => !columns.Any(column => column.Name == said.Name)).Select(static said => said.Name).ToList();
        return gone.Count == 0 ? null : $"The catalogue names columns that the warehouse does not have: {string.Join(", ", gone)}. Don't use them, and tell the catalogue's owner.";
    }
}
