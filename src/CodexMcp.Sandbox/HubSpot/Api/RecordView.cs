using System.Text.Json;

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>What of a record an answer shows.</summary>
/// <param name="Properties">Asked for by name; empty means the kind's usual ones. Unknown names are left out silently, as HubSpot does.</param>
/// <param name="History">Properties whose history is shown.</param>
/// <param name="Associations">Kinds of record whose associations are shown.</param>
internal sealed record RecordView(IReadOnlyList<string> Properties, IReadOnlyList<string> History, IReadOnlyList<ObjectType> Associations)
{
    private const int MostAssociations = 100;

    /// <summary>The usual view.</summary>
    public static readonly RecordView Usual = new([], [], []);

    /// <summary>Reads the view from a query.</summary>
    public static RecordView Of(HubSpotCall call) =>
        new(call.QueryList("properties"), call.QueryList("propertiesWithHistory"), [.. call.QueryList("associations").Select(ObjectType.Parse)]);

    /// <summary>Writes a record.</summary>
    /// <param name="writer">Where an object may begin.</param>
    /// <param name="store">The account.</param>
    /// <param name="record">The record.</param>
    /// <param name="more">Writes further members.</param>
    public void Write(Utf8JsonWriter writer, CrmStore store, CrmRecord record, Action<Utf8JsonWriter>? more = null)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, $"{record.Id}");
        writer.WriteStartObject("properties"u8);
        foreach (var name in Shown(store, record))
        {
            writer.WriteString(name, store.Value(record, name));
        }

        writer.WriteEndObject();
        if (History.Count > 0)
        {
            WriteHistory(writer, store, record);
        }

        writer.WriteString("createdAt"u8, HubSpotTime.Text(record.CreatedAt));
        writer.WriteString("updatedAt"u8, HubSpotTime.Text(record.UpdatedAt));
        writer.WriteBoolean("archived"u8, record.ArchivedAt is not null);
        if (record.ArchivedAt is { } archived)
        {
            writer.WriteString("archivedAt"u8, HubSpotTime.Text(archived));
        }

        WriteAssociations(writer, store, record);
        more?.Invoke(writer);
        writer.WriteEndObject();
    }

    private IEnumerable<string> Shown(CrmStore store, CrmRecord record)
    {
        var asked = Properties.Count == 0 && History.Count == 0 ? record.Type.Shown : Properties.Concat(History);
        return asked.Select(name => name.ToLowerInvariant())
            .Concat([record.Type.Created, record.Type.Modified, "hs_object_id"])
            .Where(name => store.Properties.Find(record.Type, name) is not null)
            .Distinct().Order(StringComparer.Ordinal);
    }

    private void WriteHistory(Utf8JsonWriter writer, CrmStore store, CrmRecord record)
    {
        writer.WriteStartObject("propertiesWithHistory"u8);
        foreach (var name in History.Where(name => store.Properties.Find(record.Type, name) is not null))
        {
            writer.WriteStartArray(name);
            foreach (var version in record.History(name))
            {
                writer.WriteStartObject();
                writer.WriteString("value"u8, version.Value ?? "");
                writer.WriteString("timestamp"u8, HubSpotTime.Text(version.At));
                writer.WriteString("sourceType"u8, version.Source);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private void WriteAssociations(Utf8JsonWriter writer, CrmStore store, CrmRecord record)
    {
        // Without any association the member is missing, as on the wire.
        var groups = Associations.Select(to => (To: to, Links: store.Associations.Of(record.Type, record.Id, to).ToList())).Where(group => group.Links.Count > 0).ToList();
        if (groups.Count == 0)
        {
            return;
        }

        writer.WriteStartObject("associations"u8);
        foreach (var (to, links) in groups)
        {
            writer.WriteStartObject(to == ObjectType.LineItems ? "line items" : to.Name);
            writer.WriteStartArray("results"u8);
            foreach (var (id, types) in links.Take(MostAssociations))
            {
                foreach (var type in types)
                {
                    writer.WriteStartObject();
                    writer.WriteString("id"u8, $"{id}");
                    writer.WriteString("type"u8, type.WireName);
                    writer.WriteEndObject();
                }
            }

            writer.WriteEndArray();
            if (links.Count > MostAssociations)
            {
                var after = $"{links[MostAssociations - 1].Key}";
                HubSpotReply.WritePaging(writer, after, $"https://api.hubapi.com/crm/v3/objects/{record.Type.Name}/{record.Id}/associations/{to.Name}?after={after}");
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
