using System.Text.Json;

namespace CodexMcp.Sandbox.Salesforce;

/// <summary>composite/sobjects: up to 200 records at once, each with its own result.</summary>
internal sealed class CollectionResources(Org org)
{
    private const int MaxRecords = 200;
    private const int MaxRetrieved = 2_000;

    private sealed record Outcome(string? Id, bool? Created, IReadOnlyList<SalesforceError> Errors);

    private sealed class RolledBack : Exception;

    public SimulatorResponse Answer(RestRequest request)
    {
        switch (request.Method, request.Path.Count)
        {
            case ("POST", 2):
                return Write(request, (record, type) => new Outcome(org.Store.Create(type, record), null, []));
            case ("PATCH", 2):
                return Write(request, (record, type) =>
                {
                    var id = Id(record) ?? throw new SalesforceException(400, "MISSING_ARGUMENT", "Id not specified in an update call");
                    var whole = org.Store.Existing(type, id);
                    org.Store.Update(type, whole, Without(record, "Id"));
                    return new Outcome(whole, null, []);
                });
            case ("DELETE", 2):
                return Delete(request);
            case ("PATCH", 4):
                return Upsert(request, org.Store.Definition(request[2]!), request[3]!);
            case ("POST", 3):
                var body = request.Json();
                return Retrieve(request, org.Store.Definition(request[2]!), Strings(body, "ids"), Strings(body, "fields"));
            case ("GET", 3):
                return Retrieve(
                    request, org.Store.Definition(request[2]!), request.Query.GetValueOrDefault("ids")?.Split(',') ?? [], request.Query.GetValueOrDefault("fields")?.Split(',') ?? []);
            default:
                throw SalesforceException.Method(request.Method);
        }
    }

    private static string[] Strings(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(e => e.ToString())]
            : throw SalesforceException.Json($"{name} must be an array");

    private static string? Id(JsonElement record) =>
        record.EnumerateObject().FirstOrDefault(m => string.Equals(m.Name, "Id", StringComparison.OrdinalIgnoreCase)) is { Value.ValueKind: JsonValueKind.String } id ? id.Value.GetString() : null;

    private static JsonElement Without(JsonElement record, string name)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var member in record.EnumerateObject().Where(m => !string.Equals(m.Name, name, StringComparison.OrdinalIgnoreCase)))
            {
                member.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }

    private SimulatorResponse Write(RestRequest request, Func<JsonElement, ObjectDef, Outcome> change)
    {
        var body = request.Json();
        return Records(body, record => record.ValueKind == JsonValueKind.Object && record.TryGetProperty("attributes", out var attributes)
            && attributes.ValueKind == JsonValueKind.Object && attributes.TryGetProperty("type", out var type) && org.Schema.Find(type.ToString()) is { } definition
                ? change(record, definition)
                : throw new SalesforceException(400, "INVALID_TYPE", "Each record needs attributes with a known type"));
    }

    private SimulatorResponse Upsert(RestRequest request, ObjectDef definition, string key)
    {
        var field = definition.Field(key) is { } known && (known.ExternalId || known.Type == FieldType.Id)
            ? known
            : throw new SalesforceException(400, "INVALID_FIELD", $"Field name provided, {key} is not an External ID or indexed field for {definition.Name}");
        return Records(request.Json(), record =>
        {
            var value = record.EnumerateObject().FirstOrDefault(m => string.Equals(m.Name, field.Name, StringComparison.OrdinalIgnoreCase)).Value;
            if (value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
            {
                return field.Type == FieldType.Id
                    ? new Outcome(org.Store.Create(definition, record), true, [])
                    : throw new SalesforceException(400, "MISSING_ARGUMENT", $"{field.Name} not specified");
            }

            var (id, created) = org.Store.Upsert(definition, field, value.ToString(), Without(record, field.Name));
            return new Outcome(id, created, []);
        });
    }

    private SimulatorResponse Records(JsonElement body, Func<JsonElement, Outcome> change)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("records", out var records) || records.ValueKind != JsonValueKind.Array)
        {
            throw SalesforceException.Json("records must be an array");
        }

        if (records.GetArrayLength() > MaxRecords)
        {
            throw new SalesforceException(400, "EXCEEDED_MAX_SIZE_REQUEST", $"record limit reached. cannot submit more than {MaxRecords} records into this call");
        }

        return Each([.. records.EnumerateArray()], body.TryGetProperty("allOrNone", out var flag) && flag.ValueKind == JsonValueKind.True, change);
    }

    private SimulatorResponse Delete(RestRequest request)
    {
        var ids = request.Query.GetValueOrDefault("ids")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (ids.Length is 0 or > MaxRecords)
        {
            throw new SalesforceException(400, "INVALID_INPUT", $"ids must name 1 to {MaxRecords} records");
        }

        return Each(ids, string.Equals(request.Query.GetValueOrDefault("allOrNone"), "true", StringComparison.OrdinalIgnoreCase), id =>
        {
            var definition = org.Schema.OfId(SalesforceId.Normalize(id)) ?? throw new SalesforceException(400, "MALFORMED_ID", $"malformed id {id}");
            var whole = org.Store.Existing(definition, id);
            org.Store.Delete(definition, whole);
            return new Outcome(whole, null, []);
        });
    }

    private SimulatorResponse Each<T>(IReadOnlyList<T> items, bool allOrNone, Func<T, Outcome> change)
    {
        var outcomes = new List<Outcome>();
        try
        {
            org.Database.Atomically(() =>
            {
                foreach (var item in items)
                {
                    try
                    {
                        outcomes.Add(change(item));
                    }
                    catch (SalesforceException error)
                    {
                        outcomes.Add(new Outcome(null, null, error.Errors));
                    }
                }

                return !allOrNone || outcomes.All(o => o.Errors.Count == 0) ? true : throw new RolledBack();
            });
        }
        catch (RolledBack)
        {
            outcomes = [.. outcomes.Select(o => o.Errors.Count > 0 ? o : new Outcome(null, null, [new SalesforceError("ALL_OR_NONE_OPERATION_ROLLED_BACK", "Record rolled back because not all records were valid and the request was using AllOrNone header", [])]))];
        }

        return JsonAnswers.Json(200, writer =>
        {
            writer.WriteStartArray();
            foreach (var outcome in outcomes)
            {
                writer.WriteStartObject();
                if (outcome.Id is not null)
                {
                    writer.WriteString("id"u8, outcome.Id);
                }

                writer.WriteBoolean("success"u8, outcome.Errors.Count == 0);
                writer.WritePropertyName("errors"u8);
                JsonAnswers.Errors(writer, outcome.Errors, "statusCode");
                if (outcome.Created is { } created)
                {
                    writer.WriteBoolean("created"u8, created);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        });
    }

    private SimulatorResponse Retrieve(RestRequest request, ObjectDef definition, IReadOnlyList<string> ids, IReadOnlyList<string> fields)
    {
        if (ids.Count > MaxRetrieved || fields.Count == 0)
        {
            throw new SalesforceException(400, "INVALID_INPUT", $"ids names at most {MaxRetrieved} records, fields at least one field");
        }

        var reader = new RecordResources(org);
        var records = ids.Select(id =>
        {
            try
            {
                return reader.Read(definition, org.Store.Existing(definition, id.Trim()), fields, request.Version);
            }
            catch (SalesforceException gone) when (gone.Status == 404)
            {
                return null;
            }
        }).ToArray();
        return JsonAnswers.Json(200, writer =>
        {
            writer.WriteStartArray();
            foreach (var record in records)
            {
                if (record is null)
                {
                    writer.WriteNullValue();
                }
                else
                {
                    writer.WriteRawValue(record, true);
                }
            }

            writer.WriteEndArray();
        });
    }
}
