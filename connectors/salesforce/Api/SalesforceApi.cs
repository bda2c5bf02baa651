using System.Net.Http.Headers;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Http;
using CodexMcp.Connectors.Salesforce.Auth;

namespace CodexMcp.Connectors.Salesforce.Api;

/// <summary>Sends requests to the org that the token belongs to. A good answer comes back, everything else is an exception.</summary>
internal sealed class SalesforceApi(HttpClient http, SalesforceSettings settings, TokenSource tokens, QuotaMeter quota, TimeProvider time)
{
    public const string UserAgent = "codex-mcp/1.0";
    private const string NeverForRest = "This session is not valid for use with the REST API";
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64 };

    /// <summary>The path of the API's version, as it begins every address below the org's.</summary>
    public string Root { get; } = $"/services/data/{settings.ApiVersion}/";

    /// <summary>Sends a request whose answer is JSON or empty.</summary>
    public Task<ApiAnswer> SendAsync(ApiCall call, CancellationToken cancellationToken) =>
        SendAsync(call, async (response, cancellation) =>
        {
            var status = (int)response.StatusCode;
            if (status is 204 or 304)
            {
                return new ApiAnswer(status, null, response.Headers);
            }

            var document = await ParseAsync(response, cancellation).ConfigureAwait(false);
            return document is not null || status == 201
                ? new ApiAnswer(status, document, response.Headers)
                : throw Nonsense(call.Effect, "it is no JSON, or only half of it");
        }, cancellationToken);

    /// <summary>Sends a request whose answer is bytes.</summary>
    public Task<ApiBytes> BytesAsync(ApiCall call, int maxBytes, CancellationToken cancellationToken) =>
        SendAsync(call, async (response, cancellation) =>
        {
            using var body = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
            using var bytes = new MemoryStream();
            var buffer = new byte[16 * 1024];
            for (int read; (read = await body.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0;)
            {
                if (bytes.Length + read > maxBytes)
                {
                    throw new BodyTooLargeException(maxBytes);
                }

                bytes.Write(buffer, 0, read);
            }

            return new ApiBytes(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), response.Content.Headers.ContentType?.MediaType, response.Headers);
        }, cancellationToken);

    private async Task<T> SendAsync<T>(ApiCall call, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(call.Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            for (var attempt = 0; ; attempt++)
            {
                var token = await tokens.GetAsync(both.Token).ConfigureAwait(false);
                using var request = Request(call, token);
                using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token).ConfigureAwait(false);
                quota.Read(response.Headers);
                if (response.IsSuccessStatusCode || (response.StatusCode == System.Net.HttpStatusCode.NotModified && call.IfModifiedSince is not null))
                {
                    return await read(response, both.Token).ConfigureAwait(false);
                }

                var error = await ErrorAsync(response, call, both.Token).ConfigureAwait(false);
                if (error.Status != 401)
                {
                    quota.Read(error);
                    throw error;
                }

                // The session has ended: nothing was done, so the same request may go out with a new one, once.
                if (attempt > 0 || error.Errors.Any(static one => one.Message.Contains(NeverForRest, StringComparison.OrdinalIgnoreCase)))
                {
                    throw tokens.RefusedAgain(error);
                }

                tokens.Refused(token);
            }
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw SalesforceErrors.Lost(call.Effect, $"did not answer within {call.Timeout.TotalSeconds:0} seconds", exception);
        }
        catch (BodyTooLargeException exception)
        {
            throw call.Effect == ApiEffect.Read
                ? new ConnectorException(ConnectorFailure.BadAnswer,
                    $"Salesforce's answer is larger than {exception.MaxBytes / 1024:N0} KB, the most that the host reads.",
                    "Ask for fewer or shorter fields, or fewer rows.", inner: exception)
                : SalesforceErrors.Lost(call.Effect, "sent an answer that is too large to read", exception);
        }
        catch (HttpRequestException exception) when (call.Effect != ApiEffect.Read && exception.HttpRequestError is HttpRequestError.ConnectionError
            or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError)
        {
            throw SalesforceErrors.NeverSent(call.Effect, exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidDataException)
        {
            throw SalesforceErrors.Lost(call.Effect, "can't be reached, or the connection broke", exception);
        }
    }

    private HttpRequestMessage Request(ApiCall call, AccessToken token)
    {
        var request = new HttpRequestMessage(call.Method, new Uri(token.Instance, call.Path.StartsWith('/') ? call.Path : Root + call.Path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        request.Headers.TryAddWithoutValidation("Sforce-Call-Options", "client=CodexMcp");
        request.Headers.TryAddWithoutValidation("Accept", call.Accept);
        request.Headers.IfModifiedSince = call.IfModifiedSince;
        request.Headers.IfUnmodifiedSince = call.IfUnmodifiedSince;
        if (call.BatchSize > 0)
        {
            request.Headers.TryAddWithoutValidation("Sforce-Query-Options", $"batchSize={Math.Clamp(call.BatchSize, 200, 2000)}");
        }

        if (call.Body is not null)
        {
            request.Content = new ByteArrayContent(call.Body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", call.ContentType);
        }

        return request;
    }

    private async Task<ApiException> ErrorAsync(HttpResponseMessage response, ApiCall call, CancellationToken cancellationToken)
    {
        IReadOnlyList<ApiError> errors = [];
        try
        {
            using var document = await ParseAsync(response, cancellationToken).ConfigureAwait(false);
            errors = ApiError.Read(document?.RootElement ?? default);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or InvalidDataException)
        {
            // Half an error, or a page without end: the status says enough.
        }

        var after = response.Headers.RetryAfter;
        var wait = after?.Delta ?? after?.Date - time.GetUtcNow();
        return new ApiException((int)response.StatusCode, errors, call.Effect, wait is null ? null : TimeSpan.FromSeconds(Math.Clamp(wait.Value.TotalSeconds, 0, 3600)));
    }

    private static async Task<JsonDocument?> ParseAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType is not { } type || !type.EndsWith("json", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        try
        {
            using var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            return await JsonDocument.ParseAsync(body, Strict, cancellationToken).ConfigureAwait(false);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ConnectorException Nonsense(ApiEffect effect, string what) =>
        effect == ApiEffect.Read ? SalesforceErrors.BadAnswer(what) : SalesforceErrors.Lost(effect, $"sent an answer that makes no sense ({what})", null);
}
