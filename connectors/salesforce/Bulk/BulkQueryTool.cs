using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Api;
using CodexMcp.Connectors.Salesforce.Query;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Bulk;

/// <summary>bulk_query: the same judged SOQL as query, as a job.</summary>
internal sealed class BulkQueryTool(BulkRunner runner) : ISalesforceTool
{
    public async ValueTask<GuardVerdict> CheckAsync(RoleView view, CancellationToken cancellationToken)
    {
        var (soql, notes, _) = await JudgeAsync(view, cancellationToken).ConfigureAwait(false);
        return QueryTool.Rewritten(view.Call, soql, notes);
    }

    public async Task<ToolResult> RunAsync(RoleView view, CancellationToken cancellationToken)
    {
        var (soql, _, from) = await JudgeAsync(view, cancellationToken).ConfigureAwait(false);
        var id = await runner.CreateAsync("jobs/query", Body(soql), cancellationToken).ConfigureAwait(false);
        return await runner.WaitAsync(view.Call, new BulkJob(true, id, from, "query"), cancellationToken).ConfigureAwait(false);
    }

    private static ValueTask<CheckedSoql> JudgeAsync(RoleView view, CancellationToken cancellationToken) =>
        view.CheckSoqlAsync(Arguments.Required(view.Call, "soql"), Arguments.Any(view.Call, "params"), view.Call.MaxRows, cancellationToken);

    private static byte[] Body(string soql) => ApiCall.Json(writer =>
    {
        writer.WriteString("operation", "query");
        writer.WriteString("query", soql);
    });
}
