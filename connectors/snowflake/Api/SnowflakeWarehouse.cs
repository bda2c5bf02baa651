using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Snowflake.Results;
using CodexMcp.Connectors.Snowflake.Tools;
using CodexMcp.Connectors.Sql;
using CodexMcp.Connectors.Sql.Warehouse;

namespace CodexMcp.Connectors.Snowflake.Api;

/// <summary>Runs the agents' statements at Snowflake.</summary>
internal sealed class SnowflakeWarehouse(SnowflakeApi api, StatementRunner runner, SnowflakeSettings settings) : IWarehouse
{
    private static readonly TimeSpan SyncTimeout = TimeSpan.FromMinutes(2);

    // An asynchronous statement outlives its call: this is what ends it when nobody comes back for it.
    private static readonly TimeSpan AsyncTimeout = TimeSpan.FromMinutes(15);

    public async Task<QueryState> RunAsync(ToolInvocation invocation, string statement, JsonElement parameters, bool async, CancellationToken cancellationToken)
    {
        var request = new StatementRequest
        {
            Statement = statement,
            Parameters = parameters,
            RowsPerResultSet = invocation.MaxRows + 1,
            Timeout = async ? AsyncTimeout : invocation.Tool.Timeout ?? SyncTimeout,
            Async = async,
        };
        return State(await runner.RunAsync(invocation, request, cancellationToken).ConfigureAwait(false));
    }

    public async Task<QueryState> GetAsync(ToolInvocation invocation, string handle, CancellationToken cancellationToken) =>
        State(await api.GetAsync(handle, 0, cancellationToken).ConfigureAwait(false)) with { Handle = handle };

    /// <summary>From the history of the connector's own queries, which needs no right beyond running them.</summary>
    public async Task<CostActual?> CostAsync(ToolInvocation invocation, string handle, CancellationToken cancellationToken)
    {
        var request = new StatementRequest
        {
            Statement = $"""
                SELECT bytes_scanned, execution_time FROM TABLE({SqlName.Quote(settings.Database, SqlDialect.Snowflake)}.INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => {HistoryLimit}))
                WHERE query_id = ? LIMIT 1
                """,
            Parameters = CatalogTools.Texts(handle),
            RowsPerResultSet = 1,
            Timeout = TimeSpan.FromSeconds(30),
            Ordinal = CostOrdinal,
        };
        using var result = await runner.QueryAsync(invocation, request, cancellationToken).ConfigureAwait(false);
        var rows = result.FirstRows;
        return rows.GetArrayLength() == 1 && Count(result.Cell(rows[0], "bytes_scanned")) is { } bytes
            ? new CostActual
            {
                Bytes = bytes,
                Time = Count(result.Cell(rows[0], "execution_time")) is { } milliseconds and < 1_000_000_000 ? TimeSpan.FromMilliseconds(milliseconds) : null,
                Basis = "Snowflake's query history",
            }
            : null;
    }

    // How many of the latest queries are looked through, and a number beyond those of the tools' own statements.
    private const int HistoryLimit = 1_000;
    private const int CostOrdinal = 901;

    private static long? Count(string? text) => long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var count) ? count : null;

    public async Task<bool> CancelAsync(ToolInvocation invocation, string handle, CancellationToken cancellationToken)
    {
        try
        {
            return await runner.CancelAsync(handle, cancellationToken).ConfigureAwait(false);
        }
        catch (ConnectorException exception) when (exception.Failure == ConnectorFailure.Refused && exception.VendorCode is not null)
        {
            return false; // It has ended already.
        }
    }

    private QueryState State(SnowflakeAnswer answer)
    {
        if (answer.IsRunning)
        {
            using (answer)
            {
                return new QueryState(answer.Handle, null);
            }
        }

        var result = new ResultSet(api, answer);
        try
        {
            return new QueryState(result.Handle, result);
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }
}
