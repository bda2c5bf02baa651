using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind.Auth;

namespace CodexMcp.Connectors.HttpKind.Responses;

/// <summary>Reads an answer's body, whatever it is, within the bounds of the client.</summary>
internal static class AnswerReader
{
    /// <summary>How all JSON of vendors is read.</summary>
    internal static readonly JsonDocumentOptions Strict = new()
    {
        MaxDepth = 64,
#if NET10_0_OR_GREATER
        // Of a name that comes twice, readers disagree which one counts.
        AllowDuplicateProperties = false,
#endif
    };

    /// <summary>Reads the answer.</summary>
    /// <param name="response">What came.</param>
    /// <param name="system">The system's name in sentences.</param>
    /// <param name="secrets">What no answer may repeat, or null.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="ConnectorException">A good status comes with a body that can't be read, or the answer holds the connector's own secret.</exception>
    public static async Task<HttpAnswer> ReadAsync(HttpResponseMessage response, string system, SecretEcho? secrets, CancellationToken cancellationToken)
    {
        var type = response.Content.Headers.ContentType?.MediaType;
        using var buffer = new MemoryStream();
        using (var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false))
        {
            await body.CopyToAsync(buffer, cancellationToken).ConfigureAwait(false);
        }

        var bytes = buffer.ToArray();
        if (secrets?.IsIn(bytes) ?? false)
        {
            // An echo of the request, from a proxy or by mistake: nothing of it goes on.
            throw Bad(system, "it repeats the connector's own credential, so it is withheld");
        }

        var answer = new HttpAnswer((int)response.StatusCode, null, bytes, type, response.RequestMessage!.RequestUri!)
        {
            NextLink = LinkHeader.Next(response.Headers),
            Charset = response.Content.Headers.ContentType?.CharSet,
        };
        if (type is null || bytes.Length == 0 || !(type.EndsWith("/json", StringComparison.OrdinalIgnoreCase) || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase)))
        {
            return answer;
        }

        try
        {
            // No document is kept: the answer may outlive the call in a continuation.
            using var document = JsonDocument.Parse(bytes, Strict);
            return answer with { Json = document.RootElement.Clone() };
        }
        catch (JsonException exception)
        {
            // An error page that only calls itself JSON: its status says enough.
            return answer with { BadJson = exception };
        }
    }

    /// <summary>The answer is not what the manifest expects.</summary>
    public static ConnectorException Bad(string system, string what, Exception? inner = null) => new(
        ConnectorFailure.BadAnswer, $"The answer of {system} makes no sense: {what}.", "Send the same call again; tell an operator if it happens again.", inner: inner);
}
