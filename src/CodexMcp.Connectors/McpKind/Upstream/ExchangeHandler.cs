using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CodexMcp.Connectors.HttpKind;
using CodexMcp.Connectors.HttpKind.Auth;

namespace CodexMcp.Connectors.McpKind.Upstream;

/// <summary>
/// Sends the transport's requests with the connector's client and credential, once more after a 401 where another credential can be had, and straightens
/// what servers get wrong: a body that ends with a stray [DONE], an error of the protocol behind an HTTP status.
/// </summary>
internal sealed class ExchangeHandler(HttpClient http, HttpAuth auth) : HttpMessageHandler
{
    private const int MostErrorBytes = 64 * 1024;
    private static readonly byte[] Done = "[DONE]"u8.ToArray();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? null : await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        for (var attempt = 0; ; attempt++)
        {
            var credential = await auth.GetAsync(cancellationToken).ConfigureAwait(false);
            using var own = Copy(request, body);
            if (credential is { } proof)
            {
                own.Headers.TryAddWithoutValidation(proof.Header, proof.Value);
            }

            var response = await http.SendAsync(own, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if ((int)response.StatusCode == 401 && attempt == 0 && credential is { } refused && auth.Refused(refused))
            {
                response.Dispose();
                continue;
            }

            return await StraightenAsync(response, body, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            auth.Dispose();
        }

        base.Dispose(disposing);
    }

    private static HttpRequestMessage Copy(HttpRequestMessage request, byte[]? body)
    {
        var own = new HttpRequestMessage(request.Method, request.RequestUri);
        foreach (var header in request.Headers.NonValidated)
        {
            own.Headers.TryAddWithoutValidation(header.Key, (IEnumerable<string>)header.Value);
        }

        if (body is not null)
        {
            own.Content = new ByteArrayContent(body);
            own.Content.Headers.ContentType = request.Content!.Headers.ContentType;
        }

        return own;
    }

    private static async Task<HttpResponseMessage> StraightenAsync(HttpResponseMessage response, byte[]? sent, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/json" || ((int)response.StatusCode >= 300 && (int)response.StatusCode is not (400 or 404)))
        {
            return response;
        }

        try
        {
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                if (Error(body, sent) is not { } error)
                {
                    Replace(response, body);
                    return response;
                }

                body = error;
                response.StatusCode = System.Net.HttpStatusCode.OK;
            }

            Replace(response, Trim(body));
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static void Replace(HttpResponseMessage response, byte[] body)
    {
        var type = response.Content.Headers.ContentType;
        response.Content = new ByteArrayContent(body);
        response.Content.Headers.ContentType = type;
    }

    private static byte[] Trim(byte[] body)
    {
        var text = body.AsSpan().TrimEnd(" \t\r\n"u8);
        if (!text.EndsWith(Done))
        {
            return body;
        }

        text = text[..^Done.Length].TrimEnd(" \t\r\n"u8);
        return text.EndsWith("data:"u8) ? text[..^5].TrimEnd(" \t\r\n"u8).ToArray() : text.ToArray();
    }

    /// <summary>Gives an error of the protocol with the id of what was sent; null for what belongs to the transport, such as a session that is over.</summary>
    private static byte[]? Error(byte[] body, byte[]? sent)
    {
        if (sent is null || body.Length > MostErrorBytes)
        {
            return null;
        }

        try
        {
            using var answer = JsonDocument.Parse(body);
            using var question = JsonDocument.Parse(sent);
            if (Json.Member(answer.RootElement, "error") is not { } error || Json.Int(error, "code") is not (-32020 or -32021 or -32022 or <= -32600 and >= -32603)
                || Json.Member(question.RootElement, "id") is not { } id)
            {
                return null;
            }

            return Encoding.UTF8.GetBytes(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = Relay.Questions.Node(id), ["error"] = JsonObject.Create(error) }.ToJsonString());
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
