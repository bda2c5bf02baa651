using System.Net.Http.Headers;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Http;
using CodexMcp.Connectors.Snowflake.Auth;

namespace CodexMcp.Connectors.Snowflake.Api;

/// <summary>The four requests of the SQL API. An answer is 200 or 202 with a JSON object; everything else is an exception.</summary>
internal sealed class SnowflakeApi(HttpClient http, SnowflakeSettings settings, SnowflakeCredential credential, TimeProvider time)
{
    // Snowflake answers a synchronous statement after 45 seconds at the latest.
    private static readonly TimeSpan SubmitTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan OtherTimeout = TimeSpan.FromSeconds(30);
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64 };

    /// <summary>Sends a statement. <paramref name="retry"/> says that it may have been sent before, so that Snowflake does not run it twice.</summary>
    public Task<SnowflakeAnswer> SubmitAsync(byte[] body, Guid requestId, bool retry, bool async, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, $"api/v2/statements?requestId={requestId:D}{(retry ? "&retry=true" : "")}{(async ? "&async=true" : "")}",
            body, SubmitTimeout, cancellationToken);

    /// <summary>Asks for a statement's status and its first partition, or for a later partition.</summary>
    public Task<SnowflakeAnswer> GetAsync(string handle, int partition, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, $"api/v2/statements/{Uri.EscapeDataString(handle)}{(partition > 0 ? $"?partition={partition}" : "")}",
            null, OtherTimeout, cancellationToken);

    /// <summary>Stops a statement.</summary>
    public Task<SnowflakeAnswer> CancelAsync(string handle, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, $"api/v2/statements/{Uri.EscapeDataString(handle)}/cancel", "{}"u8.ToArray(), OtherTimeout, cancellationToken);

    private async Task<SnowflakeAnswer> SendAsync(HttpMethod method, string path, byte[]? body, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            for (var attempt = 0; ; attempt++)
            {
                var token = credential.Get();
                using var request = Request(method, path, body, token);
                using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token).ConfigureAwait(false);
                if ((int)response.StatusCode == 401)
                {
                    // The token may have expired on the way, or its file has been renewed: once more with another one.
                    credential.Refused(token);
                    if (attempt == 0 && credential.Get() != token)
                    {
                        continue;
                    }
                }

                return await ReadAsync(response, both.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw SnowflakeErrors.Unreachable($"did not answer within {timeout.TotalSeconds:0} seconds", new TimeoutException());
        }
        catch (BodyTooLargeException exception)
        {
            throw new ConnectorException(ConnectorFailure.BadAnswer,
                $"Snowflake's answer is larger than {exception.MaxBytes / (1024 * 1024)} MB, the most that the host reads.",
                "Select fewer or narrower columns, or aggregate.", inner: exception);
        }
        catch (InvalidDataException exception)
        {
            throw SnowflakeErrors.BadAnswer("its body can't be unpacked", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw SnowflakeErrors.Unreachable("can't be reached, or the connection broke", exception);
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path, byte[]? body, BearerToken token)
    {
        var request = new HttpRequestMessage(method, new Uri(settings.BaseAddress, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        request.Headers.TryAddWithoutValidation("X-Snowflake-Authorization-Token-Type", token.Kind);
        request.Headers.TryAddWithoutValidation("User-Agent", "codex-mcp/1.0");
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = Json;
        }

        return request;
    }

    private async Task<SnowflakeAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var good = status is 200 or 202;
        var json = response.Content.Headers.ContentType?.MediaType is { } type && type.EndsWith("json", StringComparison.OrdinalIgnoreCase);
        if (!json)
        {
            throw good ? SnowflakeErrors.BadAnswer("it is no JSON") : SnowflakeErrors.From(status, null, null, RetryAfter(response));
        }

        JsonDocument? document = null;
        try
        {
            using var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            document = await JsonDocument.ParseAsync(body, Strict, cancellationToken).ConfigureAwait(false);
        }
        catch (JsonException exception) when (good)
        {
            throw SnowflakeErrors.BadAnswer("its JSON is broken or incomplete", exception);
        }
        catch (JsonException)
        {
            // An error page that only calls itself JSON: the status says enough.
        }

        var answer = document is { RootElement.ValueKind: JsonValueKind.Object } ? new SnowflakeAnswer(status, document) : null;
        if (good && answer is not null)
        {
            return answer;
        }

        var error = good ? SnowflakeErrors.BadAnswer("its JSON is no object")
            : SnowflakeErrors.From(status, answer?.Text("code"), answer?.Text("message"), RetryAfter(response));
        document?.Dispose();
        throw error;
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var after = response.Headers.RetryAfter;
        var wait = after?.Delta ?? after?.Date - time.GetUtcNow();
        return wait is null ? null : TimeSpan.FromSeconds(Math.Clamp(wait.Value.TotalSeconds, 0, 3600));
    }
}
