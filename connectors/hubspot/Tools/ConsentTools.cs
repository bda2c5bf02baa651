using CodexMcp.Abstractions;
using CodexMcp.Connectors.HubSpot.Api;

namespace CodexMcp.Connectors.HubSpot.Tools;

/// <summary>What mail a person has agreed to, and taking an agreement back. Giving one is a person's own doing: there is no tool for it.</summary>
internal sealed class ConsentTools(HubSpotApi api)
{
    public async Task<ToolResult> TypesAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        using var answer = await api.SendAsync(HubSpotRequest.Get("communication-preferences/v3/definitions"), cancellationToken).ConfigureAwait(false);
        return Page.Whole(invocation, "subscription_types", [.. Json.Items(Json.Member(answer.Root, "subscriptionDefinitions"))], static (writer, type) =>
        {
            writer.WriteStartObject();
            CopiedText.Write(writer, type, "id", "id");
            CopiedText.Write(writer, type, "name", "name");
            CopiedText.Write(writer, type, "description", "description", 200);
            CopiedText.Write(writer, type, "isActive", "active");
            writer.WriteEndObject();
        });
    }

    public async Task<ToolResult> StatusAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        using var answer = await api.SendAsync(HubSpotRequest.Get($"communication-preferences/v3/status/email/{Email(invocation)}"), cancellationToken).ConfigureAwait(false);
        return Page.Whole(invocation, "subscriptions", [.. Json.Items(Json.Member(answer.Root, "subscriptionStatuses"))], static (writer, status) =>
        {
            writer.WriteStartObject();
            CopiedText.Write(writer, status, "id", "id");
            CopiedText.Write(writer, status, "name", "name");
            CopiedText.Write(writer, status, "status", "status");
            CopiedText.Write(writer, status, "sourceOfStatus", "source");
            writer.WriteEndObject();
        });
    }

    public async Task<ToolResult> UnsubscribeAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var subscription = Arguments.Id(invocation, "subscription_id");
        var body = WriteBody.Make(writer =>
        {
            writer.WriteString("emailAddress", Arguments.Required(invocation, "email"));
            writer.WriteString("subscriptionId", subscription);
        });
        using var answer = await api.SendAsync(HubSpotRequest.Post("communication-preferences/v3/unsubscribe", body), cancellationToken).ConfigureAwait(false);
        return JsonResult.Of(writer =>
        {
            writer.WriteString("status", "unsubscribed");
            writer.WriteString("subscription_id", subscription);
        });
    }

    /// <summary>unsubscribe_all: off every kind of mail at once, which only the fourth generation can.</summary>
    public async Task<ToolResult> LeaveAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var request = new HubSpotRequest(HttpMethod.Post, $"communication-preferences/v4/statuses/{Email(invocation)}/unsubscribe-all?channel=EMAIL");
        using var answer = await api.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return JsonResult.Of(static writer => writer.WriteString("status", "unsubscribed from all"));
    }

    private static string Email(ToolInvocation invocation) => RecordAddress.Segment(Arguments.Required(invocation, "email"));
}
