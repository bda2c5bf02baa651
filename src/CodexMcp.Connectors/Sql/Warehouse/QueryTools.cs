using CodexMcp.Abstractions;
using CodexMcp.Connectors.Native;

namespace CodexMcp.Connectors.Sql.Warehouse;

/// <summary>run_query, get_query_status and cancel_query of every warehouse.</summary>
public sealed class QueryTools(IWarehouse warehouse, TimeProvider time)
{
    private const int DefaultRows = 500;

    /// <summary>Runs the call's statement, or reads on in the rows of one that ran.</summary>
    public async Task<ToolResult> RunAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var maxRows = Arguments.Number(invocation, "max_rows", DefaultRows);
        var statement = Arguments.Required(invocation, "statement");
        var parameters = Arguments.Any(invocation, "parameters");
        var fingerprint = CallHash.OfStatement(statement, parameters);
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
        var state = await warehouse.RunAsync(invocation, statement, parameters, Arguments.Flag(invocation, "async"), cancellationToken).ConfigureAwait(false);
        return await AnswerAsync(invocation, state, new QueryHandle(state.Handle, 0, fingerprint) { CallId = invocation.CallId }, maxRows, statement, started, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Says whether a statement still runs, and gives its rows when it does not.</summary>
    public async Task<ToolResult> StatusAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var query = QueryHandle.Unseal(invocation, Arguments.Required(invocation, "query_id"));
        if (Arguments.Text(invocation, "continuation") is { } token)
        {
            var next = QueryHandle.Unseal(invocation, token);
            query = next.Handle == query.Handle ? next : throw QueryHandle.Unknown(invocation.Tool.Connector);
        }

        return await ReadAsync(invocation, query, DefaultRows, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops a statement.</summary>
    public async Task<ToolResult> CancelAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var token = Arguments.Required(invocation, "query_id");
        var query = QueryHandle.Unseal(invocation, token);
        var stopped = await warehouse.CancelAsync(invocation, query.Handle, cancellationToken).ConfigureAwait(false);
        var writer = JsonResult.Begin(out var buffer);
        writer.WriteString("status", stopped ? "cancelled" : "not_running");
        writer.WriteString("query_id", token);
        return new ToolResult { Structured = JsonResult.End(writer, buffer), Text = stopped ? "The query is cancelled." : "The query was not running any more." };
    }

    private async Task<ToolResult> ReadAsync(ToolInvocation invocation, QueryHandle query, int maxRows, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var state = await warehouse.GetAsync(invocation, query.Handle, cancellationToken).ConfigureAwait(false);
        return await AnswerAsync(invocation, state, query, maxRows, null, started, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A statement that ran is answered with its rows, whatever becomes of the question what it cost.</summary>
    private async Task<CostActual?> CostAsync(ToolInvocation invocation, QueryHandle query, bool own, CancellationToken cancellationToken)
    {
        try
        {
            var cost = await warehouse.CostAsync(invocation, query.Handle, cancellationToken).ConfigureAwait(false);
            return own || cost is null ? cost : query.CallId is { } earlier ? cost with { CallId = earlier } : null;
        }
        catch (ConnectorException)
        {
            return null;
        }
    }

    private async Task<ToolResult> AnswerAsync(
        ToolInvocation invocation, QueryState state, QueryHandle query, int maxRows, string? statement, long started, CancellationToken cancellationToken)
    {
        using var result = state.Result;
        if (result is null)
        {
            return ResultPage.Running(invocation, query);
        }

        // A later page of rows that are there already costs nothing more.
        var cost = invocation.Cost is not null && query.Offset == 0 ? await CostAsync(invocation, query, statement is not null, cancellationToken).ConfigureAwait(false) : null;
        return await ResultPage.WriteAsync(invocation, result, query, maxRows, statement, (long)time.GetElapsedTime(started).TotalMilliseconds, cost, cancellationToken).ConfigureAwait(false);
    }
}
