using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Http;
using CodexMcp.Connectors.HttpKind;
using CodexMcp.Connectors.HttpKind.Responses;

namespace CodexMcp.Connectors.Login.Discovery;

/// <summary>
/// Fetches the documents that a server's own words lead to. None of them is trusted: only the connector's hosts, no redirect, little of it, in little time.
/// </summary>
/// <param name="system">The system's name in sentences.</param>
/// <param name="http">A client that reaches the connector's hosts only.</param>
/// <param name="hosts">Those hosts.</param>
/// <param name="time">The clock.</param>
internal sealed class MetadataReader(string system, HttpClient http, HostAllowlist hosts, TimeProvider time)
{
    private const int MostBytes = 256 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>The system's name in sentences.</summary>
    public string System => system;

    /// <summary>Fetches a document; null where there is none: another status, or no JSON object.</summary>
    /// <exception cref="ConnectorException">The server is broken or can't be reached.</exception>
    public Task<JsonElement?> ReadAsync(Uri address, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, address, null, cancellationToken);

    /// <summary>Sends a JSON document and gives the answer, as <see cref="ReadAsync"/> does.</summary>
    /// <exception cref="ConnectorException">The server is broken or can't be reached.</exception>
    public Task<JsonElement?> PostAsync(Uri address, ReadOnlyMemory<byte> document, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, address, document, cancellationToken);

    /// <summary>Takes an address out of a server's words.</summary>
    /// <param name="text">The words, or null.</param>
    /// <param name="what">What it is, in a sentence.</param>
    /// <exception cref="ConnectorException">It is none, or may not be called.</exception>
    public Uri Address(string? text, string what)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Fragment.Length > 0 || address.Scheme is not ("https" or "http"))
        {
            throw Wrong($"names no address as {what}", "Ask its maker, or name authorize_url and token_url under auth.");
        }

        return hosts.Check(address) is { } why
            ? throw Wrong($"names {VendorText.Clean($"{address.Scheme}://{address.Authority}")} as {what}, which may not be used: {why}", "If you trust that host, add it to 'hosts' in the connector's connector.yaml, and log in again.")
            : address;
    }

    /// <summary>As <see cref="Address"/>; null for what is missing or may not be called.</summary>
    public Uri? Optional(string? text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Fragment.Length == 0 && hosts.Check(address) is null ? address : null;

    /// <summary>What the servers say makes no login.</summary>
    public ConnectorException Wrong(string what, string next) => new(ConnectorFailure.Configuration, $"{system} {what}.", next);

    private async Task<JsonElement?> SendAsync(HttpMethod method, Uri address, ReadOnlyMemory<byte>? document, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        using var message = new HttpRequestMessage(method, address);
        message.Headers.TryAddWithoutValidation("Accept", "application/json");
        message.Headers.TryAddWithoutValidation("User-Agent", "codex-mcp/1.0");
        if (document is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new("application/json") } };
        }

        try
        {
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, both.Token).ConfigureAwait(false);
            if ((int)response.StatusCode is 429 or >= 500)
            {
                throw Away($"answers with HTTP {(int)response.StatusCode}", null);
            }

            if ((int)response.StatusCode is not (200 or 201))
            {
                return null;
            }

            using var content = new CappedStream(await response.Content.ReadAsStreamAsync(both.Token).ConfigureAwait(false), MostBytes);
            using var parsed = await JsonDocument.ParseAsync(content, AnswerReader.Strict, both.Token).ConfigureAwait(false);
            return parsed.RootElement.ValueKind == JsonValueKind.Object ? parsed.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null; // A page for people, as many servers give it for every address.
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Away("does not answer in time", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidDataException)
        {
            throw Away("can't be reached, or answers with too much", exception);
        }

        ConnectorException Away(string what, Exception? inner) =>
            new(ConnectorFailure.Unavailable, $"{VendorText.Clean(address.Authority)}, where {system} describes how to log in, {what}.", "Wait a moment and log in again.", inner: inner);
    }
}
