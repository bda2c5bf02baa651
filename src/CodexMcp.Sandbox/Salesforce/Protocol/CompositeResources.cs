using System.Text.Json;
using System.Text.RegularExpressions;

namespace CodexMcp.Sandbox.Salesforce;

/// <summary>composite, composite/batch, composite/tree; collections are in <see cref="CollectionResources"/>.</summary>
internal sealed partial class CompositeResources(Org org, Func<RestRequest, SimulatorResponse> answer)
{
    private const int MaxSubrequests = 25;
    private const int MaxQueries = 5;
    private readonly CollectionResources _collections = new(org);
    private readonly TreeResource _tree = new(org);

    [GeneratedRegex(@"@\{([A-Za-z0-9_]+)((?:\.[A-Za-z0-9_]+|\[[0-9]+\])*)\}")]
    private static partial Regex Reference { get; }

    public SimulatorResponse Answer(RestRequest request)
    {
        switch (request[1])
        {
            case null or "":
                request.Allow("POST");
                return Composite(request);
            case "batch":
                request.Allow("POST");
                return Batch(request);
            case "tree" when request[2] is { Length: > 0 } name:
                request.Allow("POST");
                return _tree.Answer(request, org.Store.Definition(name));
            case "sobjects":
                return _collections.Answer(request);
            default:
                throw SalesforceException.NotFound();
        }
    }

    private sealed class Halted : Exception;

    private static bool Flag(JsonElement body, string name) => body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var flag) && flag.ValueKind == JsonValueKind.True;

    private static List<JsonElement> Subrequests(JsonElement body, string name)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty(name, out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
        {
            throw SalesforceException.Json($"{name} must be an array of subrequests");
        }

        return list.GetArrayLength() <= MaxSubrequests
            ? [.. list.EnumerateArray()]
            : throw new SalesforceException(400, "INVALID_INPUT", $"The number of subrequests is over the limit of {MaxSubrequests}");
    }

    private SimulatorResponse Composite(RestRequest request)
    {
        var body = request.Json();
        var subrequests = Subrequests(body, "compositeRequest");
        var names = new HashSet<string>(StringComparer.Ordinal);
        var queries = 0;
        foreach (var sub in subrequests)
        {
            if (Text(sub, "referenceId") is not { Length: > 0 } name || !names.Add(name))
            {
                throw new SalesforceException(400, "INVALID_INPUT", "Each subrequest needs a referenceId of its own");
            }

            var url = Text(sub, "url") ?? "";
            queries += url.Contains("/query", StringComparison.Ordinal) || url.Contains("/composite/", StringComparison.Ordinal) ? 1 : 0;
        }

        if (queries > MaxQueries)
        {
            throw new SalesforceException(400, "INVALID_INPUT", $"At most {MaxQueries} subrequests may be queries or collections");
        }

        var done = new List<(string Name, SimulatorResponse Answer)>();
        void Run()
        {
            foreach (var sub in subrequests)
            {
                var given = Single(request, sub, done);
                done.Add((Text(sub, "referenceId")!, given));
                if (given.Status >= 300 && Flag(body, "allOrNone"))
                {
                    throw new Halted();
                }
            }
        }

        try
        {
            org.Database.Atomically(() =>
            {
                Run();
                return true;
            });
        }
        catch (Halted)
        {
            // Everything was taken back: all others say so.
            var failed = done[^1];
            var halted = JsonAnswers.Error(new SalesforceException(400, "PROCESSING_HALTED", "The transaction was rolled back since another operation in the same transaction failed."));
            done = [.. subrequests.Select(s => Text(s, "referenceId")!).Select(name => name == failed.Name ? failed : (name, halted))];
        }

        return JsonAnswers.Json(200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("compositeResponse"u8);
            foreach (var (name, given) in done)
            {
                writer.WriteStartObject();
                Body(writer, "body", given);
                writer.WriteStartObject("httpHeaders"u8);
                foreach (var header in given.Headers.Where(h => h.Key is "Location" or "ETag" or "Last-Modified"))
                {
                    writer.WriteString(header.Key, header.Value);
                }

                writer.WriteEndObject();
                writer.WriteNumber("httpStatusCode"u8, given.Status);
                writer.WriteString("referenceId"u8, name);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private SimulatorResponse Single(RestRequest outer, JsonElement sub, List<(string Name, SimulatorResponse Answer)> done)
    {
        try
        {
            var method = Text(sub, "method")?.ToUpperInvariant() ?? throw new SalesforceException(400, "INVALID_INPUT", "A subrequest needs a method");
            var url = Filled(Text(sub, "url") ?? "", done, false);
            var body = sub.TryGetProperty("body", out var json) ? Filled(json.GetRawText(), done, true) : "";
            return answer(Request(outer, method, url, body, sub));
        }
        catch (SalesforceException error)
        {
            return JsonAnswers.Error(error);
        }
    }

    private static RestRequest Request(RestRequest outer, string method, string url, string body, JsonElement sub)
    {
        var at = url.IndexOf('?', StringComparison.Ordinal);
        var path = (at < 0 ? url : url[..at]).TrimStart('/');
        path = path.StartsWith("services/data/", StringComparison.Ordinal) ? path["services/data/".Length..] : path;
        var parts = path.Split('/').Select(Uri.UnescapeDataString).ToArray();
        if (parts.Length < 2 || !parts[0].StartsWith('v') || parts[1] is "jobs" || (parts[1] == "composite" && (parts.Length < 3 || parts[2] is not ("sobjects" or "tree"))))
        {
            throw new SalesforceException(400, "INVALID_INPUT", $"The subrequest's url is not supported: {url}");
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Content-Type"] = "application/json" };
        if (sub.TryGetProperty("httpHeaders", out var given) && given.ValueKind == JsonValueKind.Object)
        {
            foreach (var header in given.EnumerateObject())
            {
                headers[header.Name] = header.Value.ToString();
            }
        }

        var query = Form.Query(new SimulatorRequest(method, "", at < 0 ? "" : url[at..], headers, default));
        return new RestRequest(method, parts[0], parts[1..], query, headers, System.Text.Encoding.UTF8.GetBytes(body));
    }

    /// <summary>Puts results of earlier subrequests in for <c>@{name.path}</c>.</summary>
    private static string Filled(string text, List<(string Name, SimulatorResponse Answer)> done, bool json) => Reference.Replace(text, match =>
    {
        var known = done.FirstOrDefault(d => d.Name == match.Groups[1].Value).Answer
            ?? throw new SalesforceException(400, "PROCESSING_HALTED", $"Invalid reference specified. No value for {match.Value} found");
        if (known.Status >= 400 || known.Body.Length == 0)
        {
            throw new SalesforceException(400, "PROCESSING_HALTED", $"Invalid reference specified. No value for {match.Value} found");
        }

        using var document = JsonDocument.Parse(known.Body);
        var value = document.RootElement;
        foreach (var part in match.Groups[2].Value.Split(['.', '[', ']'], StringSplitOptions.RemoveEmptyEntries))
        {
            var found = value.ValueKind == JsonValueKind.Array && int.TryParse(part, out var index) && index < value.GetArrayLength() ? value[index]
                : value.ValueKind == JsonValueKind.Object && value.TryGetProperty(part, out var member) ? member : (JsonElement?)null;
            value = found ?? throw new SalesforceException(400, "PROCESSING_HALTED", $"Invalid reference specified. No value for {match.Value} found in {known.Status}");
        }

        var plain = value.ToString();
        return json ? JsonEncodedText.Encode(plain).ToString() : Uri.EscapeDataString(plain);
    });

    private SimulatorResponse Batch(RestRequest request)
    {
        var body = request.Json();
        var halt = Flag(body, "haltOnError");
        var failed = false;
        var results = new List<SimulatorResponse>();
        foreach (var sub in Subrequests(body, "batchRequests"))
        {
            SimulatorResponse given;
            if (failed && halt)
            {
                given = JsonAnswers.Error(new SalesforceException(412, "BATCH_PROCESSING_HALTED", "Batch processing halted because an error occurred in a previous request"));
            }
            else
            {
                try
                {
                    given = answer(Request(request, Text(sub, "method")?.ToUpperInvariant() ?? "GET", Text(sub, "url") ?? "", sub.TryGetProperty("richInput", out var input) ? input.GetRawText() : "", sub));
                }
                catch (SalesforceException error)
                {
                    given = JsonAnswers.Error(error);
                }
            }

            failed |= given.Status >= 400;
            results.Add(given);
        }

        return JsonAnswers.Json(200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteBoolean("hasErrors"u8, failed);
            writer.WriteStartArray("results"u8);
            foreach (var given in results)
            {
                writer.WriteStartObject();
                writer.WriteNumber("statusCode"u8, given.Status);
                Body(writer, "result", given);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private static void Body(Utf8JsonWriter writer, string name, SimulatorResponse given)
    {
        writer.WritePropertyName(name);
        if (given.Body.Length == 0)
        {
            writer.WriteNullValue();
        }
        else if (given.Headers.TryGetValue("Content-Type", out var type) && type.Contains("json", StringComparison.Ordinal))
        {
            writer.WriteRawValue(given.Body.Span, true);
        }
        else
        {
            writer.WriteBase64StringValue(given.Body.Span);
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
