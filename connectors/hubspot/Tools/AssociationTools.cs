using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HubSpot.Api;

namespace CodexMcp.Connectors.HubSpot.Tools;

/// <summary>Reads, makes and removes links between records.</summary>
internal sealed class AssociationTools(HubSpotApi api, AssociationTypes types)
{
    public async Task<ToolResult> ListAsync(ToolInvocation invocation, string type, CancellationToken cancellationToken)
    {
        var token = PageToken.Read(invocation);
        var limit = Math.Clamp(Arguments.Number(invocation, "limit", 100), 1, 500);
        var path = $"crm/v4/objects/{Uri.EscapeDataString(type)}/{Arguments.Id(invocation, "id")}/associations/{Uri.EscapeDataString(Arguments.Required(invocation, "to_object"))}?limit={limit}"
            + (token.After.Length > 0 ? $"&after={Uri.EscapeDataString(token.After)}" : "");
        using var answer = await api.SendAsync(HubSpotRequest.Get(path), cancellationToken).ConfigureAwait(false);
        return Page.Write(token, "associations", [.. answer.Results.EnumerateArray()], answer.After, Write);
    }

    public async Task<ToolResult> LabelsAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var labels = await types.LabelsAsync(Arguments.Required(invocation, "from_object"), Arguments.Required(invocation, "to_object"), cancellationToken).ConfigureAwait(false);
        return JsonResult.Of(writer =>
        {
            writer.WriteStartArray("labels");
            foreach (var (type, label) in labels.Take(200))
            {
                writer.WriteStartObject();
                writer.WriteString("label", label is null ? null : VendorText.Clean(label, 100));
                writer.WriteString("category", type.Category);
                writer.WriteNumber("type_id", type.Id);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        });
    }

    public async Task<ToolResult> AssociateAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var (from, fromId, to, toId) = Ends(invocation);
        HubSpotRequest request;
        if (Arguments.Text(invocation, "label") is { } label)
        {
            var type = await types.FindAsync(from, to, label, [], cancellationToken).ConfigureAwait(false);
            using var body = new MemoryStream();
            using (var writer = new Utf8JsonWriter(body))
            {
                writer.WriteStartArray();
                type.Write(writer);
                writer.WriteEndArray();
            }

            request = new HubSpotRequest(HttpMethod.Put, $"crm/v4/objects/{Uri.EscapeDataString(from)}/{fromId}/associations/{Uri.EscapeDataString(to)}/{toId}") { Body = body.ToArray() };
        }
        else
        {
            request = new HubSpotRequest(HttpMethod.Put, $"crm/v4/objects/{Uri.EscapeDataString(from)}/{fromId}/associations/default/{Uri.EscapeDataString(to)}/{toId}");
        }

        using var answer = await api.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return Linked("linked", from, fromId, to, toId);
    }

    public async Task<ToolResult> RemoveAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var (from, fromId, to, toId) = Ends(invocation);
        var path = $"crm/v4/objects/{Uri.EscapeDataString(from)}/{fromId}/associations/{Uri.EscapeDataString(to)}/{toId}";
        using var answer = await api.SendAsync(new HubSpotRequest(HttpMethod.Delete, path), cancellationToken).ConfigureAwait(false);
        return Linked("removed", from, fromId, to, toId);
    }

    private static (string From, string FromId, string To, string ToId) Ends(ToolInvocation invocation) =>
        (Arguments.Required(invocation, "from_object"), Arguments.Id(invocation, "from_id"), Arguments.Required(invocation, "to_object"), Arguments.Id(invocation, "to_id"));

    private static ToolResult Linked(string status, string from, string fromId, string to, string toId) => JsonResult.Of(writer =>
    {
        writer.WriteString("status", status);
        writer.WriteString("from", $"{from}/{fromId}");
        writer.WriteString("to", $"{to}/{toId}");
    });

    private static void Write(Utf8JsonWriter writer, JsonElement item)
    {
        writer.WriteStartObject();
        // Older answers have a number here.
        writer.WriteString("id", Json.Text(item, "toObjectId") is { } id && Json.IsId(id) ? id : throw HubSpotErrors.BadAnswer("a link leads to no record"));
        var labels = Json.Items(Json.Member(item, "associationTypes")).Select(static type => Json.Text(type, "label")).OfType<string>().ToList();
        if (labels.Count > 0)
        {
            writer.WriteStartArray("labels");
            foreach (var label in labels.Take(20))
            {
                writer.WriteStringValue(VendorText.Clean(label, 100));
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
