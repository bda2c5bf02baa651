using System.Net.Http.Headers;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Databricks.Auth;

namespace CodexMcp.Connectors.Databricks.Api;

/// <summary>Requests of the workspace's REST API with the token in use. An answer is 200 with a JSON object; everything else is an exception.</summary>
internal sealed class DatabricksApi(HttpClient http, DatabricksSettings settings, DatabricksCredential credential, TimeProvider time)
{
    // A statement answers after its wait of at most 50 seconds.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public Task<WireAnswer> GetAsync(string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, path, null, cancellationToken);

    public Task<WireAnswer> PostAsync(string path, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, path, body, cancellationToken);

    /// <exception cref="ConnectorException">The answer is an error, or there is none.</exception>
    private async Task<WireAnswer> SendAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? body, CancellationToken cancellationToken)
    {
        var token = await credential.GetAsync(cancellationToken).ConfigureAwait(false);
        var answer = await OnceAsync(method, path, body, token, cancellationToken).ConfigureAwait(false);
        if (answer.Status == 401)
        {
            // The token may have expired on the way, or its file has been renewed: once more with another one.
            credential.Refused(token);
            var next = await credential.GetAsync(cancellationToken).ConfigureAwait(false);
            if (next.Value != token.Value)
            {
                answer.Dispose();
                answer = await OnceAsync(method, path, body, next, cancellationToken).ConfigureAwait(false);
            }
        }

        if (answer.Status == 200)
        {
            return answer;
        }

        using (answer)
        {
            throw DatabricksErrors.From(answer);
        }
    }

    private Task<WireAnswer> OnceAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? body, BearerToken token, CancellationToken cancellationToken) =>
        Wire.SendAsync(http, () =>
        {
            var request = new HttpRequestMessage(method, new Uri(settings.BaseAddress, path));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
            if (body is { } bytes)
            {
                request.Content = new ReadOnlyMemoryContent(bytes);
                request.Content.Headers.ContentType = Json;
            }

            return request;
        }, Timeout, time, cancellationToken);
}
