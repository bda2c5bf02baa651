using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Bulk;

/// <summary>bulk_status and bulk_abort.</summary>
internal sealed class BulkJobTool(BulkRunner runner) : ISalesforceTool
{
    public ValueTask<GuardVerdict> CheckAsync(RoleView view, CancellationToken cancellationToken)
    {
        BulkJob.Read(view.Call);
        return ValueTask.FromResult(GuardVerdict.Pass);
    }

    public Task<ToolResult> RunAsync(RoleView view, CancellationToken cancellationToken)
    {
        var job = BulkJob.Read(view.Call);
        return view.Call.Tool.Action == "bulk_abort" ? runner.StopAsync(view.Call, job, cancellationToken) : runner.WaitAsync(view.Call, job, cancellationToken);
    }
}
