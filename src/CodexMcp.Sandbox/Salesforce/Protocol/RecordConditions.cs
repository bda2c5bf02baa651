using System.Security.Cryptography;

namespace CodexMcp.Sandbox.Salesforce;

/// <summary>Checks the conditional headers of a request for one record.</summary>
internal sealed class RecordConditions(Org org, Func<ObjectDef, string, byte[]> read)
{
    /// <summary>The conditions of RFC 7232 as far as Salesforce has them: dates for every object, tags for Account.</summary>
    public SimulatorResponse? Check(RestRequest request, ObjectDef definition, string id)
    {
        SimulatorResponse Failed() => JsonAnswers.Error(new SalesforceException(412, "PRECONDITION_FAILED", "The record has changed: a condition in the request's headers is not met"));
        var changed = SoqlDates.Moment((string)org.Store.Peek(definition, id, "LastModifiedDate")!);
        // HTTP dates have whole seconds.
        changed = changed.AddTicks(-(changed.Ticks % TimeSpan.TicksPerSecond));
        if (definition.Name == "Account")
        {
            var tag = Tag(definition, id);
            bool Has(string header) => request.Headers[header].Split(',').Select(t => t.Trim().Replace("-gzip\"", "\"", StringComparison.Ordinal)).Any(t => t == "*" || t == tag);
            if (request.Headers.ContainsKey("If-Match") && !Has("If-Match"))
            {
                return Failed();
            }

            if (request.Headers.ContainsKey("If-None-Match") && Has("If-None-Match"))
            {
                return request.Method is "GET" or "HEAD" ? JsonAnswers.Empty(304) : Failed();
            }
        }

        if (request.Date("If-Unmodified-Since") is { } before && changed > before)
        {
            return Failed();
        }

        if (request.Date("If-Modified-Since") is { } after && changed <= after)
        {
            return request.Method is "GET" or "HEAD" ? JsonAnswers.Empty(304) : Failed();
        }

        return null;
    }

    /// <summary>The tag of a record as it stands.</summary>
    public string Tag(ObjectDef definition, string id) => $"\"{Convert.ToHexStringLower(SHA256.HashData(read(definition, id))[..12])}\"";
}
