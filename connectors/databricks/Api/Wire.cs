using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Http;

namespace CodexMcp.Connectors.Databricks.Api;

/// <summary>An answer of the workspace: its status, and its JSON object if it has one.</summary>
internal sealed class WireAnswer(int status, TimeSpan? retryAfter, JsonDocument? document) : IDisposable
{
    public int Status => status;

    /// <summary>How long the workspace asks to wait.</summary>
    public TimeSpan? RetryAfter => retryAfter;

    /// <summary>The object; undefined when the body is something else.</summary>
    public JsonElement Root => document?.RootElement is { ValueKind: JsonValueKind.Object } root ? root : default;

    public void Dispose() => document?.Dispose();
}

/// <summary>Sends one request and reads its answer, whatever it is: JSON, a web page, nothing, or half of something.</summary>
internal static class Wire
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64 };

    /// <summary>Sends a request.</summary>
    /// <exception cref="ConnectorException">There is no answer, or a good one can't be read.</exception>
    public static async Task<WireAnswer> SendAsync(
        HttpClient http, Func<HttpRequestMessage> make, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            using var request = make();
            request.Headers.TryAddWithoutValidation("User-Agent", "codex-mcp/1.0");
            request.Headers.TryAddWithoutValidation("Accept", "application/json");
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token).ConfigureAwait(false);
            var status = (int)response.StatusCode;
            var after = response.Headers.RetryAfter is { } header ? header.Delta ?? header.Date - time.GetUtcNow() : null;
            var wait = after is { } long1 ? TimeSpan.FromSeconds(Math.Clamp(long1.TotalSeconds, 0, 3600)) : (TimeSpan?)null;
            return new WireAnswer(status, wait, await ReadAsync(response, status == 200, both.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw DatabricksErrors.Unreachable($"did not answer within {timeout.TotalSeconds:0} seconds", new TimeoutException());
        }
        catch (BodyTooLargeException exception)
        {
            throw new ConnectorException(ConnectorFailure.BadAnswer,
                $"Databricks' answer is larger than {exception.MaxBytes / (1024 * 1024)} MB, the most that the host reads.",
                "Select fewer or narrower columns, or aggregate.", inner: exception);
        }
        catch (InvalidDataException exception)
        {
            throw DatabricksErrors.BadAnswer("its body can't be unpacked", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw DatabricksErrors.Unreachable("can't be reached, or the connection broke", exception);
        }
    }

    private static async Task<JsonDocument?> ReadAsync(HttpResponseMessage response, bool good, CancellationToken cancellationToken)
    {
        try
        {
            using var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            var document = await JsonDocument.ParseAsync(body, Strict, cancellationToken).ConfigureAwait(false);
            if (good && document.RootElement.ValueKind != JsonValueKind.Object)
            {
                document.Dispose();
                throw DatabricksErrors.BadAnswer("it is no JSON object");
            }

            return document;
        }
        catch (JsonException exception) when (good)
        {
            throw DatabricksErrors.BadAnswer("its JSON is broken or incomplete", exception);
        }
        catch (JsonException)
        {
            return null; // A web page, or a plain text: the status says enough.
        }
    }
}
