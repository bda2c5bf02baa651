using System.Text.Json;

namespace CodexMcp.Sandbox.Salesforce;

/// <summary>Finds the resource for a request and turns failures into error arrays.</summary>
internal sealed class RestApi
{
    public const int OldestVersion = 40;
    public const int NewestVersion = 67;
    private readonly Org _org;
    private readonly QueryResources _queries;
    private readonly RecordResources _records;
    private readonly CompositeResources _composite;
    private readonly BulkResources _bulk;

    public RestApi(Org org)
    {
        _org = org;
        _queries = new QueryResources(org);
        _records = new RecordResources(org);
        _composite = new CompositeResources(org, Answer);
        _bulk = new BulkResources(org);
    }

    /// <summary>Requests that are left and the most there are, for the limits resource.</summary>
    public Func<(long Left, long Most)> Quota { get; init; } = () => (0, 0);

    public SimulatorResponse Answer(RestRequest request)
    {
        try
        {
            _bulk.Settle();
            return request[0] switch
            {
                null or "" => Resources(request),
                "query" or "queryAll" or "search" or "parameterizedSearch" => _queries.Answer(request),
                "sobjects" => _records.Answer(request),
                "composite" => _composite.Answer(request),
                "jobs" => _bulk.Answer(request),
                "limits" => Limits(request),
                "recent" => Recent(request),
                _ => throw SalesforceException.NotFound(),
            };
        }
        catch (SalesforceException error)
        {
            return JsonAnswers.Error(error);
        }
        catch (InvalidOperationException)
        {
            // JSON of another kind than a resource expects: a number where an object belongs.
            return JsonAnswers.Error(SalesforceException.Json("The request body has a value of an unexpected kind"));
        }
        catch (InsufficientExecutionStackException)
        {
            return JsonAnswers.Error(new SalesforceException(400, "QUERY_TOO_COMPLICATED", "The request is nested too deeply."));
        }
    }

    /// <summary><c>GET /services/data</c>: the versions, without a login.</summary>
    public static SimulatorResponse Versions() => JsonAnswers.Json(200, writer =>
    {
        writer.WriteStartArray();
        for (var version = OldestVersion; version <= NewestVersion; version++)
        {
            writer.WriteStartObject();
            writer.WriteString("label"u8, Label(version));
            writer.WriteString("url"u8, $"/services/data/v{version}.0");
            writer.WriteString("version"u8, $"{version}.0");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    /// <summary>Version 40 came in Summer '17, three follow a year.</summary>
    private static string Label(int version)
    {
        var seasons = (string[])["Spring", "Summer", "Winter"];
        var place = version - 39;
        return $"{seasons[place % 3]} '{17 + ((place + 1) / 3):D2}";
    }

    private static SimulatorResponse Resources(RestRequest request)
    {
        request.Allow("GET");
        return JsonAnswers.Json(200, writer =>
        {
            writer.WriteStartObject();
            foreach (var name in (string[])["sobjects", "query", "queryAll", "search", "parameterizedSearch", "composite", "limits", "recent", "jobs"])
            {
                writer.WriteString(name, $"/services/data/{request.Version}/{name}");
            }

            writer.WriteEndObject();
        });
    }

    private SimulatorResponse Limits(RestRequest request)
    {
        request.Allow("GET");
        var (left, most) = Quota();
        (string Name, long Left, long Most)[] limits =
        [
            ("DailyApiRequests", left, most), ("DailyBulkApiBatches", 15_000, 15_000), ("DailyBulkV2QueryJobs", 10_000, 10_000), ("DailyBulkV2QueryFileStorageMB", 976_562, 976_562),
            ("ConcurrentAsyncGetReportInstances", 200, 200), ("DataStorageMB", 1_000, 1_024), ("FileStorageMB", 1_020, 1_024), ("DailyAsyncApexExecutions", 250_000, 250_000),
            ("SingleEmail", 5_000, 5_000), ("MassEmail", 5_000, 5_000),
        ];
        return JsonAnswers.Json(200, writer =>
        {
            writer.WriteStartObject();
            foreach (var limit in limits)
            {
                writer.WriteStartObject(limit.Name);
                writer.WriteNumber("Max"u8, limit.Most);
                writer.WriteNumber("Remaining"u8, limit.Left);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        });
    }

    private SimulatorResponse Recent(RestRequest request)
    {
        request.Allow("GET");
        var most = request.Query.TryGetValue("limit", out var text) && int.TryParse(text, out var limit) ? Math.Clamp(limit, 1, 2_000) : 200;
        return JsonAnswers.Json(200, writer =>
        {
            writer.WriteStartArray();
            foreach (var (definition, id) in _org.Recent.Take(most))
            {
                _records.WriteNamed(writer, definition, id, request.Version);
            }

            writer.WriteEndArray();
        });
    }
}
