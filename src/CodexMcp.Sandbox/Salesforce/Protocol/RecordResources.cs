using System.Globalization;
using System.Text.Json;

namespace CodexMcp.Sandbox.Salesforce;

/// <summary>Everything below <c>sobjects</c>: descriptions, records by id and external id, changes, blobs.</summary>
internal sealed class RecordResources
{
    private readonly Org _org;
    private readonly RecordConditions _conditions;
    private readonly ReplicationResources _replication;

    public RecordResources(Org org)
    {
        _org = org;
        _conditions = new RecordConditions(org, (definition, id) => Read(definition, id, null, "v"));
        _replication = new ReplicationResources(org);
    }

    public SimulatorResponse Answer(RestRequest request)
    {
        if (request[1] is not { Length: > 0 } name)
        {
            request.Allow("GET");
            return JsonAnswers.Json(200, writer => DescribeWriter.Global(writer, _org.Schema, request.Version));
        }

        var definition = _org.Store.Definition(name);
        return (request[2], request.Path.Count) switch
        {
            (null or "", _) => OfObject(request, definition),
            ("describe", 3) => Describe(request, definition),
            ("describe", 4) when request[3] is "layouts" => Layouts(request, definition),
            ("updated", 3) => _replication.Updated(request, definition),
            ("deleted", 3) => _replication.Deleted(request, definition),
            (var id, 3) => OfRecord(request, definition, id),
            (var key, 4) when definition.Field(key) is { } field && (field.ExternalId || field.Type == FieldType.Id) => OfExternalId(request, definition, field, request[3]!),
            (var id, 4) when definition.Field(request[3]!) is { Type: FieldType.Base64 } blob => Blob(request, definition, id, blob),
            (var id, 4) => Related(request, definition, id, request[3]!),
            _ => throw SalesforceException.NotFound(),
        };
    }

    /// <summary>Writes a record with its id and name, as recent items show it.</summary>
    public void WriteNamed(Utf8JsonWriter writer, ObjectDef definition, string id, string version)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("attributes"u8);
        writer.WriteString("type"u8, definition.Name);
        writer.WriteString("url"u8, $"/services/data/{version}/sobjects/{definition.Name}/{id}");
        writer.WriteEndObject();
        writer.WriteString("Id"u8, id);
        if (definition.NameField is { } name)
        {
            JsonAnswers.Text(writer, name.Name, _org.Store.Peek(definition, id, name.Name) as string);
        }

        writer.WriteEndObject();
    }

    /// <summary>One record as JSON, with all fields or those that were named; paths to parents too.</summary>
    public byte[] Read(ObjectDef definition, string id, IReadOnlyList<string>? fields, string version)
    {
        var names = fields ?? [.. definition.Fields.Select(f => f.Name)];
        var items = names.Distinct(StringComparer.OrdinalIgnoreCase).Select(f => (SoqlItem)new ExpressionItem(new SoqlExpression(new SoqlPath(f.Split('.'), 0), null, null, 0), null, 0)).ToArray();
        var where = new CompareCondition(new SoqlExpression(new SoqlPath(["Id"], 0), null, null, 0), "=", new SoqlLiteral(LiteralKind.Text, id, null, 0));
        var query = new SoqlQuery(items, definition.Name, 0, null, where, [], null, [], null, null);
        var compiled = SoqlCompiler.Compile(query, "", _org.Schema, _org.Queries.Today, false);
        return _org.Queries.Records(compiled, compiled.Values, 1, version)[0];
    }

    private SimulatorResponse OfObject(RestRequest request, ObjectDef definition)
    {
        request.Allow("GET", "POST");
        if (request.Method == "GET")
        {
            return JsonAnswers.Json(200, writer => DescribeWriter.Basic(writer, definition, request.Version, [.. _org.Recent.Where(r => r.Object == definition).Take(20).Select(r => r.Id)], WriteNamed));
        }

        var id = _org.Store.Create(definition, Multipart.Record(request));
        return Saved(201, id, null, new() { ["Location"] = $"/services/data/{request.Version}/sobjects/{definition.Name}/{id}" });
    }

    private static SimulatorResponse Saved(int status, string id, bool? created, Dictionary<string, string>? headers = null) => JsonAnswers.Json(
        status,
        writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, id);
            writer.WriteBoolean("success"u8, true);
            writer.WriteStartArray("errors"u8);
            writer.WriteEndArray();
            if (created is { } flag)
            {
                writer.WriteBoolean("created"u8, flag);
            }

            writer.WriteEndObject();
        },
        headers);

    private SimulatorResponse Describe(RestRequest request, ObjectDef definition)
    {
        request.Allow("GET");
        // Nobody changes the schema: it is as old as the process.
        return request.Date("If-Modified-Since") is { } since && since >= SchemaSince
            ? JsonAnswers.Empty(304)
            : JsonAnswers.Json(200, writer => DescribeWriter.Object(writer, _org.Schema, definition, request.Version), new() { ["Last-Modified"] = SchemaSince.ToString("r", CultureInfo.InvariantCulture) });
    }

    private static readonly DateTimeOffset SchemaSince = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static SimulatorResponse Layouts(RestRequest request, ObjectDef definition)
    {
        request.Allow("GET");
        return JsonAnswers.Json(200, writer => DescribeWriter.Layouts(writer, definition));
    }

    private SimulatorResponse OfRecord(RestRequest request, ObjectDef definition, string given)
    {
        request.Allow("GET", "HEAD", "PATCH", "DELETE", "POST");
        var id = request.Method is "GET" or "HEAD" ? Readable(definition, given) : _org.Store.Existing(definition, given);
        // Clients that cannot send PATCH say so in the query.
        var method = request.Method == "POST" && string.Equals(request.Query.GetValueOrDefault("_HttpMethod"), "PATCH", StringComparison.OrdinalIgnoreCase) ? "PATCH" : request.Method;
        switch (method)
        {
            case "PATCH":
                if (_conditions.Check(request, definition, id) is { } failed)
                {
                    return failed;
                }

                _org.Store.Update(definition, id, request.Json());
                return JsonAnswers.Empty(204);
            case "DELETE":
                _org.Store.Delete(definition, id);
                return JsonAnswers.Empty(204);
            case "POST":
                throw SalesforceException.Method("POST");
        }

        return Show(request, definition, id);
    }

    /// <summary>The id of a record to read: a deleted one is not there, while a change of it says that it is deleted.</summary>
    private string Readable(ObjectDef definition, string given)
    {
        try
        {
            return _org.Store.Existing(definition, given);
        }
        catch (SalesforceException gone) when (gone.Errors[0].Code == "ENTITY_IS_DELETED")
        {
            throw SalesforceException.NotFound();
        }
    }

    private SimulatorResponse Show(RestRequest request, ObjectDef definition, string id)
    {
        if (_conditions.Check(request, definition, id) is { } unchanged)
        {
            return unchanged;
        }

        var fields = request.Query.GetValueOrDefault("fields")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var record = Read(definition, id, fields is { Length: > 0 } ? fields : null, request.Version);
        _org.Looked(definition, id);
        var headers = new Dictionary<string, string>
        {
            ["Content-Type"] = "application/json;charset=UTF-8",
            ["Last-Modified"] = SoqlDates.Moment((string)_org.Store.Peek(definition, id, "LastModifiedDate")!).ToString("r", CultureInfo.InvariantCulture),
        };
        if (definition.Name == "Account")
        {
            headers["ETag"] = _conditions.Tag(definition, id);
        }

        return new SimulatorResponse { Status = 200, Headers = headers, Body = request.Method == "HEAD" ? default : record };
    }

    private SimulatorResponse OfExternalId(RestRequest request, ObjectDef definition, FieldDef key, string value)
    {
        request.Allow("GET", "HEAD", "PATCH", "DELETE", "POST");
        var ids = key.Type == FieldType.Id ? [_org.Store.Existing(definition, value)] : _org.Store.FindByField(definition, key, value);
        if (request.Method is "PATCH" or "POST" && ids.Count < 2)
        {
            var (id, created) = _org.Store.Upsert(definition, key, value, request.Json());
            return Saved(created ? 201 : 200, id, created);
        }

        switch (ids.Count)
        {
            case 0:
                throw new SalesforceException(404, "NOT_FOUND", $"Provided external ID field does not exist or is not accessible: {key.Name}");
            case 1 when request.Method == "DELETE":
                _org.Store.Delete(definition, ids[0]);
                return JsonAnswers.Empty(204);
            case 1:
                return Show(request, definition, ids[0]);
            default:
                // Several: the body lists where they are.
                return JsonAnswers.Json(300, writer =>
                {
                    writer.WriteStartArray();
                    foreach (var id in ids)
                    {
                        writer.WriteStringValue($"/services/data/{request.Version}/sobjects/{definition.Name}/{id}");
                    }

                    writer.WriteEndArray();
                });
        }
    }

    private SimulatorResponse Blob(RestRequest request, ObjectDef definition, string given, FieldDef field)
    {
        request.Allow("GET");
        var id = _org.Store.Existing(definition, given);
        var body = _org.Store.Peek(definition, id, field.Name) as string ?? throw SalesforceException.NotFound();
        var type = definition.Field("ContentType") is not null ? _org.Store.Peek(definition, id, "ContentType") as string : null;
        return new SimulatorResponse
        {
            Status = 200,
            Headers = new Dictionary<string, string> { ["Content-Type"] = type ?? (definition.Name == "ContentNote" ? "text/html" : "application/octetstream") },
            Body = Convert.FromBase64String(body),
        };
    }

    /// <summary>Follows a relationship by name: a parent, or the children as a result.</summary>
    private SimulatorResponse Related(RestRequest request, ObjectDef definition, string given, string relation)
    {
        request.Allow("GET");
        var id = _org.Store.Existing(definition, given);
        if (definition.Relation(relation) is { } parent)
        {
            return _org.Store.Peek(definition, id, parent.Name) is string target
                ? Show(request, _org.Schema.OfId(target)!, target)
                : throw SalesforceException.NotFound();
        }

        var (child, field) = _org.Schema.Children(definition).FirstOrDefault(c => string.Equals(c.Field.ChildRelationship, relation, StringComparison.OrdinalIgnoreCase));
        if (field is null)
        {
            throw SalesforceException.NotFound();
        }

        var fields = request.Query.GetValueOrDefault("fields") ?? string.Join(',', child.Fields.Select(f => f.Name));
        var page = _org.Queries.Run($"SELECT {fields} FROM {child.Name} WHERE {field.Name} = '{id}'", false, request.PageSize(_org.Options), request.Version);
        return JsonAnswers.Json(200, writer => QueryRunner.Write(writer, page));
    }
}
