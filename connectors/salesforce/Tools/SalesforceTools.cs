using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Runtime.InteropServices;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Api;
using CodexMcp.Connectors.Salesforce.Bulk;
using CodexMcp.Connectors.Salesforce.Describe;
using CodexMcp.Connectors.Salesforce.Files;
using CodexMcp.Connectors.Salesforce.Org;
using CodexMcp.Connectors.Salesforce.Query;
using CodexMcp.Connectors.Salesforce.Records;
using CodexMcp.Connectors.Salesforce.Scope;

namespace CodexMcp.Connectors.Salesforce.Tools;

/// <summary>The tools by action, and the way that each call takes to one: the role's scope first, and the vendor's errors in words at the end.</summary>
internal sealed class SalesforceTools
{
    private readonly ObjectCatalog catalog;
    private readonly FrozenDictionary<string, ISalesforceTool> tools;
    private readonly ConcurrentDictionary<string, RoleScope> scopes = new(StringComparer.Ordinal);
    private readonly JudgedQueries judged = new();

    public SalesforceTools(SalesforceApi api, SalesforceSettings settings, TimeProvider time)
    {
        catalog = new ObjectCatalog(api, settings, time);
        var lookup = new RecordLookup(api);
        var stages = new StageRule(lookup);
        var links = new LinkRule(lookup);
        var runner = new BulkRunner(api, time);
        var get = new GetTool(api);
        var update = new UpdateTool(api, lookup, stages, links, settings);
        var changes = new ChangesTool(api, lookup, time);
        var ingest = new BulkIngestTool(runner, lookup, links, settings);
        var job = new BulkJobTool(runner);
        tools = new Dictionary<string, ISalesforceTool>(StringComparer.Ordinal)
        {
            ["query"] = new QueryTool(new QueryPages(api)),
            ["search"] = new SearchTool(api, lookup),
            ["list_objects"] = new ListObjectsTool(),
            ["describe_object"] = new DescribeTool(api),
            ["get_record"] = get,
            ["get_records"] = get,
            ["create_record"] = new CreateTool(api, lookup, links, settings, time),
            ["update_record"] = update,
            ["upsert_record"] = new UpsertTool(api, lookup, stages, links, settings),
            ["delete_record"] = new DeleteTool(api, lookup),
            ["create_task"] = new CreateTool(api, lookup, links, settings, time, new TaskPlan(links, settings, time, note: false)),
            ["log_note"] = new CreateTool(api, lookup, links, settings, time, new TaskPlan(links, settings, time, note: true)),
            ["update_opportunity"] = update,
            ["composite_write"] = new CompositeTool(api, lookup, new CompositePlan(lookup, stages, links, settings), time),
            ["get_limits"] = new LimitsTool(api),
            ["get_updated"] = changes,
            ["get_deleted"] = changes,
            ["list_recent"] = new RecentTool(api, lookup),
            ["get_user_info"] = new UserInfoTool(api),
            ["get_file"] = new FileTool(api, lookup, settings),
            ["bulk_query"] = new BulkQueryTool(runner),
            ["bulk_ingest"] = ingest,
            ["bulk_delete"] = ingest,
            ["bulk_status"] = job,
            ["bulk_results"] = new BulkResultsTool(api, runner),
            ["bulk_abort"] = job,
        }.ToFrozenDictionary(StringComparer.Ordinal);
        Changes = new RecordChanges(lookup, (UpdateTool)tools["update_record"], (UpsertTool)tools["upsert_record"], (DeleteTool)tools["delete_record"]);
    }

    private RecordChanges Changes { get; }

    public ValueTask<GuardVerdict> JudgeAsync(ToolInvocation invocation, CancellationToken cancellationToken) =>
        WithAsync(invocation, static (tool, view, cancellation) => tool.CheckAsync(view, cancellation), cancellationToken);

    public ValueTask<ToolResult> RunAsync(ToolInvocation invocation, CancellationToken cancellationToken) =>
        WithAsync(invocation, static (tool, view, cancellation) => new ValueTask<ToolResult>(tool.RunAsync(view, cancellation)), cancellationToken);

    public ValueTask<WriteFate> FindAsync(ToolInvocation invocation, string lostCallId, CancellationToken cancellationToken) =>
        WithAsync(invocation, (tool, view, cancellation) => tool is IRecoverable recoverable ? recoverable.FindAsync(view, lostCallId, cancellation) : new(WriteFate.Unknown), cancellationToken);

    public ValueTask<RecordChange?> ReadAsync(ToolInvocation invocation, CancellationToken cancellationToken) =>
        WithAsync(invocation, (_, view, cancellation) => Changes.ReadAsync(view, cancellation), cancellationToken);

    private async ValueTask<T> WithAsync<T>(ToolInvocation invocation, Func<ISalesforceTool, RoleView, CancellationToken, ValueTask<T>> run, CancellationToken cancellationToken)
    {
        if (!tools.TryGetValue(invocation.Tool.Action, out var tool))
        {
            throw new ConnectorException(ConnectorFailure.Configuration, "The Salesforce connector has no such tool.",
                "Ask an operator to compare connectors/salesforce/connector.yaml with this version of the host.");
        }

        var view = View(invocation);
        try
        {
            return await run(tool, view, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException exception)
        {
            throw SalesforceErrors.From(exception, view.MayShow);
        }
    }

    /// <summary>The role's scope is read once for as long as it stays as it is written.</summary>
    private RoleView View(ToolInvocation invocation)
    {
        var written = invocation.Scope is { ValueKind: System.Text.Json.JsonValueKind.Object } scope ? JsonMarshal.GetRawUtf8Value(scope) : default;
        if (!scopes.TryGetValue(invocation.Role, out var known) || !written.SequenceEqual(known.Written))
        {
            known = new RoleScope(written.ToArray(), SalesforceScope.Parse(invocation.Scope), StageMoves.Read(invocation.Scope), CallHash.OfScope(invocation));
            scopes[invocation.Role] = known;
        }

        return new RoleView(invocation, known, catalog, judged);
    }
}
