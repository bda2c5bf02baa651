using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace CodexMcp.Host.Http.Transport;

/// <summary>What the headers of a request must be like before its body is read.</summary>
internal static class HeaderRules
{
    /// <summary>The headers of the protocol.</summary>
    public const string Version = "MCP-Protocol-Version", Method = "Mcp-Method", Name = "Mcp-Name", Session = "Mcp-Session-Id",
        ParameterPrefix = "Mcp-Param-", LastEvent = "Last-Event-ID";

    private const string Json = "application/json";
    private const string Events = "text/event-stream";

    /// <summary>Refuses a header that decides something and is there twice: two readers could take different ones.</summary>
    public static Refusal? CheckSingle(IHeaderDictionary headers)
    {
        foreach (var (name, values) in headers)
        {
            if (values.Count > 1 && Decides(name))
            {
                return Refusal.Mismatch($"The header {name} is there {values.Count} times. Send it once.");
            }

            if (name.StartsWith("Mcp-", StringComparison.OrdinalIgnoreCase) && !IsPlain(values))
            {
                return Refusal.Mismatch($"The header {name} has characters other than printable ASCII. Encode its value as =?base64?...?=.");
            }
        }

        return null;
    }

    /// <summary>Refuses a POST whose answer the client could not read, or whose body is not plain JSON.</summary>
    public static Refusal? CheckPost(IHeaderDictionary headers)
    {
        if (!Accepts(headers.Accept, Json) || !Accepts(headers.Accept, Events))
        {
            return new(StatusCodes.Status406NotAcceptable, Refusal.TransportError, $"The client must accept both {Json} and {Events}. Send Accept: {Json}, {Events}.");
        }

        var encoding = headers.ContentEncoding;
        return !IsJson(headers.ContentType) || (encoding.Count > 0 && !string.Equals(encoding.ToString(), "identity", StringComparison.OrdinalIgnoreCase))
            ? new(StatusCodes.Status415UnsupportedMediaType, Refusal.TransportError, $"The body must be plain {Json} in UTF-8, not compressed.")
            : null;
    }

    /// <summary>Refuses a GET whose client does not read events.</summary>
    public static Refusal? CheckGet(IHeaderDictionary headers) => Accepts(headers.Accept, Events)
        ? null
        : new(StatusCodes.Status406NotAcceptable, Refusal.TransportError, $"The client must accept {Events}.");

    /// <summary>The one value of a header, without surrounding blanks; null when it is not there.</summary>
    public static string? Value(IHeaderDictionary headers, string name) => headers.TryGetValue(name, out var values) && values is [{ } value] ? value.Trim() : null;

    private static bool Decides(string name) =>
        name.StartsWith("Mcp-", StringComparison.OrdinalIgnoreCase)
        || name.Equals(LastEvent, StringComparison.OrdinalIgnoreCase)
        || name.Equals(HeaderNames.Authorization, StringComparison.OrdinalIgnoreCase)
        || name.Equals(HeaderNames.ContentType, StringComparison.OrdinalIgnoreCase)
        || name.Equals(HeaderNames.ContentEncoding, StringComparison.OrdinalIgnoreCase)
        || name.Equals(HeaderNames.Origin, StringComparison.OrdinalIgnoreCase)
        || name.Equals(HeaderNames.Host, StringComparison.OrdinalIgnoreCase);

    private static bool IsPlain(StringValues values)
    {
        foreach (var value in values)
        {
            if (value is null || value.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0)
            {
                continue;
            }

            foreach (var character in value)
            {
                if (character is not ('\t' or (>= ' ' and <= '~')))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool Accepts(StringValues accept, string type)
    {
        if (accept is ["application/json, text/event-stream" or "text/event-stream, application/json"])
        {
            return true;
        }

        if (!MediaTypeHeaderValue.TryParseList(accept, out var ranges))
        {
            return false;
        }

        var wanted = new MediaTypeHeaderValue(type);
        foreach (var range in ranges)
        {
            // Parameters of a range (charset, version) don't make it another type; a quality of zero does.
            var bare = new MediaTypeHeaderValue(range.MediaType);
            if (range.Quality is not 0 && wanted.IsSubsetOf(bare))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsJson(StringValues type) =>
        type is [Json]
        || (type is [{ } value]
            && MediaTypeHeaderValue.TryParse(value, out var parsed)
            && parsed.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)
            && (!parsed.Charset.HasValue || HeaderUtilities.RemoveQuotes(parsed.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase)));
}
