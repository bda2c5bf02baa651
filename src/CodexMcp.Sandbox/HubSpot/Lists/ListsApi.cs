using System.Text.Json;

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>Lists and who is on them: <c>/crm/v3/lists</c>.</summary>
internal sealed class ListsApi(CrmStore store, ListBook lists) : IHubSpotApi
{
    private const int MostMembers = 250;
    private const int MostFound = 500;
    private const int MostChanges = 100_000;

    /// <inheritdoc/>
    public SimulatorResponse? Answer(HubSpotCall call)
    {
        if (call.Path is not ["crm", "v3", "lists", .. var rest])
        {
            return null;
        }

        var reads = call.Method == "GET" || rest is ["search"];
        call.Require(reads ? ["crm.lists.read"] : ["crm.lists.write"]);
        return (call.Method, rest) switch
        {
            ("POST", ["search"]) => Search(call),
            ("POST", []) => Create(call),
            ("GET", ["records", var type, var id, "memberships"]) => OfRecord(ObjectType.Parse(type), id),
            ("GET", ["object-type-id", var type, "name", var name]) => Show(lists.All.FirstOrDefault(list =>
                list.Type == ObjectType.Parse(type) && list.Name == name) ?? throw HubSpotError.NotFound($"List does not exist with name {name}")),
            ("GET", [var id]) => Show(lists.Get(id)),
            ("DELETE", [var id]) => Remove(id),
            ("PUT", [var id, "update-list-name"]) => Rename(call, lists.Get(id)),
            ("GET", [var id, "memberships"]) => Members(call, lists.Get(id)),
            ("PUT", [var id, "memberships", "add"]) => Change(call, lists.Get(id), JsonBody.Ids(call.Body, ""), []),
            ("PUT", [var id, "memberships", "remove"]) => Change(call, lists.Get(id), [], JsonBody.Ids(call.Body, "")),
            ("PUT", [var id, "memberships", "add-and-remove"]) => Change(call, lists.Get(id), Sent(call, "recordIdsToAdd"), Sent(call, "recordIdsToRemove")),
            ("DELETE", [var id, "memberships"]) => Empty(lists.Get(id)),
            _ => null,
        };
    }

    private static IReadOnlyList<string> Sent(HubSpotCall call, string name) => call.Object.TryGetProperty(name, out var ids) ? JsonBody.Ids(ids, name) : [];

    private SimulatorResponse Search(HubSpotCall call)
    {
        var (count, offset) = (JsonBody.Number(call.Object, "count", 20, MostFound), JsonBody.Number(call.Object, "offset", 0, int.MaxValue));
        var query = JsonBody.Text(call.Object, "query") ?? "";
        var (ids, kinds, more) = (Sent(call, "listIds"), Sent(call, "processingTypes"), Sent(call, "additionalProperties"));
        var type = JsonBody.Text(call.Object, "objectTypeId") is { } asked ? ObjectType.Parse(asked) : null;
        var found = lists.All.Where(list => list.Name.Contains(query, StringComparison.OrdinalIgnoreCase)
            && (ids.Count == 0 || ids.Contains(list.Id)) && (kinds.Count == 0 || kinds.Contains(list.Processing)) && (type is null || list.Type == type)).ToList();
        return HubSpotReply.Json(200, writer =>
        {
            writer.WriteNumber("offset"u8, Math.Min(found.Count, offset + count));
            writer.WriteBoolean("hasMore"u8, offset + (long)count < found.Count);
            writer.WriteStartArray("lists"u8);
            foreach (var list in found.Skip(offset).Take(count))
            {
                writer.WriteStartObject();
                Write(writer, list);
                writer.WriteStartObject("additionalProperties"u8);
                foreach (var name in more)
                {
                    writer.WriteString(name, name switch { "hs_list_size" => $"{list.Members(store).Count()}", "hs_list_reference_count" => "0", _ => null });
                }

                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteNumber("total"u8, found.Count);
        });
    }

    private SimulatorResponse Create(HubSpotCall call)
    {
        var (name, type, processing) = (JsonBody.Required(call.Object, "name"), ObjectType.Parse(JsonBody.Required(call.Object, "objectTypeId")), JsonBody.Required(call.Object, "processingType"));
        if (processing is not ("MANUAL" or "SNAPSHOT"))
        {
            throw HubSpotError.Invalid($"This account makes lists of the processingType MANUAL or SNAPSHOT, not {processing}");
        }

        return lists.All.Any(list => list.Type == type && list.Name == name)
            ? throw new HubSpotError(400, "VALIDATION_ERROR", $"A list with the name '{name}' already exists.") { SubCategory = "ILS.DUPLICATE_LIST_NAMES" }
            : Show(lists.Add(name, type, processing, call.Now));
    }

    private SimulatorResponse Show(CrmList list) => HubSpotReply.Json(200, writer =>
    {
        writer.WriteStartObject("list"u8);
        Write(writer, list);
        writer.WriteNumber("size"u8, list.Members(store).Count());
        writer.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter writer, CrmList list)
    {
        writer.WriteString("listId"u8, list.Id);
        writer.WriteNumber("listVersion"u8, 1);
        writer.WriteString("createdAt"u8, HubSpotTime.Text(list.CreatedAt));
        writer.WriteString("updatedAt"u8, HubSpotTime.Text(list.CreatedAt));
        writer.WriteString("processingStatus"u8, "COMPLETE"u8);
        writer.WriteString("processingType"u8, list.Processing);
        writer.WriteString("objectTypeId"u8, list.Type.TypeId);
        writer.WriteString("name"u8, list.Name);
    }

    private SimulatorResponse Remove(string id)
    {
        lists.Remove(lists.Get(id));
        return HubSpotReply.Empty(204);
    }

    private SimulatorResponse Rename(HubSpotCall call, CrmList list)
    {
        list.Name = call.Query("listName") is { Length: > 0 } name ? name : throw HubSpotError.Invalid("Some required fields were not set: [listName]");
        return HubSpotReply.Json(200, writer =>
        {
            writer.WriteStartObject("updatedList"u8);
            Write(writer, list);
            writer.WriteEndObject();
        });
    }

    private SimulatorResponse Members(HubSpotCall call, CrmList list)
    {
        var (limit, after, all) = (call.QueryLimit(100, MostMembers), call.QueryAfter(), list.Members(store).ToList());
        var page = all.Where(member => member.Key > after).Take(limit + 1).ToList();
        var next = page.Count > limit ? $"{page[limit - 1].Key}" : null;
        return HubSpotReply.Page(page.Take(limit), static (writer, member) =>
        {
            writer.WriteStartObject();
            writer.WriteString("recordId"u8, $"{member.Key}");
            writer.WriteString("membershipTimestamp"u8, HubSpotTime.Text(member.Value));
            writer.WriteEndObject();
        }, next, next is null ? null : call.Link(next), writer => writer.WriteNumber("total"u8, all.Count));
    }

    private SimulatorResponse Change(HubSpotCall call, CrmList list, IReadOnlyList<string> add, IReadOnlyList<string> remove)
    {
        if (list.Processing == "DYNAMIC")
        {
            throw new HubSpotError(400, "VALIDATION_ERROR", "Memberships of a DYNAMIC list follow from its filters and can't be changed.") { SubCategory = "ILS.INVALID_LIST_PROCESSING_TYPE" };
        }

        if (add.Count + remove.Count > MostChanges)
        {
            throw HubSpotError.Invalid($"At most {MostChanges} records can be added or removed in one request");
        }

        var missing = new List<string>();
        var added = Known(list, add, missing).Where(id => list.Add(id, call.Now)).ToList();
        var removed = Known(list, remove, missing).Where(list.Remove).ToList();
        return HubSpotReply.Json(200, writer =>
        {
            // The first two are spelt differently on the wire.
            WriteIds(writer, "recordsIdsAdded", added.Select(id => $"{id}"));
            WriteIds(writer, "recordIdsRemoved", removed.Select(id => $"{id}"));
            WriteIds(writer, "recordIdsMissing", missing);
        });
    }

    private List<long> Known(CrmList list, IReadOnlyList<string> ids, List<string> missing)
    {
        var known = new List<long>();
        foreach (var id in ids)
        {
            if (store.Find(list.Type, id) is { ArchivedAt: null } record)
            {
                known.Add(record.Id);
            }
            else
            {
                missing.Add(id);
            }
        }

        return known;
    }

    private SimulatorResponse Empty(CrmList list)
    {
        foreach (var (id, _) in list.Members(store).ToList())
        {
            list.Remove(id);
        }

        return HubSpotReply.Empty(204);
    }

    private SimulatorResponse OfRecord(ObjectType type, string id)
    {
        var record = store.Get(type, id);
        var on = lists.All.Where(list => list.Type == type).SelectMany(list => list.Members(store).Where(member => member.Key == record.Id).Select(member => (List: list, At: member.Value))).ToList();
        return HubSpotReply.Page(on, static (writer, one) =>
        {
            writer.WriteStartObject();
            writer.WriteString("listId"u8, one.List.Id);
            writer.WriteNumber("listVersion"u8, 1);
            writer.WriteString("firstAddedTimestamp"u8, HubSpotTime.Text(one.At));
            writer.WriteString("lastAddedTimestamp"u8, HubSpotTime.Text(one.At));
            writer.WriteEndObject();
        }, before: writer => writer.WriteNumber("total"u8, on.Count));
    }

    private static void WriteIds(Utf8JsonWriter writer, string name, IEnumerable<string> ids)
    {
        writer.WriteStartArray(name);
        foreach (var id in ids)
        {
            writer.WriteStringValue(id);
        }

        writer.WriteEndArray();
    }
}
