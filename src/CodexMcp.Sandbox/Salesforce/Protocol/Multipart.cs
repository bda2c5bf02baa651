using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CodexMcp.Sandbox.Salesforce;

/// <summary>A record with its file in two parts: JSON first, then the bytes, which go into the field that the second part names.</summary>
internal static class Multipart
{
    /// <summary>The record of a request, from plain JSON or from multipart/form-data.</summary>
    public static JsonElement Record(RestRequest request)
    {
        if (!request.Headers.TryGetValue("Content-Type", out var type) || !type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
        {
            return request.Json();
        }

        var boundary = type.Split(';').Select(p => p.Trim()).FirstOrDefault(p => p.StartsWith("boundary=", StringComparison.OrdinalIgnoreCase))?["boundary=".Length..].Trim('"');
        if (string.IsNullOrEmpty(boundary))
        {
            throw new SalesforceException(400, "INVALID_MULTIPART_REQUEST", "The boundary is missing");
        }

        JsonObject? record = null;
        (string Name, string Value)? file = null;
        foreach (var (headers, body) in Parts(request.Body.ToArray(), Encoding.ASCII.GetBytes("--" + boundary)))
        {
            if (headers.Contains("application/json", StringComparison.OrdinalIgnoreCase))
            {
                try
                {
                    record = JsonNode.Parse(body) as JsonObject;
                }
                catch (JsonException)
                {
                    throw SalesforceException.Json("The first part is not JSON");
                }
            }
            else if (Name(headers) is { } name)
            {
                file = (name, Convert.ToBase64String(body));
            }
        }

        if (record is null)
        {
            throw new SalesforceException(400, "INVALID_MULTIPART_REQUEST", "The first part must be the record in JSON");
        }

        if (file is { } found)
        {
            record[found.Name] = found.Value;
        }

        using var document = JsonDocument.Parse(record.ToJsonString());
        return document.RootElement.Clone();
    }

    /// <summary>The name of a part, with quotes or without.</summary>
    private static string? Name(string headers)
    {
        var at = headers.IndexOf(" name=", StringComparison.OrdinalIgnoreCase);
        return at < 0 ? null : headers[(at + 6)..].Split(';', '\r', '\n')[0].Trim().Trim('"') is { Length: > 0 } name ? name : null;
    }

    private static IEnumerable<(string Headers, byte[] Body)> Parts(byte[] all, byte[] boundary)
    {
        var at = all.AsSpan().IndexOf(boundary);
        while (at >= 0)
        {
            var start = at + boundary.Length;
            var next = all.AsSpan(start).IndexOf(boundary);
            if (next < 0)
            {
                yield break;
            }

            var part = all[start..(start + next)];
            var head = part.AsSpan().IndexOf("\r\n\r\n"u8);
            if (head >= 0)
            {
                yield return (Encoding.UTF8.GetString(part, 0, head), part[(head + 4)..Math.Max(head + 4, part.Length - 2)]);
            }

            at = start + next;
        }
    }
}
