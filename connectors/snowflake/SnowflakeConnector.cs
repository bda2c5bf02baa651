using CodexMcp.Abstractions;
using CodexMcp.Connectors.Snowflake.Api;
using CodexMcp.Connectors.Snowflake.Auth;
using CodexMcp.Connectors.Snowflake.Guard;
using CodexMcp.Connectors.Snowflake.Tools;

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
        return new SnowflakeConnector(context.Http, SnowflakeSettings.Read(context.Settings, context.Environment), context.Time);
    }
}

/// <summary>Snowflake over its SQL API v2: eight tools, all of which read, but for the one that stops a query.</summary>
internal sealed class SnowflakeConnector : IConnector
{
    private readonly SnowflakeCredential credential;
    private readonly SecondaryRoles secondaryRoles;
    private readonly SnowflakeGuard guard;
    private readonly QueryTools queries;
    private readonly CatalogTools catalog;
    private readonly DescribeTool describe;
    private readonly ExplainTool explain;

    public SnowflakeConnector(HttpClient http, SnowflakeSettings settings, TimeProvider time)
    {
        credential = SnowflakeCredential.Create(settings, time);
        var api = new SnowflakeApi(http, settings, credential, time);
        var runner = new StatementRunner(api, settings, time);
        secondaryRoles = new SecondaryRoles(runner, settings, time);
        guard = new SnowflakeGuard(settings, new TableColumns(runner, secondaryRoles, time));
        queries = new QueryTools(api, runner, time);
        catalog = new CatalogTools(runner, settings, guard);
        describe = new DescribeTool(runner, settings, guard);
        explain = new ExplainTool(runner);
    }

    public string Name => "snowflake";

    public IToolGuard? Guard => guard;

    public async ValueTask<ToolResult> ExecuteAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        // The pipeline has asked the guard before, and the statement is rewritten already; a host that forgot to is caught here, before
        // anything is sent.
        if (await guard.JudgeAsync(invocation, cancellationToken).ConfigureAwait(false) is { } judged)
        {
            if (judged.Problem is { } problem)
            {
                throw new ConnectorException(ConnectorFailure.Refused, $"The statement is refused. {problem}", problem.Next);
            }

            if (SnowflakeGuard.WithStatement(invocation.Arguments, judged.Text) is { } arguments)
            {
                invocation = invocation with { Arguments = arguments, Notes = judged.Notes };
            }
        }

        if (invocation.Tool.Action is not ("cancel_query" or "get_query_status"))
        {
            await secondaryRoles.EnsureOffAsync(invocation, cancellationToken).ConfigureAwait(false);
        }

        return await (invocation.Tool.Action switch
        {
            "run_query" => queries.RunAsync(invocation, cancellationToken),
            "get_query_status" => queries.StatusAsync(invocation, cancellationToken),
            "cancel_query" => queries.CancelAsync(invocation, cancellationToken),
            "list_databases" => catalog.DatabasesAsync(invocation, cancellationToken),
            "list_schemas" => catalog.SchemasAsync(invocation, cancellationToken),
            "list_tables" => catalog.TablesAsync(invocation, cancellationToken),
            "describe_table" => describe.RunAsync(invocation, cancellationToken),
            "explain_query" => explain.RunAsync(invocation, cancellationToken),
            _ => throw new ConnectorException(ConnectorFailure.Configuration, "The Snowflake connector has no such tool.",
                "Ask an operator to compare connectors/snowflake/connector.yaml with this version of the host."),
        }).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync()
    {
        secondaryRoles.Dispose();
        credential.Dispose();
        return ValueTask.CompletedTask;
    }
}
