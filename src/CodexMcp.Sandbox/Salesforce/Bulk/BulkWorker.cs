using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace CodexMcp.Sandbox.Salesforce;

/// <summary>Does the work of a bulk job: runs its query, or writes its rows one by one.</summary>
internal sealed class BulkWorker(Org org)
{
    /// <summary>Checks a query as the job is made: a bulk query gives plain rows.</summary>
    public CompiledQuery Check(string soql, bool withDeleted)
    {
        var compiled = SoqlCompiler.Compile(SoqlParser.Parse(soql), soql, org.Schema, org.Queries.Today, withDeleted);
        return compiled.IsAggregate || compiled.IsCount || compiled.Outputs.Any(o => o is ChildrenOutput or TypeofOutput)
            ? throw new SalesforceException(400, "API_ERROR", "Bulk API 2.0 queries do not support aggregates, GROUP BY, OFFSET, TYPEOF or nested queries")
            : compiled;
    }

    public void Query(BulkJob job)
    {
        var compiled = Check(job.Query!, job.Operation == "queryAll");
        var paths = Flat(compiled.Outputs, []).ToArray();
        job.Header = [.. paths.Select(p => string.Join('.', p))];
        foreach (var record in org.Queries.Records(compiled, compiled.Values, 1, job.Version))
        {
            using var document = JsonDocument.Parse(record);
            job.Rows.Add([.. paths.Select(p => Cell(document.RootElement, p))]);
        }

        job.State = "JobComplete";
    }

    private static IEnumerable<string[]> Flat(IEnumerable<SoqlOutput> outputs, string[] before) => outputs.SelectMany(output =>
        output is ParentOutput parent ? Flat(parent.Parts, [.. before, parent.Name]) : [[.. before, output.Name]]);

    private static string? Cell(JsonElement value, string[] path)
    {
        foreach (var part in path)
        {
            if (value.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            value = value.GetProperty(part);
        }

        return value.ValueKind switch { JsonValueKind.Null => null, JsonValueKind.True => "true", JsonValueKind.False => "false", _ => value.ToString() };
    }

    public void Ingest(BulkJob job)
    {
        List<string[]> rows;
        try
        {
            rows = Csv.Read(job.Upload ?? "", job.Delimiter);
        }
        catch (SalesforceException bad)
        {
            Fail(job, bad.Message);
            return;
        }

        if (rows.Count > 0)
        {
            job.Header = rows[0];
            rows.RemoveAt(0);
        }

        if (job.Header.FirstOrDefault(name => !Known(job.Object, name)) is { } unknown)
        {
            job.Unprocessed.AddRange(rows);
            Fail(job, $"InvalidBatch : Field name not found : {unknown}");
            return;
        }

        foreach (var row in rows)
        {
            try
            {
                job.Succeeded.Add(row.Length == job.Header.Count ? One(job, row) : throw new SalesforceException(400, "INVALID_CSV", "The row has not as many values as the header"));
            }
            catch (SalesforceException error)
            {
                job.Failed.Add((Id(job, row), string.Join(';', error.Errors.Select(e => $"{e.Code}:{e.Message}:{string.Join(',', e.Fields ?? [])} --")), row));
            }
        }

        job.State = "JobComplete";
    }

    private static void Fail(BulkJob job, string message)
    {
        job.State = "Failed";
        job.ErrorMessage = message;
    }

    private bool Known(ObjectDef definition, string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot < 0
            ? definition.Field(name) is not null
            : definition.Relation(name[..dot]) is { } relation && org.Schema[relation.ReferenceTo[0]].Field(name[(dot + 1)..]) is { ExternalId: true };
    }

    private static string? Id(BulkJob job, string[] row)
    {
        var at = job.Header.ToList().FindIndex(h => string.Equals(h, "Id", StringComparison.OrdinalIgnoreCase));
        return at >= 0 && at < row.Length && row[at].Length > 0 ? row[at] : null;
    }

    private (string Id, bool Created, string[] Row) One(BulkJob job, string[] row)
    {
        var store = org.Store;
        switch (job.Operation)
        {
            case "insert":
                return (store.Create(job.Object, Record(job, row, null)), true, row);
            case "upsert":
                var at = job.Header.ToList().FindIndex(h => string.Equals(h, job.Key!.Name, StringComparison.OrdinalIgnoreCase));
                if (at < 0 || row[at].Length == 0)
                {
                    throw new SalesforceException(400, "MISSING_ARGUMENT", $"{job.Key!.Name} not specified");
                }

                var (id, created) = store.Upsert(job.Object, job.Key!, row[at], Record(job, row, job.Key!.Name));
                return (id, created, row);
            default:
                var whole = store.Existing(job.Object, Id(job, row) ?? throw new SalesforceException(400, "MISSING_ARGUMENT", "Id not specified"));
                if (job.Operation == "update")
                {
                    store.Update(job.Object, whole, Record(job, row, "Id"));
                }
                else
                {
                    store.Delete(job.Object, whole);
                }

                return (whole, false, row);
        }
    }

    /// <summary>A row as the JSON of a record. An empty value is left out; <c>#N/A</c> is null.</summary>
    private static JsonElement Record(BulkJob job, string[] row, string? without)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            for (var i = 0; i < row.Length; i++)
            {
                var name = job.Header[i];
                if (row[i].Length == 0 || string.Equals(name, without, StringComparison.OrdinalIgnoreCase))
                {
                    continue;
                }

                var dot = name.IndexOf('.', StringComparison.Ordinal);
                if (dot > 0)
                {
                    writer.WriteStartObject(name[..dot]);
                    writer.WriteString(name[(dot + 1)..], row[i]);
                    writer.WriteEndObject();
                    continue;
                }

                writer.WritePropertyName(name);
                Value(writer, job.Object.Field(name)!, row[i]);
            }

            writer.WriteEndObject();
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }

    private static void Value(Utf8JsonWriter writer, FieldDef field, string text)
    {
        if (text == "#N/A")
        {
            writer.WriteNullValue();
        }
        else if (field.IsNumber && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            writer.WriteNumberValue(number);
        }
        else if (field.Type == FieldType.Boolean && (bool.TryParse(text, out var flag) || (text is "0" or "1" && (flag = text == "1") == flag)))
        {
            writer.WriteBooleanValue(flag);
        }
        else
        {
            writer.WriteStringValue(text);
        }
    }
}
