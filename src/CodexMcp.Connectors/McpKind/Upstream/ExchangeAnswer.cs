using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Http;
using CodexMcp.Connectors.HttpKind;

namespace CodexMcp.Connectors.McpKind.Upstream;

/// <summary>
/// What a server answers over HTTP, straightened: a stray [DONE], an error of the protocol behind a status, messages of any size. Statuses that are no
/// answer of the protocol end the request in our words; where one leads elsewhere, nobody follows.
/// </summary>
internal sealed class ExchangeAnswer(string system, int maxMessageBytes)
{
    private const string Session = "Mcp-Session-Id";
    private const int MostErrorBytes = 64 * 1024;
    private static readonly byte[] Done = "[DONE]"u8.ToArray();

    /// <summary>Straightens the answer to a request with a body, or to one that only listens.</summary>
    public async Task<HttpResponseMessage> StraightenAsync(HttpRequestMessage sent, byte[]? body, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            if (body is not null && !response.IsSuccessStatusCode)
            {
                await ReadErrorAsync(response, body, sent.Headers.Contains(Session), cancellationToken).ConfigureAwait(false);
            }

            if (response.IsSuccessStatusCode && response.StatusCode is not (HttpStatusCode.Accepted or HttpStatusCode.NoContent))
            {
                switch (response.Content.Headers.ContentType?.MediaType)
                {
                    case "application/json":
                        Replace(response, Trim(await ReadAsync(response.Content, maxMessageBytes, cancellationToken).ConfigureAwait(false) ?? throw new UpstreamTooMuchException(maxMessageBytes)));
                        break;
                    case "text/event-stream":
                        await GuardAsync(response, body is not null, cancellationToken).ConfigureAwait(false);
                        break;
                    case { } when body is not null:
                        throw new UpstreamBrokenException("The server's answer is neither JSON nor an event stream.");
                }
            }

            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private async Task GuardAsync(HttpResponseMessage response, bool isAnswer, CancellationToken cancellationToken)
    {
        var type = response.Content.Headers.ContentType;
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);

        // A stream that only listens is opened again; an answer that is too large would only come again.
        response.Content = new StreamContent(new EventStreamGuard(stream, maxMessageBytes, isAnswer ? static most => new UpstreamTooMuchException(most) : static most => new BodyTooLargeException(most)));
        response.Content.Headers.ContentType = type;
    }

    private async Task ReadErrorAsync(HttpResponseMessage response, byte[] sent, bool inSession, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        if (status is 400 or 404)
        {
            var isJson = response.Content.Headers.ContentType?.MediaType == "application/json";
            var said = isJson ? await ReadAsync(response.Content, MostErrorBytes, cancellationToken).ConfigureAwait(false) : null;
            var (code, error) = said is null ? default : Error(said, sent);
            if (error is not null)
            {
                Replace(response, error);
                response.StatusCode = HttpStatusCode.OK;
            }
            else if (inSession && (status == 404 || code is -32000 or -32001))
            {
                throw new UpstreamAwayException($"{system} has forgotten the session and has not taken the call.");
            }
            else if (said is not null)
            {
                Replace(response, said);
            }

            return;
        }

        throw status switch
        {
            429 => new ConnectorException(ConnectorFailure.RateLimited, $"{system} asks for patience: too many requests came from this account.", "Wait as long as it says and send the same call again.", retryAfter: response.Headers.RetryAfter?.Delta),
            >= 300 and < 400 => new ConnectorException(ConnectorFailure.Configuration, $"{system} leads elsewhere (HTTP {status}), where this host does not follow. The call was not carried out.", "Ask an operator to put the server's own address into upstream.url of the connector's connector.yaml."),
            _ => new UpstreamBrokenException($"The server answers with HTTP {status}."),
        };
    }

    /// <summary>Reads a body, or gives null when it is larger.</summary>
    private static async Task<byte[]?> ReadAsync(HttpContent content, int maxBytes, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > maxBytes)
        {
            return null;
        }

        var body = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using var owned = body.ConfigureAwait(false);
        using var read = new MemoryStream();
        var chunk = new byte[16 * 1024];
        while (await body.ReadAsync(chunk, cancellationToken).ConfigureAwait(false) is var count and > 0)
        {
            if (read.Length + count > maxBytes)
            {
                return null;
            }

            read.Write(chunk, 0, count);
        }

        return read.ToArray();
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

    /// <summary>Gives an error of the protocol with the id of what was sent; only its code for what belongs to the transport, such as a session that is over.</summary>
    private static (int? Code, byte[]? Error) Error(byte[] body, byte[] sent)
    {
        try
        {
            using var answer = JsonDocument.Parse(body);
            using var question = JsonDocument.Parse(sent);
            if (Json.Member(answer.RootElement, "error") is not { } error || Json.Int(error, "code") is not { } code)
            {
                return default;
            }

            return code is (-32020 or -32021 or -32022 or (<= -32600 and >= -32603)) && Json.Member(question.RootElement, "id") is { } id
                ? (code, Encoding.UTF8.GetBytes(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = Relay.Questions.Node(id), ["error"] = JsonObject.Create(error) }.ToJsonString()))
                : (code, null);
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
