using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Sql.Warehouse;

/// <summary>A statement at the warehouse: its id there, and its result once it has ended.</summary>
/// <param name="Handle">The warehouse's own id.</param>
/// <param name="Result">The result, or null while it is running. The caller disposes it.</param>
public readonly record struct QueryState(string Handle, QueryResult? Result);

/// <summary>Where statements run that the guard has let through.</summary>
public interface IWarehouse
{
    /// <summary>Runs a statement, to its end or, when it is asynchronous or takes longer than a call may, until it has an id.</summary>
    Task<QueryState> RunAsync(ToolInvocation invocation, string statement, JsonElement parameters, bool async, CancellationToken cancellationToken);

    /// <summary>Looks after a statement, without waiting for its end.</summary>
    Task<QueryState> GetAsync(ToolInvocation invocation, string handle, CancellationToken cancellationToken);

    /// <summary>Gives what a finished statement did cost, from the warehouse's own statistics; null when it does not say. Asked only where the role counts cost.</summary>
    Task<CostActual?> CostAsync(ToolInvocation invocation, string handle, CancellationToken cancellationToken) => Task.FromResult<CostActual?>(null);

    /// <summary>Stops a statement; false when it was not running any more.</summary>
    Task<bool> CancelAsync(ToolInvocation invocation, string handle, CancellationToken cancellationToken);
}
