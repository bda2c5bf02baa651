using System.Net.Http.Headers;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Http;
using CodexMcp.Connectors.HubSpot.Auth;

namespace CodexMcp.Connectors.HubSpot.Api;

/// <summary>Sends requests, paced. An answer is 200, 201, 204 or 207; everything else is an exception.</summary>
internal sealed class HubSpotApi(HttpClient http, HubSpotSettings settings, HubSpotCredential credential, TimeProvider time)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly MediaTypeHeaderValue JsonType = new("application/json");
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64 };
    private readonly Pacer burst = new(settings.Limits.Burst, TimeSpan.FromSeconds(10), $"{settings.Limits.Burst} requests in ten seconds", time);
    private readonly Pacer search = new(settings.Limits.Search, TimeSpan.FromSeconds(1), $"{settings.Limits.Search} searches in a second", time);

    /// <summary>What the answers say of the day's allowance.</summary>
    public DailyQuota Quota { get; } = new(time);

    /// <summary>Sends one request; the caller disposes the answer.</summary>
    public async Task<HubSpotAnswer> SendAsync(HubSpotRequest request, CancellationToken cancellationToken)
    {
        if (request.IsSearch)
        {
            await search.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        await burst.WaitAsync(cancellationToken).ConfigureAwait(false);
        using var timer = new CancellationTokenSource(Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            for (var attempt = 0; ; attempt++)
            {
                var token = await credential.GetAsync(both.Token).ConfigureAwait(false);
                using var message = Message(request, token);
                using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, both.Token).ConfigureAwait(false);
                Quota.See(response);
                if ((int)response.StatusCode == 401)
                {
                    // The token may have ended on the way, or its file has been renewed: once more with another one. A refused request did nothing.
                    credential.Refused(token);
                    if (attempt == 0 && await credential.GetAsync(both.Token).ConfigureAwait(false) != token)
                    {
                        continue;
                    }
                }

                return await ReadAsync(request, response, both.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Lost(request, $"did not answer within {Timeout.TotalSeconds:0} seconds", new TimeoutException());
        }
        catch (BodyTooLargeException exception) when (!request.MustNotRepeat)
        {
            throw new ConnectorException(ConnectorFailure.BadAnswer,
                $"HubSpot's answer is larger than {exception.MaxBytes / (1024 * 1024)} MB, the most that the host reads.",
                "Ask for fewer records or fewer properties.", inner: exception);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError)
        {
            throw HubSpotErrors.Unavailable("can't be reached", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidDataException)
        {
            throw Lost(request, "broke the connection, or its answer is incomplete", exception);
        }
    }

    private HttpRequestMessage Message(HubSpotRequest request, string token)
    {
        var message = new HttpRequestMessage(request.Method, new Uri(settings.BaseAddress, request.Path));
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        message.Headers.TryAddWithoutValidation("User-Agent", "codex-mcp/1.0");
        message.Headers.TryAddWithoutValidation("Accept", "application/json");
        if (request.Body is { } body)
        {
            message.Content = new ByteArrayContent(body);
            message.Content.Headers.ContentType = JsonType;
        }
        else if (request.Content is { } content)
        {
            message.Content = content();
        }

        return message;
    }

    private async Task<HubSpotAnswer> ReadAsync(HubSpotRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        if (status == 204)
        {
            return new HubSpotAnswer(status, null);
        }

        var good = status is 200 or 201 or 207;
        var document = await BodyAsync(response, good, cancellationToken).ConfigureAwait(false);
        if (good && document is { RootElement.ValueKind: JsonValueKind.Object })
        {
            return new HubSpotAnswer(status, document);
        }

        using (document)
        {
            throw good ? Senseless(request) : Failure(request, status, document?.RootElement ?? default, RetryAfter(response));
        }
    }

    /// <summary>The body, or null when it is no JSON: an error page has none, and a good answer should.</summary>
    private static async Task<JsonDocument?> BodyAsync(HttpResponseMessage response, bool good, CancellationToken cancellationToken)
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
        catch (Exception exception) when (!good && (exception is IOException or HttpRequestException))
        {
            return null; // The status says enough.
        }
    }

    private ConnectorException Failure(HubSpotRequest request, int status, JsonElement body, TimeSpan? retryAfter)
    {
        var failure = HubSpotErrors.From(status, body, retryAfter, request.View);
        if (status == 429)
        {
            if (HubSpotErrors.IsDaily(body))
            {
                Quota.Exhausted();
            }
            else
            {
                (request.IsSearch ? search : burst).Pause(failure.RetryAfter ?? TimeSpan.FromSeconds(1));
            }
        }

        return request.MustNotRepeat && (failure.Failure is ConnectorFailure.Unavailable or ConnectorFailure.BadAnswer)
            ? HubSpotErrors.Ambiguous($"answered with HTTP {status}", failure)
            : failure;
    }

    private static ConnectorException Senseless(HubSpotRequest request) => request.MustNotRepeat
        ? HubSpotErrors.Ambiguous("gave an answer that is broken or incomplete", null)
        : HubSpotErrors.BadAnswer("it is no JSON, or its JSON is broken or incomplete");

    private static ConnectorException Lost(HubSpotRequest request, string what, Exception inner) =>
        request.MustNotRepeat ? HubSpotErrors.Ambiguous(what, inner) : HubSpotErrors.Unavailable(what, inner);

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var after = response.Headers.RetryAfter;
        var wait = after?.Delta ?? after?.Date - time.GetUtcNow();
        return wait is null ? null : TimeSpan.FromSeconds(Math.Clamp(wait.Value.TotalSeconds, 0, 86_400));
    }
}
