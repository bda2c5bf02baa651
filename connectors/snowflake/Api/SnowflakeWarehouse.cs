using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Snowflake.Results;
using CodexMcp.Connectors.Sql.Warehouse;

namespace CodexMcp.Connectors.Snowflake.Api;

/// <summary>Runs the agents' statements at Snowflake.</summary>
internal sealed class SnowflakeWarehouse(SnowflakeApi api, StatementRunner runner) : IWarehouse
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
