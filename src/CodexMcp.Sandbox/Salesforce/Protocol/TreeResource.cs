using System.Text.Json;

namespace CodexMcp.Sandbox.Salesforce;

/// <summary>composite/tree: records with their children, up to 200, all or none.</summary>
internal sealed class TreeResource(Org org)
{
    private const int MaxRecords = 200;
    private const int MaxDepth = 5;

    private sealed class Failed : Exception;

    public SimulatorResponse Answer(RestRequest request, ObjectDef definition)
    {
        var body = request.Json();
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("records", out var records) || records.ValueKind != JsonValueKind.Array)
        {
            throw SalesforceException.Json("records must be an array");
        }

        var made = new List<(string Reference, string Id)>();
        var wrong = new List<(string Reference, SalesforceException Error)>();
        try
        {
            org.Database.Atomically(() =>
            {
                Create(definition, records, null, null, 1, made, wrong);
                return wrong.Count == 0 ? true : throw new Failed();
            });
        }
        catch (Failed)
        {
            return JsonAnswers.Json(400, writer => Write(writer, true, () =>
            {
                foreach (var (reference, error) in wrong)
                {
                    writer.WriteStartObject();
                    writer.WriteString("referenceId"u8, reference);
                    writer.WritePropertyName("errors"u8);
                    JsonAnswers.Errors(writer, error.Errors, "statusCode");
                    writer.WriteEndObject();
                }
            }));
        }

        return JsonAnswers.Json(201, writer => Write(writer, false, () =>
        {
            foreach (var (reference, id) in made)
            {
                writer.WriteStartObject();
                writer.WriteString("referenceId"u8, reference);
                writer.WriteString("id"u8, id);
                writer.WriteEndObject();
            }
        }));
    }

    private static void Write(Utf8JsonWriter writer, bool hasErrors, Action results)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("hasErrors"u8, hasErrors);
        writer.WriteStartArray("results"u8);
        results();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void Create(
        ObjectDef definition, JsonElement records, FieldDef? parentField, string? parent, int depth, List<(string Reference, string Id)> made, List<(string Reference, SalesforceException Error)> wrong)
    {
        if (depth > MaxDepth)
        {
            throw new SalesforceException(400, "INVALID_INPUT", $"A tree has at most {MaxDepth} levels");
        }

        foreach (var record in records.EnumerateArray())
        {
            if (record.ValueKind != JsonValueKind.Object || !record.TryGetProperty("attributes", out var attributes) || !attributes.TryGetProperty("referenceId", out var reference))
            {
                throw new SalesforceException(400, "INVALID_INPUT", "Each record needs attributes with its type and a referenceId");
            }

            if (made.Count + wrong.Count >= MaxRecords)
            {
                throw new SalesforceException(400, "INVALID_INPUT", $"A tree has at most {MaxRecords} records");
            }

            var children = record.EnumerateObject()
                .Where(m => m.Value.ValueKind == JsonValueKind.Object && m.Name != "attributes" && m.Value.TryGetProperty("records", out _))
                .ToArray();
            try
            {
                var id = org.Store.Create(definition, Plain(record, [.. children.Select(c => c.Name)], parentField, parent));
                made.Add((reference.ToString(), id));
                foreach (var member in children)
                {
                    var (child, field) = org.Schema.Children(definition).FirstOrDefault(c => string.Equals(c.Field.ChildRelationship, member.Name, StringComparison.OrdinalIgnoreCase));
                    if (field is null)
                    {
                        throw new SalesforceException(400, "INVALID_FIELD", $"No such relationship '{member.Name}' on sobject of type {definition.Name}");
                    }

                    Create(child, member.Value.GetProperty("records"), field, id, depth + 1, made, wrong);
                }
            }
            catch (SalesforceException error)
            {
                wrong.Add((reference.ToString(), error));
            }
        }
    }

    private static JsonElement Plain(JsonElement record, IReadOnlyList<string> without, FieldDef? parentField, string? parent)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var member in record.EnumerateObject().Where(m => !without.Contains(m.Name)))
            {
                member.WriteTo(writer);
            }

            if (parentField is not null)
            {
                writer.WriteString(parentField.Name, parent);
            }

            writer.WriteEndObject();
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }
}
