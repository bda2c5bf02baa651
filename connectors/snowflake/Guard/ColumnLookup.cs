using CodexMcp.Abstractions;
using CodexMcp.Connectors.Snowflake.Api;
using CodexMcp.Connectors.Snowflake.Tools;
using CodexMcp.Connectors.Sql;
using CodexMcp.Connectors.Sql.Warehouse;

namespace CodexMcp.Connectors.Snowflake.Guard;

/// <summary>Looks a table's columns up in INFORMATION_SCHEMA.</summary>
internal sealed class ColumnLookup(StatementRunner runner, SecondaryRoles secondaryRoles)
{
    private const int MaxColumns = 10_000;

    // Beyond what the tools' own statements use, so that each keeps its own request id.
    private const int FirstOrdinal = 1_000;

    public async Task<IReadOnlyList<string>> ColumnsAsync(ToolInvocation invocation, SqlTable table, int ordinal, CancellationToken cancellationToken)
    {
        await secondaryRoles.EnsureOffAsync(invocation, cancellationToken).ConfigureAwait(false);
        var request = new StatementRequest
        {
            Statement = $"""
                SELECT column_name FROM {SqlName.Quote(table.Database, SqlDialect.Snowflake)}.INFORMATION_SCHEMA.COLUMNS
                WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position LIMIT {MaxColumns + 1}
                """,
            Parameters = CatalogTools.Texts(table.Schema, table.Name),
            RowsPerResultSet = MaxColumns + 1,
            Timeout = TimeSpan.FromMinutes(1),
            Ordinal = FirstOrdinal + ordinal,
        };
        try
        {
            using var result = await runner.QueryAsync(invocation, request, cancellationToken).ConfigureAwait(false);
            var rows = await result.RowsAsync(MaxColumns, cancellationToken).ConfigureAwait(false);
            return [.. rows.Select(row => result.Cell(row, "column_name") ?? "")];
        }
        catch (ConnectorException exception) when (exception.Failure == ConnectorFailure.Refused)
        {
            return []; // No such database.
        }
    }
}
