using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Databricks.Api;
using CodexMcp.Connectors.Sql;

namespace CodexMcp.Connectors.Databricks.Catalog;

/// <summary>Reads Unity Catalog. A page may be empty and still not be the last: only a page without a token is.</summary>
internal sealed class UnityCatalog(DatabricksApi api)
{
    /// <summary>The most items that a list gives.</summary>
    public const int MaxItems = 10_000;

    private const string Root = "api/2.1/unity-catalog";
    private const int MaxPages = 1_000;

    /// <summary>Reads a whole list, as far as it is listed at all; says whether there is more.</summary>
    /// <param name="path">What is listed, such as <c>schemas</c>.</param>
    /// <param name="query">Names and values of the query.</param>
    /// <param name="member">The member of a page that holds the items.</param>
    /// <param name="keep">Which of the items count.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<(List<JsonElement> Items, bool More)> ListAsync(
        string path, IEnumerable<(string Name, string Value)> query, string member, Func<JsonElement, bool> keep, CancellationToken cancellationToken)
    {
        var items = new List<JsonElement>();
        var first = $"{Root}/{path}?max_results=0{string.Concat(query.Select(static pair => $"&{pair.Name}={Uri.EscapeDataString(pair.Value)}"))}";
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string? token = null;
        do
        {
            using var page = await api.GetAsync(token is null ? first : $"{first}&page_token={Uri.EscapeDataString(token)}", cancellationToken).ConfigureAwait(false);
            foreach (var item in VendorJson.Items(page.Root, member).Where(keep))
            {
                if (items.Count == MaxItems)
                {
                    return (items, true);
                }

                items.Add(item.Clone());
            }

            token = VendorJson.Text(page.Root, "next_page_token") is { Length: > 0 } next ? next : null;
            if (token is not null && (!seen.Add(token) || seen.Count > MaxPages))
            {
                throw DatabricksErrors.BadAnswer("its pages never end");
            }
        }
        while (token is not null);

        return (items, false);
    }

    /// <summary>Reads one table or view; null when there is none, or the connector may not see it.</summary>
    public async Task<WireAnswer?> TableAsync(SqlTable table, CancellationToken cancellationToken)
    {
        try
        {
            return await api.GetAsync($"{Root}/tables/{Uri.EscapeDataString(table.ToString())}", cancellationToken).ConfigureAwait(false);
        }
        catch (ConnectorException exception) when (exception.Failure == ConnectorFailure.Refused)
        {
            return null;
        }
    }

    /// <summary>The names of a table's columns in order; none when there is no such table.</summary>
    public async Task<IReadOnlyList<string>> ColumnsAsync(ToolInvocation invocation, SqlTable table, int ordinal, CancellationToken cancellationToken)
    {
        using var answer = await TableAsync(table, cancellationToken).ConfigureAwait(false);
        return answer is null ? [] : [.. Columns(answer.Root).Select(static column => VendorJson.Text(column, "name")!)];
    }

    /// <summary>The columns of a table in their order.</summary>
    public static IEnumerable<JsonElement> Columns(JsonElement table)
    {
        var columns = VendorJson.Items(table, "columns").ToList();
        // Half a list would hide nothing from a star: then nobody knows what a star holds.
        return columns.TrueForAll(static column => VendorJson.Text(column, "name") is { Length: > 0 })
            ? columns.OrderBy(static column => VendorJson.Number(column, "position") ?? int.MaxValue)
            : throw DatabricksErrors.BadAnswer("a column has no name");
    }
}
