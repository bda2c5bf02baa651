using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CodexMcp.Sandbox.Salesforce;

/// <summary>A request below <c>/services/data/vNN.0</c>, taken apart.</summary>
internal sealed record RestRequest(
    string Method, string Version, IReadOnlyList<string> Path, IReadOnlyDictionary<string, string> Query, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body)
{
    public string? this[int index] => index < Path.Count ? Path[index] : null;

    /// <summary>The body as JSON, or Salesforce's complaint about it.</summary>
    public JsonElement Json()
    {
        if (Headers.TryGetValue("Content-Type", out var type) && !type.Contains("json", StringComparison.OrdinalIgnoreCase))
        {
            throw new SalesforceException(415, "UNSUPPORTED_MEDIA_TYPE", $"The content type is not supported for this resource: {type}");
        }

        try
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.Clone();
        }
        catch (JsonException bad)
        {
            throw SalesforceException.Json($"Unexpected character or end of input at [line:{(bad.LineNumber ?? 0) + 1}, column:{(bad.BytePositionInLine ?? 0) + 1}]");
        }
    }

    public string Text() => Encoding.UTF8.GetString(Body.Span);

    public void Allow(params ReadOnlySpan<string> methods)
    {
        foreach (var method in methods)
        {
            if (method == Method)
            {
                return;
            }
        }

        throw SalesforceException.Method(Method);
    }

    /// <summary>A header that holds an HTTP date; one that does not parse is a 400.</summary>
    public DateTimeOffset? Date(string header) => !Headers.TryGetValue(header, out var text) ? null
        : DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date
        : throw new SalesforceException(400, "INVALID_HEADER", $"{header}: {text} is not a date like Wed, 18 Mar 2026 09:30:00 GMT");

    /// <summary>The page size that Sforce-Query-Options asks for.</summary>
    public int PageSize(SalesforceSimulatorOptions options)
    {
        if (Headers.TryGetValue("Sforce-Query-Options", out var text) && text.Split('=') is [var name, var value] && name.Trim() == "batchSize")
        {
            return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
                ? Math.Clamp(size, options.MinPageSize, 2_000)
                : throw new SalesforceException(400, "INVALID_QUERY_OPTIONS", $"batchSize must be a whole number: {value}");
        }

        return options.PageSize;
    }
}
