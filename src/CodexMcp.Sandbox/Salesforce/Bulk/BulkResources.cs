using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CodexMcp.Sandbox.Salesforce;

/// <summary>Bulk API 2.0: query and ingest jobs.</summary>
internal sealed class BulkResources(Org org)
{
    private const int MaxJobs = 1_000;
    private static readonly string[] Operations = ["insert", "update", "upsert", "delete", "hardDelete"];
    private readonly Dictionary<string, BulkJob> _jobs = new(StringComparer.Ordinal);
    private readonly BulkWorker _worker = new(org);
    private long _next = 1;

    /// <summary>Moves jobs on as far as the clock has come.</summary>
    public void Settle()
    {
        foreach (var job in _jobs.Values)
        {
            if (job.State is not ("UploadComplete" or "InProgress"))
            {
                continue;
            }

            job.State = "InProgress";
            if (org.Time.GetUtcNow() >= job.Due)
            {
                Work(job);
            }
        }
    }

    private void Work(BulkJob job)
    {
        if (job.IsQuery)
        {
            _worker.Query(job);
        }
        else
        {
            _worker.Ingest(job);
        }
    }

    public SimulatorResponse Answer(RestRequest request)
    {
        if (request[1] is not ("query" or "ingest"))
        {
            throw SalesforceException.NotFound();
        }

        var query = request[1] == "query";
        if (request.Path.Count == 2)
        {
            request.Allow("GET", "POST");
            return request.Method == "GET" ? List(query) : query ? CreateQuery(request) : CreateIngest(request);
        }

        var job = _jobs.GetValueOrDefault(SalesforceId.Normalize(request[2]) ?? "") is { } known && known.IsQuery == query ? known : throw SalesforceException.NotFound();
        switch (request.Method, request[3])
        {
            case ("GET", null):
                return JsonAnswers.Json(200, writer => job.Write(writer, true));
            case ("PATCH", null):
                return Patch(request, job);
            case ("DELETE", null):
                if (job.State is "Open" or "UploadComplete" or "InProgress")
                {
                    throw State($"Job {job.Id} cannot be deleted while it is {job.State}");
                }

                _jobs.Remove(job.Id);
                return JsonAnswers.Empty(204);
            case ("PUT", "batches") when !query:
                return Upload(request, job);
            case ("GET", "results") when query:
                return Results(request, job);
            case ("GET", "successfulResults") when !query:
                return Rows(job, ["sf__Id", "sf__Created"], job.Succeeded.Select(r => (string?[])[r.Id, r.Created ? "true" : "false", .. r.Row]));
            case ("GET", "failedResults") when !query:
                return Rows(job, ["sf__Id", "sf__Error"], job.Failed.Select(r => (string?[])[r.Id, r.Error, .. r.Row]));
            case ("GET", "unprocessedrecords" or "unprocessedRecords") when !query:
                return Rows(job, [], job.Unprocessed);
            default:
                throw SalesforceException.NotFound();
        }
    }

    private static SalesforceException State(string message) => new(400, "INVALIDJOBSTATE", message);

    private static string? Text(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private BulkJob Add(BulkJob job)
    {
        if (_jobs.Count >= MaxJobs)
        {
            throw new SalesforceException(400, "LIMIT_EXCEEDED", "Too many jobs. Delete some that are done.");
        }

        Csv.Delimiter(job.DelimiterName);
        _jobs[job.Id] = job;
        return job;
    }

    private SimulatorResponse CreateQuery(RestRequest request)
    {
        var body = request.Json();
        var operation = Text(body, "operation");
        if (operation is not ("query" or "queryAll") || Text(body, "query") is not { Length: > 0 } soql)
        {
            throw new SalesforceException(400, "INVALIDJOB", "A query job needs the operation query or queryAll, and a query");
        }

        var compiled = _worker.Check(soql, operation == "queryAll");
        var job = Add(new BulkJob
        {
            Id = SalesforceId.Create("750", _next++),
            IsQuery = true,
            Object = compiled.Object,
            Operation = operation,
            Query = soql,
            Version = request.Version,
            Created = org.Time.GetUtcNow(),
            DelimiterName = Text(body, "columnDelimiter") ?? "COMMA",
            LineEnding = Text(body, "lineEnding") ?? "LF",
            State = "UploadComplete",
            Due = org.Time.GetUtcNow() + org.Options.BulkDuration,
        });
        return JsonAnswers.Json(200, writer => job.Write(writer, false));
    }

    private SimulatorResponse CreateIngest(RestRequest request)
    {
        var body = request.Json();
        var operation = Text(body, "operation");
        if (!Operations.Contains(operation) || Text(body, "object") is not { } name || org.Schema.Find(name) is not { } definition)
        {
            throw new SalesforceException(400, "INVALIDENTITY", "An ingest job needs an object of the org and one of the operations insert, update, upsert, delete, hardDelete");
        }

        var key = operation == "upsert" ? definition.Field(Text(body, "externalIdFieldName") ?? "") : null;
        if (operation == "upsert" && key is not ({ ExternalId: true } or { Type: FieldType.Id }))
        {
            throw new SalesforceException(400, "INVALIDJOB", "InvalidJob : An upsert needs an externalIdFieldName that is an external id");
        }

        var job = Add(new BulkJob
        {
            Id = SalesforceId.Create("750", _next++),
            IsQuery = false,
            Object = definition,
            Operation = operation!,
            Key = key,
            Version = request.Version,
            Created = org.Time.GetUtcNow(),
            DelimiterName = Text(body, "columnDelimiter") ?? "COMMA",
            LineEnding = Text(body, "lineEnding") ?? "LF",
        });
        return JsonAnswers.Json(200, writer => job.Write(writer, false));
    }

    private static SimulatorResponse Upload(RestRequest request, BulkJob job)
    {
        if (job.State != "Open" || job.Upload is not null)
        {
            throw State($"Job {job.Id} takes one upload, while it is Open");
        }

        if (!request.Headers.TryGetValue("Content-Type", out var type) || !type.StartsWith("text/csv", StringComparison.OrdinalIgnoreCase))
        {
            throw new SalesforceException(415, "UNSUPPORTED_MEDIA_TYPE", "Send the rows as text/csv");
        }

        job.Upload = request.Text();
        return JsonAnswers.Empty(201);
    }

    private SimulatorResponse Patch(RestRequest request, BulkJob job)
    {
        switch (Text(request.Json(), "state"))
        {
            case "UploadComplete" when !job.IsQuery && job.State == "Open":
                job.State = "UploadComplete";
                job.Due = org.Time.GetUtcNow() + org.Options.BulkDuration;
                break;
            case "Aborted" when job.State is "Open" or "UploadComplete" or "InProgress":
                job.State = "Aborted";
                if (job.Upload is { } upload && Csv.Read(upload, job.Delimiter) is { Count: > 0 } rows)
                {
                    job.Header = rows[0];
                    job.Unprocessed.AddRange(rows.Skip(1));
                }

                break;
            case "Aborted" or "UploadComplete":
                throw State($"Job {job.Id} is {job.State}: the state cannot be changed so");
            default:
                throw new SalesforceException(400, "INVALIDJOB", "state must be UploadComplete or Aborted");
        }

        return JsonAnswers.Json(200, writer => job.Write(writer, false));
    }

    private SimulatorResponse List(bool query) => JsonAnswers.Json(200, writer =>
    {
        writer.WriteStartObject();
        writer.WriteBoolean("done"u8, true);
        writer.WriteStartArray("records"u8);
        foreach (var job in _jobs.Values.Where(j => j.IsQuery == query))
        {
            job.Write(writer, false);
        }

        writer.WriteEndArray();
        writer.WriteNull("nextRecordsUrl"u8);
        writer.WriteEndObject();
    });

    private static SimulatorResponse Results(RestRequest request, BulkJob job)
    {
        if (job.State != "JobComplete")
        {
            throw State($"Job {job.Id} is {job.State}: there are no results yet");
        }

        var most = request.Query.TryGetValue("maxRecords", out var text)
            ? int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var given) && given > 0 ? given : throw new SalesforceException(400, "INVALIDPARAMETER", "maxRecords must be a whole number from 1")
            : 100_000;
        var from = 0;
        if (request.Query.TryGetValue("locator", out var locator)
            && (!TryDecode(locator, out from) || from <= 0 || from >= job.Rows.Count))
        {
            throw new SalesforceException(400, "INVALID_QUERY_LOCATOR", "invalid query locator");
        }

        var rows = job.Rows.Skip(from).Take(most).ToArray();
        var next = from + rows.Length < job.Rows.Count ? Convert.ToBase64String(Encoding.ASCII.GetBytes((from + rows.Length).ToString(CultureInfo.InvariantCulture))).TrimEnd('=') : "null";
        return Rows(job, [], rows, new() { ["Sforce-Locator"] = next, ["Sforce-NumberOfRecords"] = rows.Length.ToString(CultureInfo.InvariantCulture) });
    }

    private static bool TryDecode(string locator, out int from)
    {
        var bytes = new byte[32];
        var padded = locator.PadRight((locator.Length + 3) / 4 * 4, '=');
        from = 0;
        return padded.Length <= 40 && Convert.TryFromBase64String(padded, bytes, out var length) && int.TryParse(Encoding.ASCII.GetString(bytes, 0, length), NumberStyles.None, CultureInfo.InvariantCulture, out from);
    }

    private static SimulatorResponse Rows(BulkJob job, string[] first, IEnumerable<string?[]> rows, Dictionary<string, string>? headers = null)
    {
        var text = new StringBuilder();
        Csv.Write(text, [.. first, .. job.Header], job.Delimiter, job.LineEnd);
        foreach (var row in rows)
        {
            Csv.Write(text, row, job.Delimiter, job.LineEnd);
        }

        headers ??= [];
        headers["Content-Type"] = "text/csv";
        return new SimulatorResponse { Status = 200, Headers = headers, Body = Encoding.UTF8.GetBytes(text.ToString()) };
    }
}
