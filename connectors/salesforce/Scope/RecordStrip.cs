using System.Text.Json;

namespace CodexMcp.Connectors.Salesforce.Scope;

/// <summary>Writes records without what the role does not have: its fields, its parents' and its children's, at any depth. What the descriptions don't know is left out too.</summary>
internal sealed class RecordStrip(SalesforceScope scope, IObjectCatalog catalog)
{
    private readonly Dictionary<string, ScopedObject?> _views = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Writes one record as the vendor gave it, cut down.</summary>
    /// <param name="record">The record, with its <c>attributes</c>.</param>
    /// <param name="objectName">Its object where the vendor gives no <c>attributes</c>, else null. When both are there they must agree.</param>
    /// <param name="writer">Takes the record.</param>
    /// <param name="cancellationToken">Ends the wait for a description.</param>
    /// <returns>False when the role has no such object; then nothing was written.</returns>
    public async ValueTask<bool> TryWriteAsync(JsonElement record, string? objectName, Utf8JsonWriter writer, CancellationToken cancellationToken)
    {
        var type = TypeOf(record);
        if (record.ValueKind != JsonValueKind.Object || (type ?? objectName) is not { } name
            || (type is not null && objectName is not null && !type.Equals(objectName, StringComparison.OrdinalIgnoreCase)))
        {
            return false;
        }

        await LoadAsync(name, cancellationToken);
        await LoadAllAsync(record, name, cancellationToken);
        if (_views[name] is not { } view)
        {
            return false;
        }

        Write(record, view, writer);
        return true;
    }

    private async ValueTask LoadAllAsync(JsonElement value, string? type, CancellationToken cancellationToken)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            type ??= TypeOf(value);
            if (type is not null)
            {
                await LoadAsync(type, cancellationToken);
            }

            var view = type is null ? null : _views[type];
            foreach (var member in value.EnumerateObject())
            {
                // Children that are none tell nothing of their object by themselves.
                if (view?.Description.Child(member.Name) is { } child)
                {
                    await LoadAsync(child.ChildObject, cancellationToken);
                }

                await LoadAllAsync(member.Value, null, cancellationToken);
            }
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            {
                await LoadAllAsync(item, null, cancellationToken);
            }
        }
    }

    private async ValueTask LoadAsync(string type, CancellationToken cancellationToken)
    {
        if (!_views.ContainsKey(type))
        {
            _views[type] = await scope.FindAsync(catalog, type, cancellationToken);
        }
    }

    private void Write(JsonElement record, ScopedObject view, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var member in record.EnumerateObject())
        {
            if (member.NameEquals("attributes") || (member.Value.ValueKind != JsonValueKind.Object && view.MayRead(member.Name)))
            {
                member.WriteTo(writer);
            }
            else if (member.Value.ValueKind == JsonValueKind.Object)
            {
                WriteInner(member, view, writer);
            }
            else if (member.Value.ValueKind == JsonValueKind.Null && (view.Relationship(member.Name) is not null || Child(view, member.Name) is not null))
            {
                writer.WriteNull(member.Name);
            }
        }

        writer.WriteEndObject();
    }

    private void WriteInner(JsonProperty member, ScopedObject view, Utf8JsonWriter writer)
    {
        var value = member.Value;
        if (value.TryGetProperty("records", out var records))
        {
            if (records.ValueKind == JsonValueKind.Array && Child(view, member.Name) is { } child)
            {
                writer.WritePropertyName(member.Name);
                WriteChildren(value, records, child, writer);
            }
        }
        else if (TypeOf(value) is { } type)
        {
            if (view.Relationship(member.Name) is { } reference && reference.ReferenceTo.Contains(type, StringComparer.OrdinalIgnoreCase) && _views.GetValueOrDefault(type) is { } parent)
            {
                writer.WritePropertyName(member.Name);
                Write(value, parent, writer);
            }
        }
        else if (view.MayRead(member.Name))
        {
            member.WriteTo(writer); // An address or a place: a compound field, of which no part is denied.
        }
    }

    private void WriteChildren(JsonElement value, JsonElement records, ScopedObject child, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var part in value.EnumerateObject())
        {
            if (part.Value.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False || part.NameEquals("nextRecordsUrl"))
            {
                part.WriteTo(writer);
            }
        }

        writer.WriteStartArray("records");
        foreach (var record in records.EnumerateArray())
        {
            if (record.ValueKind == JsonValueKind.Object && TypeOf(record) is { } type && type.Equals(child.Name, StringComparison.OrdinalIgnoreCase))
            {
                Write(record, child, writer);
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private ScopedObject? Child(ScopedObject view, string name) =>
        view.Description.Child(name) is { } child && _views.GetValueOrDefault(child.ChildObject) is { } target && target.MayRead(child.Field) ? target : null;

    private static string? TypeOf(JsonElement record) =>
        record.ValueKind == JsonValueKind.Object && record.TryGetProperty("attributes", out var attributes) && attributes.ValueKind == JsonValueKind.Object
        && attributes.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null;
}
