using System.Buffers;
using System.Text;
using System.Text.Json;

namespace CodexMcp.Connectors.Salesforce.Api;

/// <summary>What a request does to the org: it decides what a lost answer means.</summary>
internal enum ApiEffect
{
    /// <summary>Changes nothing.</summary>
    Read,

    /// <summary>Writes, and a repeat changes nothing more.</summary>
    Repeatable,

    /// <summary>Writes, and a repeat would write twice.</summary>
    Once,
}

/// <summary>One request to the org.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path below <c>/services/data/vNN.0/</c>, or with a leading slash below the org's address. Values in it are escaped already.</param>
/// <param name="Effect">What it does.</param>
internal sealed record ApiCall(HttpMethod Method, string Path, ApiEffect Effect)
{
    public byte[]? Body { get; init; }

    public string ContentType { get; init; } = "application/json";

    public string Accept { get; init; } = "application/json";

    public DateTimeOffset? IfModifiedSince { get; init; }

    public DateTimeOffset? IfUnmodifiedSince { get; init; }

    /// <summary>How many rows a page of a query should have, or 0 for Salesforce's own number.</summary>
    public int BatchSize { get; init; }

    /// <summary>Salesforce itself ends a request after two minutes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(115);

    public static ApiCall Get(string path) => new(HttpMethod.Get, path, ApiEffect.Read);

    public static ApiCall Post(string path, byte[] body, ApiEffect effect) => new(HttpMethod.Post, path, effect) { Body = body };

    public static ApiCall Patch(string path, byte[] body) => new(HttpMethod.Patch, path, ApiEffect.Repeatable) { Body = body };

    public static ApiCall Delete(string path) => new(HttpMethod.Delete, path, ApiEffect.Repeatable);

    /// <summary>A query by SOQL. What is longer than Salesforce takes in an address is refused before.</summary>
    public static ApiCall Query(string soql, bool deleted = false, int batchSize = 0) =>
        Get($"{(deleted ? "queryAll" : "query")}?q={Uri.EscapeDataString(soql)}") with { BatchSize = batchSize };

    /// <summary>Bytes of a JSON body.</summary>
    public static byte[] Json(string json) => Encoding.UTF8.GetBytes(json);

    /// <summary>Bytes of a JSON object with these members.</summary>
    public static byte[] Json(Action<Utf8JsonWriter> write)
    {
        var body = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return body.WrittenSpan.ToArray();
    }
}
