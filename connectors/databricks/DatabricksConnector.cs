using CodexMcp.Abstractions;
using CodexMcp.Connectors.Databricks.Api;
using CodexMcp.Connectors.Databricks.Auth;
using CodexMcp.Connectors.Databricks.Catalog;
using CodexMcp.Connectors.Databricks.Genie;
using CodexMcp.Connectors.Databricks.Guard;
using CodexMcp.Connectors.Databricks.Tools;
using CodexMcp.Connectors.Sql;
using CodexMcp.Connectors.Sql.Warehouse;

namespace CodexMcp.Connectors.Databricks;

/// <summary>Makes the Databricks connector.</summary>
public sealed class DatabricksConnectorFactory : IConnectorFactory
{
    /// <inheritdoc/>
    public string Name => "databricks";

    /// <inheritdoc/>
    /// <exception cref="ConnectorException">A setting is missing or wrong.</exception>
    public IConnector Create(ConnectorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new DatabricksConnector(context.Http, DatabricksSettings.Read(context.Settings, context.Environment), context.Time);
    }
}

/// <summary>Databricks: SQL statements, Unity Catalog and Genie. Every tool reads, but for the one that stops a query.</summary>
internal sealed class DatabricksConnector : IConnector, ICostEstimator
{
    private readonly StatementGuard guard;
    private readonly QueryTools queries;
    private readonly ResultCache cache;
    private readonly CatalogTools catalog;
    private readonly ExplainTool explain;
    private readonly WarehouseTool warehouses;
    private readonly GenieTools genie;

    public DatabricksConnector(HttpClient http, DatabricksSettings settings, TimeProvider time)
    {
        var api = new DatabricksApi(http, settings, DatabricksCredential.Create(http, settings, time), time);
        var unity = new UnityCatalog(api);
        var runner = new StatementRunner(api, settings, time);
        guard = new StatementGuard(SqlDialect.Databricks, settings.Catalog, settings.Schema, DatabricksStatements.Functions, new TableColumns(unity.ColumnsAsync, time), time);
        queries = new QueryTools(runner, time);
        cache = new ResultCache(SqlDialect.Databricks, time);
        catalog = new CatalogTools(unity, settings, guard);
        explain = new ExplainTool(runner, guard);
        warehouses = new WarehouseTool(api, settings);
        genie = new GenieTools(new GenieApi(api), new GenieJudge(guard), new GenieConversations(), time);
    }

    public string Name => "databricks";

    public IToolGuard? Guard => guard;

    public async ValueTask<CostEstimate?> EstimateAsync(ToolInvocation invocation, CancellationToken cancellationToken) =>
        // Rows that are kept, or there already as a later page, cost nothing, and what only reads the catalog is not worth a look.
        invocation.Tool.Action == "run_query" && Arguments.Text(invocation, "continuation") is null && IsQuery(invocation) && !cache.Promises(invocation)
            ? await explain.EstimateAsync(invocation, cancellationToken).ConfigureAwait(false)
            : null;

    public async ValueTask<ToolResult> ExecuteAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        invocation = await guard.EnsureAsync(invocation, cancellationToken).ConfigureAwait(false);
        return await (invocation.Tool.Action switch
        {
            "run_query" => cache.RunAsync(invocation, queries.RunAsync, cancellationToken),
            "get_query_status" => queries.StatusAsync(invocation, cancellationToken),
            "cancel_query" => queries.CancelAsync(invocation, cancellationToken),
            "explain_query" => explain.RunAsync(invocation, cancellationToken),
            "list_warehouses" => warehouses.ListAsync(invocation, cancellationToken),
            "list_catalogs" => catalog.CatalogsAsync(invocation, cancellationToken),
            "list_schemas" => catalog.SchemasAsync(invocation, cancellationToken),
            "list_tables" => catalog.TablesAsync(invocation, cancellationToken),
            "describe_table" => catalog.DescribeAsync(invocation, cancellationToken),
            "list_genie_spaces" => genie.SpacesAsync(invocation, cancellationToken),
            "genie_ask" => genie.AskAsync(invocation, cancellationToken),
            "genie_result" => genie.ResultAsync(invocation, cancellationToken),
            _ => throw new ConnectorException(ConnectorFailure.Configuration, "The Databricks connector has no such tool.",
                "Ask an operator to compare connectors/databricks/connector.yaml with this version of the host."),
        }).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static bool IsQuery(ToolInvocation invocation) =>
        SqlReader.Read(Arguments.Required(invocation, "statement"), SqlDialect.Databricks).Kind == SqlStatementKind.Select;
}
