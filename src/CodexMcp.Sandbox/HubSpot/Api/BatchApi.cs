using System.Text.Json;

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>Many records in one request: <c>/crm/v3/objects/{type}/batch/…</c>.</summary>
internal sealed class BatchApi(CrmStore store, ObjectsApi objects) : IHubSpotApi
{
    private const int MostInputs = 100;

    /// <inheritdoc/>
    public SimulatorResponse? Answer(HubSpotCall call)
    {
        if (call.Path is not ["crm", "v3", "objects", var name, "batch", var action] || call.Method != "POST")
        {
            return null;
        }

        var type = ObjectType.Parse(name);
        call.Require(action == "read" ? type.ReadScopes : type.WriteScopes);
        return action switch
        {
            "read" => Read(call, type),
            "create" => Write(call, type, 201, Inputs(call), input => (objects.Create(input, type, call.Now), null), Traced(call)),
            "update" => Update(call, type),
            "upsert" => Write(call, type, 200, Inputs(call), input => Upsert(input, type, call.Now), true),
            "archive" => Archive(call, type),
            _ => null,
        };
    }

    /// <summary>The inputs of a batch.</summary>
    internal static List<JsonElement> Inputs(HubSpotCall call, int most = MostInputs)
    {
        if (!call.Object.TryGetProperty("inputs", out var sent))
        {
            throw HubSpotError.Invalid("Some required fields were not set: [inputs]");
        }

        var inputs = AssociationRequests.Array(sent, "inputs").ToList();
        return inputs.Count switch
        {
            0 => throw HubSpotError.Invalid("The batch has no inputs: 'inputs' must have at least one"),
            var count when count > most => throw HubSpotError.Invalid($"The maximum number of inputs supported in a batch request is {most}, this one has {count}"),
            _ => inputs,
        };
    }

    /// <summary>Answers a batch: 207 as soon as one input has failed.</summary>
    internal static SimulatorResponse Reply<T>(int status, DateTimeOffset now, IReadOnlyCollection<T> results, Action<Utf8JsonWriter, T> write, IReadOnlyList<HubSpotError> errors) =>
        HubSpotReply.Json(errors.Count > 0 ? 207 : status, writer =>
        {
            writer.WriteString("status"u8, "COMPLETE"u8);
            writer.WriteStartArray("results"u8);
            foreach (var result in results)
            {
                write(writer, result);
            }

            writer.WriteEndArray();
            if (errors.Count > 0)
            {
                writer.WriteNumber("numErrors"u8, errors.Count);
                writer.WriteStartArray("errors"u8);
                foreach (var error in errors)
                {
                    writer.WriteStartObject();
                    HubSpotReply.WriteError(writer, error, false);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            }

            writer.WriteString("startedAt"u8, HubSpotTime.Text(now));
            writer.WriteString("completedAt"u8, HubSpotTime.Text(now));
        });

    private static HubSpotError Missing(ObjectType type, IReadOnlyList<string> ids) =>
        new(404, "OBJECT_NOT_FOUND", $"Could not get some {type.Shouted} objects, they may be deleted or not exist. Check that ids are valid.")
        {
            Context = new Dictionary<string, IReadOnlyList<string>> { ["ids"] = ids },
        };

    private SimulatorResponse Read(HubSpotCall call, ObjectType type)
    {
        var idProperty = call.Object.TryGetProperty("idProperty", out var property) && property.ValueKind == JsonValueKind.String ? property.GetString() : null;
        var archived = call.QueryFlag("archived");
        var view = new RecordView(Names(call.Object, "properties"), Names(call.Object, "propertiesWithHistory"), []);
        var (found, missing) = (new List<CrmRecord>(), new List<string>());
        foreach (var id in Inputs(call).Select(AssociationRequests.Id).Distinct())
        {
            if (store.Find(type, id, idProperty) is { } record && record.ArchivedAt is not null == archived)
            {
                found.Add(record);
            }
            else
            {
                missing.Add(id);
            }
        }

        return Reply(200, call.Now, found, (writer, record) => view.Write(writer, store, record), missing.Count > 0 ? [Missing(type, missing)] : []);
    }

    private SimulatorResponse Update(HubSpotCall call, ObjectType type) => Write(call, type, 200, Inputs(call), input =>
    {
        var (id, idProperty) = (AssociationRequests.Id(input), IdProperty(input));
        if (store.Find(type, id, idProperty) is not { ArchivedAt: null } record)
        {
            throw Missing(type, [id]);
        }

        store.Update(record, ObjectsApi.Properties(input), call.Now);
        return (record, null);
    }, Traced(call));

    private (CrmRecord Record, bool? IsNew) Upsert(JsonElement input, ObjectType type, DateTimeOffset now)
    {
        var (id, idProperty) = (AssociationRequests.Id(input), IdProperty(input));
        if (store.Find(type, id, idProperty) is { ArchivedAt: null } record)
        {
            store.Update(record, ObjectsApi.Properties(input), now);
            return (record, false);
        }

        if (idProperty is null or "hs_object_id")
        {
            throw Missing(type, [id]);
        }

        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString(idProperty, id);
            foreach (var member in ObjectsApi.Properties(input).EnumerateObject().Where(member => member.Name != idProperty))
            {
                member.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        using var document = JsonDocument.Parse(stream.ToArray());
        return (store.Create(type, document.RootElement, now), true);
    }

    /// <summary>Writes one input after the other. Unless errors are told one by one, all inputs are tried out first and one bad one refuses the batch.</summary>
    private SimulatorResponse Write(
        HubSpotCall call, ObjectType type, int status, List<JsonElement> inputs, Func<JsonElement, (CrmRecord Record, bool? IsNew)> write, bool oneByOne)
    {
        var (results, errors, missing) = (new List<(CrmRecord Record, bool? IsNew, JsonElement Input)>(), new List<HubSpotError>(), new List<string>());
        foreach (var input in oneByOne ? [] : inputs)
        {
            store.Check(type, ObjectsApi.Properties(input), Known(type, input), status == 201);
        }

        foreach (var input in inputs)
        {
            try
            {
                var (record, isNew) = write(input);
                results.Add((record, isNew, input));
            }
            catch (HubSpotError error) when (error.Category == "OBJECT_NOT_FOUND" && error.Context.TryGetValue("ids", out var ids) && !oneByOne && status == 200)
            {
                missing.AddRange(ids);
            }
            catch (HubSpotError error) when (oneByOne || status == 200)
            {
                errors.Add(Named(error, input));
            }
            catch (HubSpotError)
            {
                // Two inputs that can't both be: none of the batch is made.
                results.ForEach(made => store.Erase(made.Record));
                throw;
            }
        }

        if (missing.Count > 0)
        {
            errors.Add(Missing(type, missing));
        }

        return Reply(status, call.Now, results, (writer, result) =>
            (RecordView.Usual with { Properties = ObjectsApi.WrittenNames(result.Input) }).Write(writer, store, result.Record, members =>
            {
                if (result.IsNew is { } isNew)
                {
                    members.WriteBoolean("new"u8, isNew);
                }

                if (Trace(result.Input) is { } trace)
                {
                    members.WriteString("objectWriteTraceId"u8, trace);
                }
            }), errors);
    }

    private CrmRecord? Known(ObjectType type, JsonElement input) =>
        input.TryGetProperty("id", out _) ? store.Find(type, AssociationRequests.Id(input), IdProperty(input)) : null;

    private SimulatorResponse Archive(HubSpotCall call, ObjectType type)
    {
        foreach (var id in Inputs(call).Select(AssociationRequests.Id))
        {
            if (store.Find(type, id) is { ArchivedAt: null } record)
            {
                store.Archive(record, call.Now);
            }
        }

        return HubSpotReply.Empty(204);
    }

    /// <summary>HubSpot tells the errors of a create or an update one by one only when each input has a trace id.</summary>
    private static bool Traced(HubSpotCall call) => Inputs(call).All(input => Trace(input) is not null);

    private static string? Trace(JsonElement input) =>
        input.ValueKind == JsonValueKind.Object && input.TryGetProperty("objectWriteTraceId", out var trace) && trace.ValueKind == JsonValueKind.String ? trace.GetString() : null;

    private static string? IdProperty(JsonElement input) =>
        input.TryGetProperty("idProperty", out var property) && property.ValueKind == JsonValueKind.String ? property.GetString() : null;

    private static HubSpotError Named(HubSpotError error, JsonElement input)
    {
        var context = new Dictionary<string, IReadOnlyList<string>>(error.Context);
        if (Trace(input) is { } trace)
        {
            context["objectWriteTraceId"] = [trace];
        }
        else if (input.ValueKind == JsonValueKind.Object && input.TryGetProperty("id", out var id))
        {
            context["ids"] = [id.ToString()];
        }

        return new HubSpotError(error.Status, error.Category, error.Message) { SubCategory = error.SubCategory, Details = error.Details, Context = context };
    }

    private static IReadOnlyList<string> Names(JsonElement body, string name) => body.TryGetProperty(name, out var sent) && sent.ValueKind == JsonValueKind.Array
        ? [.. sent.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
        : [];
}
