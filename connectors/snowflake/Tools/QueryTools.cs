using CodexMcp.Abstractions;
using CodexMcp.Connectors.Snowflake.Api;
using CodexMcp.Connectors.Snowflake.Results;

namespace CodexMcp.Connectors.Snowflake.Tools;

/// <summary>run_query, get_query_status and cancel_query.</summary>
internal sealed class QueryTools(SnowflakeApi api, StatementRunner runner, TimeProvider time)
{
    private const int DefaultRows = 500;
    private static readonly TimeSpan SyncTimeout = TimeSpan.FromMinutes(2);

    // An asynchronous statement outlives its call: this is what ends it when nobody comes back for it.
    private static readonly TimeSpan AsyncTimeout = TimeSpan.FromMinutes(15);
    private readonly ResultPage page = new(api);

    public async Task<ToolResult> RunAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var maxRows = Arguments.Number(invocation, "max_rows", DefaultRows);
        var statement = Arguments.Required(invocation, "statement");
        var parameters = Arguments.Any(invocation, "parameters");
        var fingerprint = Fingerprint.OfStatement(statement, parameters);
        if (Arguments.Text(invocation, "continuation") is { } token)
        {
            // The audit record names this call's statement: the rows must be that statement's.
            var asked = QueryHandle.Unseal(invocation, token);
            return asked.Fingerprint == fingerprint
                ? await ReadAsync(invocation, asked, maxRows, cancellationToken).ConfigureAwait(false)
                : throw new ConnectorException(ConnectorFailure.Refused, "The continuation belongs to another statement.",
                    "Send it with the statement and parameters that it came from.");
        }

        var started = time.GetTimestamp();
        var async = Arguments.Flag(invocation, "async");
        var request = new StatementRequest
        {
            Statement = statement,
            Parameters = parameters,
            RowsPerResultSet = invocation.MaxRows + 1,
            Timeout = async ? AsyncTimeout : invocation.Tool.Timeout ?? SyncTimeout,
            Async = async,
        };
        var answer = await runner.RunAsync(invocation, request, cancellationToken).ConfigureAwait(false);
        if (answer.IsRunning)
        {
            using (answer)
            {
                return ResultPage.Running(invocation, new QueryHandle(answer.Handle, 0, fingerprint));
            }
        }

        using var result = Result(answer);
        return await page.WriteAsync(invocation, result, new QueryHandle(result.Handle, 0, fingerprint), maxRows, request.Statement, Elapsed(started), cancellationToken).ConfigureAwait(false);
    }

    public async Task<ToolResult> StatusAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var query = QueryHandle.Unseal(invocation, Arguments.Required(invocation, "query_id"));
        if (Arguments.Text(invocation, "continuation") is { } token)
        {
            var next = QueryHandle.Unseal(invocation, token);
            query = next.Handle == query.Handle ? next : throw SnowflakeErrors.UnknownQuery();
        }

        return await ReadAsync(invocation, query, DefaultRows, cancellationToken).ConfigureAwait(false);
    }

    public async Task<ToolResult> CancelAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var token = Arguments.Required(invocation, "query_id");
        var query = QueryHandle.Unseal(invocation, token);
        bool stopped;
        try
        {
            stopped = await runner.CancelAsync(query.Handle, cancellationToken).ConfigureAwait(false);
        }
        catch (ConnectorException exception) when (exception.Failure == ConnectorFailure.Refused && exception.VendorCode is not null)
        {
            stopped = false; // It has ended already.
        }

        var writer = JsonResult.Begin(out var buffer);
        writer.WriteString("status", stopped ? "cancelled" : "not_running");
        writer.WriteString("query_id", token);
        return new ToolResult { Structured = JsonResult.End(writer, buffer), Text = stopped ? "The query is cancelled." : "The query was not running any more." };
    }

    private async Task<ToolResult> ReadAsync(ToolInvocation invocation, QueryHandle query, int maxRows, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var answer = await api.GetAsync(query.Handle, 0, cancellationToken).ConfigureAwait(false);
        if (answer.IsRunning)
        {
            using (answer)
            {
                return ResultPage.Running(invocation, query);
            }
        }

        using var result = Result(answer);
        return await page.WriteAsync(invocation, result, query, maxRows, null, Elapsed(started), cancellationToken).ConfigureAwait(false);
    }

    private static ResultSet Result(SnowflakeAnswer answer)
    {
        try
        {
            return new ResultSet(answer);
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    private long Elapsed(long started) => (long)time.GetElapsedTime(started).TotalMilliseconds;
}
