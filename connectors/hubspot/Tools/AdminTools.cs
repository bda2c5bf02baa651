using CodexMcp.Abstractions;
using CodexMcp.Connectors.HubSpot.Api;
using CodexMcp.Connectors.HubSpot.Scope;

namespace CodexMcp.Connectors.HubSpot.Tools;

/// <summary>What can't be undone, or changes how the account is built. A role has these only when it names them.</summary>
internal sealed class AdminTools(HubSpotApi api)
{
    public async Task<ToolResult> MergeAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var (kept, gone) = (Arguments.Id(invocation, "id"), Arguments.Id(invocation, "merge_id"));
        if (kept == gone)
        {
            throw HubSpotErrors.Refused("A contact can't be merged into itself.", "Send two ids.");
        }

        var body = WriteBody.Make(writer =>
        {
            writer.WriteString("primaryObjectId", kept);
            writer.WriteString("objectIdToMerge", gone);
        });
        using var answer = await api.SendAsync(Request(invocation, "contacts", "crm/v3/objects/contacts/merge", body), cancellationToken).ConfigureAwait(false);
        // After a merge the record may have a new id.
        return Done("merged", Json.Text(answer.Root, "id") is { } id && Json.IsId(id) ? id : kept);
    }

    public async Task<ToolResult> ForgetAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var id = Arguments.Id(invocation, "id");
        using var answer = await api.SendAsync(Request(invocation, "contacts", "crm/v3/objects/contacts/gdpr-delete", WriteBody.Make(writer => writer.WriteString("objectId", id))), cancellationToken)
            .ConfigureAwait(false);
        return Done("deleted for good", id);
    }

    public async Task<ToolResult> PropertyAsync(ToolInvocation invocation, string type, CancellationToken cancellationToken)
    {
        var name = Arguments.Required(invocation, "name");
        var body = WriteBody.Make(writer =>
        {
            foreach (var (argument, member) in (ReadOnlySpan<(string, string)>)[("name", "name"), ("label", "label"), ("type", "type"), ("field_type", "fieldType"), ("group", "groupName"), ("description", "description")])
            {
                if (Arguments.Text(invocation, argument) is { } value)
                {
                    writer.WriteString(member, value);
                }
            }

            if (Arguments.Flag(invocation, "unique"))
            {
                writer.WriteBoolean("hasUniqueValue", true);
            }
        });
        using var answer = await api.SendAsync(Request(invocation, type, $"crm/v3/properties/{Uri.EscapeDataString(type)}", body), cancellationToken).ConfigureAwait(false);
        return Done("created", name);
    }

    private static HubSpotRequest Request(ToolInvocation invocation, string type, string path, byte[] body) =>
        HubSpotRequest.Post(path, body) with { MustNotRepeat = true, View = new ErrorView(RoleScope.Read(invocation.Scope), type) };

    private static ToolResult Done(string status, string id) => JsonResult.Of(writer =>
    {
        writer.WriteString("status", status);
        writer.WriteString("id", id);
    });
}
