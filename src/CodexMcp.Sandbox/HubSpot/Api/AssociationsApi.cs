using System.Text.Json;

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>What one record is associated with: <c>/crm/v4/objects/{type}/{id}/associations/…</c>, and the reads of the third generation.</summary>
internal sealed class AssociationsApi(CrmStore store) : IHubSpotApi
{
    private const int PageSize = 500;

    /// <inheritdoc/>
    public SimulatorResponse? Answer(HubSpotCall call)
    {
        if (call.Path is not ["crm", var version, "objects", var fromName, var id, "associations", .. var rest])
        {
            return null;
        }

        var from = ObjectType.Parse(fromName);
        return (call.Method, version, rest) switch
        {
            ("GET", "v4" or "v3", [var to]) => List(call, from, id, ObjectType.Parse(to), version == "v3"),
            ("PUT", "v4", ["default", var to, var toId]) => PutDefault(call, from, id, ObjectType.Parse(to), toId),
            ("PUT", "v4", [var to, var toId]) => Put(call, from, id, ObjectType.Parse(to), toId),
            ("DELETE", "v4", [var to, var toId]) => Delete(call, from, id, ObjectType.Parse(to), toId),
            ("PUT" or "DELETE", "v3", [var to, var toId, var kind]) => Third(call, from, id, ObjectType.Parse(to), toId, kind),
            _ => null,
        };
    }

    /// <summary>Refuses a token that may not write both kinds of record.</summary>
    internal static void RequireWrite(HubSpotCall call, ObjectType from, ObjectType to)
    {
        call.Require(from.WriteScopes);
        call.Require(to.WriteScopes);
    }

    /// <summary>Writes how a record is associated with another.</summary>
    internal static void WriteLink(Utf8JsonWriter writer, KeyValuePair<long, List<AssociationType>> link)
    {
        writer.WriteStartObject();
        writer.WriteString("toObjectId"u8, $"{link.Key}");
        writer.WriteStartArray("associationTypes"u8);
        foreach (var type in link.Value)
        {
            WriteType(writer, type);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Writes a kind of association.</summary>
    internal static void WriteType(Utf8JsonWriter writer, AssociationType type)
    {
        writer.WriteStartObject();
        writer.WriteString("category"u8, type.Category);
        writer.WriteNumber("typeId"u8, type.Id);
        writer.WriteString("label"u8, type.Label);
        writer.WriteEndObject();
    }

    /// <summary>Writes the members of a pair and its labels, as an answer to a write.</summary>
    internal static void WritePair(Utf8JsonWriter writer, ObjectType from, long id, ObjectType to, long toId, IEnumerable<AssociationType> types)
    {
        writer.WriteString("fromObjectTypeId"u8, from.TypeId);
        writer.WriteString("fromObjectId"u8, $"{id}");
        writer.WriteString("toObjectTypeId"u8, to.TypeId);
        writer.WriteString("toObjectId"u8, $"{toId}");
        writer.WriteStartArray("labels"u8);
        foreach (var type in types.Where(type => type.Label is not null))
        {
            writer.WriteStringValue(type.Label);
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes one direction of an association that was made by default.</summary>
    internal static void WriteDefault(Utf8JsonWriter writer, (long From, AssociationType Type, long To) link)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("from"u8);
        writer.WriteString("id"u8, $"{link.From}");
        writer.WriteEndObject();
        writer.WriteStartObject("to"u8);
        writer.WriteString("id"u8, $"{link.To}");
        writer.WriteEndObject();
        writer.WriteStartObject("associationSpec"u8);
        writer.WriteString("associationCategory"u8, link.Type.Category);
        writer.WriteNumber("associationTypeId"u8, link.Type.Id);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private SimulatorResponse List(HubSpotCall call, ObjectType from, string id, ObjectType to, bool third)
    {
        call.Require(from.ReadScopes);
        call.Require(to.ReadScopes);
        var record = AssociationRequests.Record(store, from, id);
        var (limit, after) = (call.QueryLimit(PageSize, PageSize), call.QueryAfter());
        var page = store.Associations.Of(from, record.Id, to).Where(link => link.Key > after).Take(limit + 1).ToList();
        var next = page.Count > limit ? $"{page[limit - 1].Key}" : null;
        if (!third)
        {
            return HubSpotReply.Page(page.Take(limit), WriteLink, next, next is null ? null : call.Link(next));
        }

        return HubSpotReply.Page(page.Take(limit).SelectMany(link => link.Value.Select(type => (link.Key, type.WireName))), (writer, one) =>
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, $"{one.Key}");
            writer.WriteString("type"u8, one.WireName);
            writer.WriteEndObject();
        }, next, next is null ? null : call.Link(next));
    }

    private SimulatorResponse Put(HubSpotCall call, ObjectType from, string id, ObjectType to, string toId)
    {
        RequireWrite(call, from, to);
        var (record, other) = (AssociationRequests.Record(store, from, id), AssociationRequests.Record(store, to, toId));
        var types = AssociationRequests.Array(call.Body, "").Select(AssociationRequests.Spec).Select(spec => store.Associations.Book.Find(from, to, spec.Category, spec.Id)).ToList();
        if (types.Count == 0)
        {
            throw HubSpotError.Invalid("At least one association type is needed");
        }

        types.ForEach(type => store.Associations.Add(record.Id, type, other.Id));
        return HubSpotReply.Json(201, writer => WritePair(writer, from, record.Id, to, other.Id, types));
    }

    private SimulatorResponse PutDefault(HubSpotCall call, ObjectType from, string id, ObjectType to, string toId)
    {
        RequireWrite(call, from, to);
        var (record, other) = (AssociationRequests.Record(store, from, id), AssociationRequests.Record(store, to, toId));
        var type = store.Associations.Book.Plain(from, to);
        store.Associations.Add(record.Id, type, other.Id);
        return BatchApi.Reply(200, call.Now, [(record.Id, type, other.Id), (other.Id, store.Associations.Book.Inverse(type), record.Id)], WriteDefault, []);
    }

    private SimulatorResponse Delete(HubSpotCall call, ObjectType from, string id, ObjectType to, string toId)
    {
        RequireWrite(call, from, to);
        var (record, other) = (AssociationRequests.Record(store, from, id), AssociationRequests.Record(store, to, toId));
        store.Associations.Clear(from, record.Id, to, other.Id);
        return HubSpotReply.Empty(204);
    }

    /// <summary>The third generation names the kind in the path, by number or by name.</summary>
    private SimulatorResponse Third(HubSpotCall call, ObjectType from, string id, ObjectType to, string toId, string kind)
    {
        RequireWrite(call, from, to);
        var (record, other) = (AssociationRequests.Record(store, from, id), AssociationRequests.Record(store, to, toId));
        var type = store.Associations.Book.Between(from, to).FirstOrDefault(one => $"{one.Id}" == kind || one.WireName == kind)
            ?? throw HubSpotError.Invalid($"{kind} is not an association type from {from.Singular} to {to.Singular}");
        if (call.Method == "DELETE")
        {
            store.Associations.Drop(record.Id, type, other.Id);
            return HubSpotReply.Empty(204);
        }

        store.Associations.Add(record.Id, type, other.Id);
        var view = new RecordView([], [], [to]);
        return ObjectsApi.Show(200, store, record, view);
    }
}
