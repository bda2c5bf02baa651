using System.Text.Json;

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>Single records and lists of them: <c>/crm/v3/objects/{type}</c>.</summary>
internal sealed class ObjectsApi(CrmStore store) : IHubSpotApi
{
    /// <inheritdoc/>
    public SimulatorResponse? Answer(HubSpotCall call)
    {
        if (call.Path is not ["crm", "v3", "objects", var name, .. var rest] || rest is ["batch" or "search", ..] || rest.Length > 1)
        {
            return null;
        }

        var type = ObjectType.Parse(name);
        switch (call.Method, rest)
        {
            case ("GET", []):
                call.Require(type.ReadScopes);
                return List(call, type);
            case ("POST", []):
                call.Require(type.WriteScopes);
                return Show(201, Create(call.Object, type, call.Now), RecordView.Of(call) with { Properties = WrittenNames(call.Object) });
            case ("POST", ["merge"]):
                call.Require(type.WriteScopes);
                return Merge(call, type);
            case ("POST", ["gdpr-delete"]):
                call.Require(type.WriteScopes);
                return Erase(call, type);
            case ("GET", [var id]):
                call.Require(type.ReadScopes);
                return Show(200, store.Get(type, id, call.Query("idProperty"), call.QueryFlag("archived")), RecordView.Of(call));
            case ("PATCH", [var id]):
                call.Require(type.WriteScopes);
                var record = store.Get(type, id, call.Query("idProperty"));
                store.Update(record, Properties(call.Object), call.Now);
                return Show(200, record, RecordView.Usual with { Properties = WrittenNames(call.Object) });
            case ("DELETE", [var id]):
                call.Require(type.WriteScopes);
                // A delete of what is gone already is no error.
                if (store.Find(type, id) is { ArchivedAt: null } gone)
                {
                    store.Archive(gone, call.Now);
                }

                return HubSpotReply.Empty(204);
            default:
                return null;
        }
    }

    /// <summary>Makes a record with its associations, or nothing at all.</summary>
    internal CrmRecord Create(JsonElement body, ObjectType type, DateTimeOffset now)
    {
        var links = AssociationRequests.Read(store, type, body);
        var record = store.Create(type, Properties(body), now);
        foreach (var (kind, to) in links)
        {
            store.Associations.Add(record.Id, kind, to);
        }

        return record;
    }

    /// <summary>The <c>properties</c> of a body.</summary>
    internal static JsonElement Properties(JsonElement body) => body.ValueKind == JsonValueKind.Object && body.TryGetProperty("properties", out var properties)
        ? properties
        : throw HubSpotError.Invalid("Some required fields were not set: [properties]");

    /// <summary>An answer to a write shows the usual properties and those that were written.</summary>
    internal static IReadOnlyList<string> WrittenNames(JsonElement body) => [.. Properties(body).EnumerateObject().Select(member => member.Name)];

    private SimulatorResponse Show(int status, CrmRecord record, RecordView view) => Show(status, store, record, view);

    /// <summary>An answer that is one record.</summary>
    internal static SimulatorResponse Show(int status, CrmStore store, CrmRecord record, RecordView view) =>
        HubSpotReply.Whole(status, writer => view.Write(writer, store, record));

    private SimulatorResponse List(HubSpotCall call, ObjectType type)
    {
        var view = RecordView.Of(call);
        var (limit, after, archived) = (call.QueryLimit(10, view.History.Count > 0 ? 50 : 100), call.QueryAfter(), call.QueryFlag("archived"));
        var page = store.Of(type).Where(record => record.Id > after && record.ArchivedAt is not null == archived).Take(limit + 1).ToList();
        var next = page.Count > limit ? $"{page[limit - 1].Id}" : null;
        return HubSpotReply.Page(page.Take(limit), (writer, record) => view.Write(writer, store, record), next, next is null ? null : call.Link(next));
    }

    private SimulatorResponse Merge(HubSpotCall call, ObjectType type)
    {
        var (into, from) = (store.Get(type, Text(call.Object, "primaryObjectId")), store.Get(type, Text(call.Object, "objectIdToMerge")));
        if (into == from)
        {
            throw HubSpotError.Invalid($"A record can't be merged with itself: {into.Id}");
        }

        store.Merge(into, from, call.Now);
        return Show(200, into, RecordView.Usual);
    }

    private SimulatorResponse Erase(HubSpotCall call, ObjectType type)
    {
        var idProperty = call.Object.TryGetProperty("idProperty", out var property) && property.ValueKind == JsonValueKind.String ? property.GetString() : null;
        if (store.Find(type, Text(call.Object, "objectId"), idProperty) is { } record)
        {
            store.Erase(record);
        }

        return HubSpotReply.Empty(204);
    }

    private static string Text(JsonElement body, string name) => body.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number
        ? value.ToString()
        : throw HubSpotError.Invalid($"Some required fields were not set: [{name}]");
}
