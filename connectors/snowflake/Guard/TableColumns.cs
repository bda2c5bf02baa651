using System.Collections.Concurrent;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Snowflake.Api;
using CodexMcp.Connectors.Snowflake.Results;
using CodexMcp.Connectors.Snowflake.Tools;
using CodexMcp.Connectors.Sql;

namespace CodexMcp.Connectors.Snowflake.Guard;

/// <summary>
/// The columns of the tables that some role sees a part of, from INFORMATION_SCHEMA, kept for ten minutes. A column that is added meanwhile is
/// not seen until then; one that is dropped makes Snowflake refuse the statement.
/// </summary>
internal sealed class TableColumns(StatementRunner runner, SecondaryRoles secondaryRoles, TimeProvider time)
{
    private const int MaxTables = 5_000;
    private const int MaxColumns = 10_000;

    // Beyond what the tools' own statements use, so that each keeps its own request id.
    private const int FirstOrdinal = 1_000;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<SqlTable, (IReadOnlyList<string> Columns, long At)> tables = new();

    /// <summary>The table's columns, if they were looked up of late.</summary>
    public IReadOnlyList<string>? Known(SqlTable table) =>
        tables.TryGetValue(table, out var entry) && time.GetElapsedTime(entry.At) < Kept ? entry.Columns : null;

    /// <summary>Looks tables up; one that is not there, or that the Snowflake role may not see, has no columns.</summary>
    public async Task<Dictionary<SqlTable, IReadOnlyList<string>>> LoadAsync(ToolInvocation invocation, IReadOnlyList<SqlTable> wanted, CancellationToken cancellationToken)
    {
        await secondaryRoles.EnsureOffAsync(invocation, cancellationToken).ConfigureAwait(false);
        var found = new Dictionary<SqlTable, IReadOnlyList<string>>();
        for (var i = 0; i < wanted.Count; i++)
        {
            var columns = await LookUpAsync(invocation, wanted[i], FirstOrdinal + i, cancellationToken).ConfigureAwait(false);
            found[wanted[i]] = columns;
            if (tables.Count >= MaxTables)
            {
                tables.Clear(); // Nobody names so many but to fill it.
            }

            // A table that is not there may be made any moment: asked again each time.
            if (columns.Count > 0)
            {
                tables[wanted[i]] = (columns, time.GetTimestamp());
            }
        }

        return found;
    }

    private async Task<IReadOnlyList<string>> LookUpAsync(ToolInvocation invocation, SqlTable table, int ordinal, CancellationToken cancellationToken)
    {
        var request = new StatementRequest
        {
            Statement = $"""
                SELECT column_name FROM {SqlName.Quote(table.Database)}.INFORMATION_SCHEMA.COLUMNS
                WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position LIMIT {MaxColumns + 1}
                """,
            Parameters = CatalogTools.Texts(table.Schema, table.Name),
            RowsPerResultSet = MaxColumns + 1,
            Timeout = TimeSpan.FromMinutes(1),
            Ordinal = ordinal,
        };
        try
        {
            using var result = new ResultSet(await runner.RunAsync(invocation, request, cancellationToken).ConfigureAwait(false));
            var rows = await runner.RowsAsync(result, MaxColumns, cancellationToken).ConfigureAwait(false);
            return [.. rows.Select(row => result.Cell(row, "column_name") ?? "")];
        }
        catch (ConnectorException exception) when (exception.Failure == ConnectorFailure.Refused)
        {
            return []; // No such database.
        }
    }
}
