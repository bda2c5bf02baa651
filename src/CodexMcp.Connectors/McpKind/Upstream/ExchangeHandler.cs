using CodexMcp.Connectors.HttpKind.Auth;
using CodexMcp.Connectors.Login;

namespace CodexMcp.Connectors.McpKind.Upstream;

/// <summary>
/// Sends the transport's requests with the connector's client and credential, once more after a 401 where another credential can be had, and tells of a
/// credential that is refused.
/// </summary>
internal sealed class ExchangeHandler(string system, HttpClient http, HttpAuth auth, ExchangeAnswer answers) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? null : await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        for (var attempt = 0; ; attempt++)
        {
            var credential = await auth.ProveAsync(system, request.Method == HttpMethod.Post, cancellationToken).ConfigureAwait(false);
            using var own = Copy(request, body);
            if (credential is { } proof)
            {
                own.Headers.TryAddWithoutValidation(proof.Header, proof.Value);
            }

            var response = await http.SendAsync(own, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if ((int)response.StatusCode is var status and (401 or 403) && request.Method == HttpMethod.Post)
            {
                using (response)
                {
                    if (attempt == 0 && credential is { } refused && (status == 401 ? auth.Refused(refused) : await auth.HasOtherAsync(refused, cancellationToken).ConfigureAwait(false)))
                    {
                        continue;
                    }

                    throw await auth.DeniedAsync(system, status, Challenge.Read(response), cancellationToken).ConfigureAwait(false);
                }
            }

            return await answers.StraightenAsync(own, body, response, cancellationToken).ConfigureAwait(false);
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
}
