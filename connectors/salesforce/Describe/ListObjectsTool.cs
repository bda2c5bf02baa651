using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Describe;

/// <summary>list_objects: those of the role that the org has.</summary>
internal sealed class ListObjectsTool : ISalesforceTool
{
    public ValueTask<GuardVerdict> CheckAsync(RoleView view, CancellationToken cancellationToken) => ValueTask.FromResult(GuardVerdict.Pass);

    public async Task<ToolResult> RunAsync(RoleView view, CancellationToken cancellationToken)
    {
        var known = await view.Catalog.ObjectsAsync(cancellationToken).ConfigureAwait(false);
        var writer = JsonResult.Begin(out var buffer);
        writer.WriteStartArray("objects");
        foreach (var name in view.Scope.Objects)
        {
            if (!known.ByName.TryGetValue(name, out var found))
            {
                continue;
            }

            writer.WriteStartObject();
            writer.WriteString("name", found.Name);
            writer.WriteString("label", found.Label);
            writer.WriteBoolean("query", found.Queryable);
            writer.WriteBoolean("create", found.Createable);
            writer.WriteBoolean("update", found.Updateable);
            writer.WriteBoolean("delete", found.Deletable);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        return new ToolResult { Structured = JsonResult.End(writer, buffer) };
    }
}
