using CodexMcp.Abstractions;
using CodexMcp.Connectors.Semantic;
using CodexMcp.Connectors.Snowflake.Api;
using CodexMcp.Connectors.Snowflake.Auth;
using CodexMcp.Connectors.Snowflake.Costs;
using CodexMcp.Connectors.Snowflake.Guard;
using CodexMcp.Connectors.Snowflake.Tools;
using CodexMcp.Connectors.Sql;
using CodexMcp.Connectors.Sql.Warehouse;

namespace CodexMcp.Connectors.Snowflake;

/// <summary>Makes the Snowflake connector.</summary>
public sealed class SnowflakeConnectorFactory : IConnectorFactory
{
    /// <inheritdoc/>
    public string Name => "snowflake";

    /// <inheritdoc/>
    /// <exception cref="ConnectorException">A setting is missing or wrong.</exception>
    public IConnector Create(ConnectorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new SnowflakeConnector(
            context.Http, SnowflakeSettings.Read(context.Settings, context.Environment), SemanticCatalog.Read(context.Semantic(), context.Environment), context.Time);
    }
}

/// <summary>Snowflake over its SQL API v2: ten tools, all of which read, but for the one that stops a query.</summary>
internal sealed class SnowflakeConnector : IConnector, ICostEstimator
{
    private readonly SnowflakeCredential credential;
    private readonly SecondaryRoles secondaryRoles;
    private readonly StatementGuard guard;
    private readonly QueryTools queries;
    private readonly ResultCache cache;
    private readonly CatalogTools catalog;
    private readonly DescribeTool describe;
    private readonly ExplainTool explain;
    private readonly CatalogSearchTool search;
    private readonly DescribeViewTool views;
    private readonly QueryCosts costs;

    public SnowflakeConnector(HttpClient http, SnowflakeSettings settings, SemanticCatalog semantic, TimeProvider time)
    {
        credential = SnowflakeCredential.Create(settings, time);
        var api = new SnowflakeApi(http, settings, credential, time);
        var runner = new StatementRunner(api, settings, time);
        secondaryRoles = new SecondaryRoles(runner, settings, time);
        var columns = new TableColumns(new ColumnLookup(runner, secondaryRoles).ColumnsAsync, time);
        guard = new StatementGuard(SqlDialect.Snowflake, settings.Database, settings.Schema, SnowflakeStatements.Functions, columns, time);
        queries = new QueryTools(new SnowflakeWarehouse(api, runner, settings), time);
        cache = new ResultCache(SqlDialect.Snowflake, time);
        catalog = new CatalogTools(runner, settings, guard);
        describe = new DescribeTool(runner, settings, guard);
        costs = new QueryCosts(runner, secondaryRoles, guard, cache);
        explain = new ExplainTool(runner, guard);
        search = new CatalogSearchTool(semantic, guard, SnowflakeStatements.Functions);
        views = new DescribeViewTool(semantic, describe, settings, guard);
    }

    public string Name => "snowflake";

    public IToolGuard? Guard => guard;

    public async ValueTask<ToolResult> ExecuteAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        invocation = await guard.EnsureAsync(invocation, cancellationToken).ConfigureAwait(false);
        if (invocation.Tool.Action is not ("cancel_query" or "get_query_status" or "catalog_search"))
        {
            await secondaryRoles.EnsureOffAsync(invocation, cancellationToken).ConfigureAwait(false);
        }

        return await (invocation.Tool.Action switch
        {
            "run_query" => cache.RunAsync(invocation, queries.RunAsync, cancellationToken),
            "get_query_status" => queries.StatusAsync(invocation, cancellationToken),
            "cancel_query" => queries.CancelAsync(invocation, cancellationToken),
            "list_databases" => catalog.DatabasesAsync(invocation, cancellationToken),
            "list_schemas" => catalog.SchemasAsync(invocation, cancellationToken),
            "list_tables" => catalog.TablesAsync(invocation, cancellationToken),
            "describe_table" => describe.RunAsync(invocation, cancellationToken),
            "describe_view" => views.RunAsync(invocation, cancellationToken),
            "catalog_search" => Task.FromResult(search.Run(invocation)),
            "explain_query" => explain.RunAsync(invocation, cancellationToken),
            _ => throw new ConnectorException(ConnectorFailure.Configuration, "The Snowflake connector has no such tool.",
                "Ask an operator to compare connectors/snowflake/connector.yaml with this version of the host."),
        }).ConfigureAwait(false);
    }

    public ValueTask<CostEstimate?> EstimateAsync(ToolInvocation invocation, CancellationToken cancellationToken) => costs.EstimateAsync(invocation, cancellationToken);

    public ValueTask DisposeAsync()
    {
        secondaryRoles.Dispose();
        credential.Dispose();
        return ValueTask.CompletedTask;
    }
}
