using CodexMcp.Abstractions;
using CodexMcp.Connectors.Native;
using CodexMcp.Connectors.Sql;
using CodexMcp.Connectors.Sql.Warehouse;

namespace CodexMcp.Connectors.Semantic;

/// <summary>catalog_search of every warehouse: ranks what the semantic catalogue says, inside the role's scope. It asks the warehouse nothing.</summary>
/// <param name="catalog">The catalogue.</param>
/// <param name="guard">Knows what the role may see.</param>
/// <param name="functions">The functions that anybody may call.</param>
public sealed class CatalogSearchTool(SemanticCatalog catalog, StatementGuard guard, Lazy<SqlFunctions> functions)
{
    private const int DefaultLimit = 10;

    /// <summary>Answers the call.</summary>
    public ToolResult Run(ToolInvocation invocation)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        var page = ListPage.Read(invocation);
        var views = VisibleCatalog.For(catalog, guard.ScopeOf(invocation), functions.Value, invocation.MaxRows);
        var hits = CatalogSearch.Find(views, Arguments.Required(invocation, "query"), Arguments.Text(invocation, "kind"));
        var limit = Arguments.Number(invocation, "limit", DefaultLimit);
        var writer = JsonResult.Begin(out var buffer);
        writer.WriteStartArray("results");
        foreach (var hit in hits.Take(limit).Skip(page.Offset))
        {
            SemanticJson.Write(writer, hit);
        }

        writer.WriteEndArray();
        writer.WriteNumber("found", hits.Count);
        if (hits.Count == 0)
        {
            writer.WriteString("notice", catalog.Views.Count == 0
                ? "There is no catalogue for this warehouse. List the tables instead."
                : "Nothing fits. Use other or fewer words, or list the tables: not every table is in the catalogue.");
        }

        return page.Result(JsonResult.End(writer, buffer));
    }
}
