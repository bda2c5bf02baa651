using System.Collections.Concurrent;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Sql.Warehouse;

/// <summary>
/// The columns of the tables that some role sees a part of, from the warehouse's catalog, kept for ten minutes. A column that is added meanwhile is
/// not seen until then; one that is dropped makes the warehouse refuse the statement.
/// </summary>
/// <param name="lookUp">Asks the warehouse for a table's columns, an empty list when there is no such table; the number tells the look-ups of one call apart.</param>
/// <param name="time">The clock.</param>
public sealed class TableColumns(Func<ToolInvocation, SqlTable, int, CancellationToken, Task<IReadOnlyList<string>>> lookUp, TimeProvider time)
{
    private const int MaxTables = 5_000;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<SqlTable, (IReadOnlyList<string> Columns, long At)> tables = new();

    /// <summary>The table's columns, if they were looked up of late.</summary>
    public IReadOnlyList<string>? Known(SqlTable table) =>
        tables.TryGetValue(table, out var entry) && time.GetElapsedTime(entry.At) < Kept ? entry.Columns : null;

    /// <summary>Looks tables up; one that is not there, or that the connector may not see, has no columns.</summary>
    public async Task<Dictionary<SqlTable, IReadOnlyList<string>>> LoadAsync(ToolInvocation invocation, IReadOnlyList<SqlTable> wanted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        ArgumentNullException.ThrowIfNull(wanted);
        var found = new Dictionary<SqlTable, IReadOnlyList<string>>();
        for (var i = 0; i < wanted.Count; i++)
        {
            var columns = await lookUp(invocation, wanted[i], i, cancellationToken).ConfigureAwait(false);
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
}
