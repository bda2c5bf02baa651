using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Query;

/// <summary>query: one SELECT, judged and rewritten before anybody is asked for it, so that what is approved is what is sent.</summary>
internal sealed class QueryTool(QueryPages pages) : ISalesforceTool
{
    private const int DefaultRows = 200;

    public async ValueTask<GuardVerdict> CheckAsync(RoleView view, CancellationToken cancellationToken)
    {
        var (soql, notes, _) = await JudgeAsync(view, cancellationToken).ConfigureAwait(false);
        return Rewritten(view.Call, soql, notes);
    }

    public async Task<ToolResult> RunAsync(RoleView view, CancellationToken cancellationToken)
    {
        var (soql, notes, _) = await JudgeAsync(view, cancellationToken).ConfigureAwait(false);
        return await pages.RunAsync(view, soql, Arguments.Flag(view.Call, "include_deleted"), Arguments.Number(view.Call, "max_rows", DefaultRows), notes, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>The call with the judged text in place of the asked one; the values are part of it then.</summary>
    internal static GuardVerdict Rewritten(ToolInvocation invocation, string soql, IReadOnlyList<string> notes)
    {
        if (soql == Arguments.Text(invocation, "soql") && Arguments.Any(invocation, "params").ValueKind == JsonValueKind.Undefined)
        {
            return notes.Count == 0 ? GuardVerdict.Pass : new GuardVerdict { Notes = notes };
        }

        var writer = JsonResult.Begin(out var buffer);
        foreach (var member in invocation.Arguments.EnumerateObject())
        {
            if (member.Name == "soql")
            {
                writer.WriteString("soql", soql);
            }
            else if (member.Name != "params")
            {
                member.WriteTo(writer);
            }
        }

        return GuardVerdict.Rewrite(JsonResult.End(writer, buffer), notes);
    }

    private static ValueTask<CheckedSoql> JudgeAsync(RoleView view, CancellationToken cancellationToken) =>
        view.CheckSoqlAsync(Arguments.Required(view.Call, "soql"), Arguments.Any(view.Call, "params"), view.Call.MaxRows, cancellationToken);
}
