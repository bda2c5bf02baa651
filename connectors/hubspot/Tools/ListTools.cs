using System.Globalization;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HubSpot.Api;
using CodexMcp.Connectors.HubSpot.Scope;

namespace CodexMcp.Connectors.HubSpot.Tools;

/// <summary>Lists of records and who is on them. A list of an object type that the role has not does not exist for it.</summary>
internal sealed class ListTools(HubSpotApi api)
{
    public async Task<ToolResult> SearchAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var scope = RoleScope.Read(invocation.Scope);
        var token = PageToken.Read(invocation);
        var count = Math.Clamp(Arguments.Number(invocation, "limit", 50), 1, 250);
        var wanted = Arguments.Text(invocation, "object");
        var body = WriteBody.Make(writer =>
        {
            writer.WriteString("query", Arguments.Text(invocation, "query") ?? "");
            writer.WriteNumber("count", count);
            writer.WriteNumber("offset", int.TryParse(token.After, NumberStyles.None, CultureInfo.InvariantCulture, out var offset) ? offset : 0);
            writer.WriteStartArray("additionalProperties");
            writer.WriteStringValue("hs_list_size");
            writer.WriteEndArray();
        });
        using var answer = await api.SendAsync(HubSpotRequest.Post("crm/v3/lists/search", body), cancellationToken).ConfigureAwait(false);
        var lists = Json.Items(Json.Member(answer.Root, "lists"))
            .Where(list => Type(list) is { } type && scope.Has(type) && (wanted is null || type == wanted)).ToList();
        var after = Json.IsTrue(answer.Root, "hasMore") && Json.Number(answer.Root, "offset") is { } next && next > (Json.Number(answer.Root, "previousOffset") ?? -1)
            ? next.ToString(CultureInfo.InvariantCulture)
            : null;
        return Page.Write(token, "lists", lists, after == token.After ? null : after, Write);
    }

    public async Task<ToolResult> MembershipsAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var id = await RequireAsync(invocation, cancellationToken).ConfigureAwait(false);
        var token = PageToken.Read(invocation);
        var path = $"crm/v3/lists/{id}/memberships?limit={Math.Clamp(Arguments.Number(invocation, "limit", 100), 1, 250)}"
            + (token.After.Length > 0 ? $"&after={Uri.EscapeDataString(token.After)}" : "");
        using var answer = await api.SendAsync(HubSpotRequest.Get(path), cancellationToken).ConfigureAwait(false);
        return Page.Write(token, "records", [.. answer.Results.EnumerateArray()], answer.After, static (writer, member) =>
        {
            writer.WriteStartObject();
            CopiedText.Write(writer, member, "recordId", "id");
            CopiedText.Write(writer, member, "membershipTimestamp", "added_at");
            writer.WriteEndObject();
        });
    }

    /// <summary>add_to_list and remove_from_list: a repeat changes nothing more.</summary>
    public async Task<ToolResult> ChangeAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var add = invocation.Tool.Action == "add_to_list";
        var id = await RequireAsync(invocation, cancellationToken).ConfigureAwait(false);
        var ids = Arguments.Texts(invocation, "ids") ?? [];
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartArray();
            foreach (var record in ids)
            {
                writer.WriteStringValue(Json.IsId(record) ? record : throw HubSpotErrors.Refused("One of the ids is none.", "Send the ids as another HubSpot tool gave them."));
            }

            writer.WriteEndArray();
        }

        var request = new HubSpotRequest(HttpMethod.Put, $"crm/v3/lists/{id}/memberships/{(add ? "add" : "remove")}") { Body = body.ToArray() };
        using var answer = await api.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var root = answer.Root;
        return JsonResult.Of(writer =>
        {
            writer.WriteString("list_id", id);
            // HubSpot has spelt the members in two ways.
            Ids(writer, add ? "added" : "removed", Either(root, add ? "recordIdsAdded" : "recordIdsRemoved", add ? "recordsIdsAdded" : "recordsIdsRemoved"));
            Ids(writer, "missing", Either(root, "recordIdsMissing", "recordsIdsMissing"));
        });
    }

    public async Task<ToolResult> CreateAsync(ToolInvocation invocation, string type, CancellationToken cancellationToken)
    {
        var body = WriteBody.Make(writer =>
        {
            writer.WriteString("name", Arguments.Required(invocation, "name"));
            writer.WriteString("objectTypeId", RecordType.Find(type)?.TypeId ?? type);
            writer.WriteString("processingType", "MANUAL");
        });
        using var answer = await api.SendAsync(HubSpotRequest.Post("crm/v3/lists", body) with { MustNotRepeat = true }, cancellationToken).ConfigureAwait(false);
        var list = Json.Member(answer.Root, "list");
        return JsonResult.Of(writer =>
        {
            writer.WriteString("status", "created");
            CopiedText.Write(writer, list, "listId", "list_id");
            CopiedText.Write(writer, list, "name", "name");
        });
    }

    public async Task<ToolResult> DeleteAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var id = await RequireAsync(invocation, cancellationToken).ConfigureAwait(false);
        using var answer = await api.SendAsync(new HubSpotRequest(HttpMethod.Delete, $"crm/v3/lists/{id}"), cancellationToken).ConfigureAwait(false);
        return JsonResult.Of(writer =>
        {
            writer.WriteString("status", "deleted");
            writer.WriteString("list_id", id);
        });
    }

    /// <summary>The call's list, when it is of an object type that the role has.</summary>
    private async Task<string> RequireAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var id = Arguments.Id(invocation, "list_id");
        using var answer = await api.SendAsync(HubSpotRequest.Get($"crm/v3/lists/{id}"), cancellationToken).ConfigureAwait(false);
        return Type(Json.Member(answer.Root, "list")) is { } type && RoleScope.Read(invocation.Scope).Has(type) ? id : throw HubSpotErrors.Missing();
    }

    private static string? Type(JsonElement list) => Json.Text(list, "objectTypeId") is { } id ? RecordType.OfTypeId(id) : null;

    private static void Write(Utf8JsonWriter writer, JsonElement list)
    {
        writer.WriteStartObject();
        CopiedText.Write(writer, list, "listId", "id");
        CopiedText.Write(writer, list, "name", "name");
        writer.WriteString("object", VendorText.Clean(Type(list), 80));
        CopiedText.Write(writer, list, "processingType", "kind");
        CopiedText.Write(writer, Json.Member(list, "additionalProperties"), "hs_list_size", "size");
        writer.WriteEndObject();
    }

    private static JsonElement Either(JsonElement root, string name, string older) => Json.Member(root, name) is { ValueKind: JsonValueKind.Array } ids ? ids : Json.Member(root, older);

    private static void Ids(Utf8JsonWriter writer, string name, JsonElement ids)
    {
        writer.WriteStartArray(name);
        foreach (var id in Json.Items(ids).Select(Json.Text).Where(Json.IsId).Take(500))
        {
            writer.WriteStringValue(id);
        }

        writer.WriteEndArray();
    }
}
