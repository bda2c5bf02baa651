using CodexMcp.Abstractions;
using CodexMcp.Connectors.HubSpot.Tools;

namespace CodexMcp.Connectors.HubSpot;

/// <summary>What a tool does and to which type of record: <c>search_contacts</c> is <c>search</c> of <c>contacts</c>.</summary>
/// <param name="Operation">What it does; for tools that are not about one type, the tool's own name.</param>
/// <param name="Object">The object type, or null.</param>
internal readonly record struct RecordAction(string Operation, string? Object)
{
    public static RecordAction Of(ToolInvocation invocation)
    {
        var action = invocation.Tool.Action;
        var cut = action.IndexOf('_', StringComparison.Ordinal);
        if (cut > 0 && action[..cut] is "search" or "get" or "create" or "update")
        {
            var rest = action[(cut + 1)..];
            if (RecordType.Find(rest) is { } type)
            {
                return new RecordAction(action[..cut], type.Object);
            }

            if (rest is "record" or "records")
            {
                return new RecordAction(action[..cut], Arguments.Required(invocation, "object"));
            }
        }

        return action switch
        {
            "merge_contacts" or "gdpr_delete_contact" or "enroll_in_sequence" or "list_enrollments" or "get_subscriptions" or "unsubscribe" or "unsubscribe_all" => new(action, "contacts"),
            _ => new(action, Arguments.Text(invocation, "object")),
        };
    }
}
