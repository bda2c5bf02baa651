using System.Net.Http.Headers;
using System.Text.Json;

namespace CodexMcp.Connectors.Salesforce.Api;

/// <summary>A good answer: 2xx, or 304 where it was asked for.</summary>
internal sealed class ApiAnswer(int status, JsonDocument? document, HttpResponseHeaders headers) : IDisposable
{
    public int Status => status;

    /// <summary>The JSON; undefined for an answer without a body.</summary>
    public JsonElement Root => document?.RootElement ?? default;

    /// <summary>The server's own clock, or null.</summary>
    public DateTimeOffset? ServerTime => headers.Date;

    public void Dispose() => document?.Dispose();
}

/// <summary>A good answer that is no JSON: a file, or the rows of a bulk job.</summary>
internal sealed record ApiBytes(ReadOnlyMemory<byte> Bytes, string? MediaType, HttpResponseHeaders Headers)
{
    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
