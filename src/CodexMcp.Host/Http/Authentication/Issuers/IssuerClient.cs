using System.Net.Http.Headers;
using System.Text.Json;
using CodexMcp.Connectors.Http;
using CodexMcp.Host.Http.Authentication.Jwt;

namespace CodexMcp.Host.Http.Authentication.Issuers;

/// <summary>The one way to an issuer: its own hosts only, no redirects, resolved addresses checked, small answers, little patience.</summary>
internal sealed class IssuerClient : IDisposable
{
    private const int LargestAnswer = 256 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly HttpClient http;

    /// <summary>Creates the client.</summary>
    /// <param name="issuer">Whom it reaches.</param>
    /// <param name="allowLoopbackHttp">Whether an issuer on this machine may be reached.</param>
    public IssuerClient(IssuerOptions issuer, bool allowLoopbackHttp)
    {
        var address = new Uri(issuer.Issuer);
        var loopback = allowLoopbackHttp && address.IsLoopback;
        var options = new ConnectorHttpOptions
        {
            Hosts = new([address.IdnHost, .. issuer.Hosts], loopback),
            MaxBodyBytes = LargestAnswer,
            Timeout = Patience,
            AllowPrivateAddresses = issuer.AllowPrivateAddresses,
        };
        http = loopback ? ConnectorHttp.Create(options, ConnectorHttp.LoopbackTransport()) : ConnectorHttp.Create(options);
    }

    /// <summary>Fetches a document; null when the issuer says that there is none.</summary>
    /// <exception cref="IssuerException">It can't be had.</exception>
    public async Task<byte[]?> GetAsync(Uri address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return await SendAsync(request, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Asks with a form, and gives the JSON object that is the answer.</summary>
    /// <exception cref="IssuerException">There is no such answer.</exception>
    public async Task<JsonElement> PostAsync(Uri address, AuthenticationHeaderValue? credential, IEnumerable<KeyValuePair<string, string>> form, CancellationToken cancellationToken)
    {
        using var content = new FormUrlEncodedContent(form);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        request.Headers.Authorization = credential;
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        var body = await SendAsync(request, cancellationToken).ConfigureAwait(false) ?? throw new IssuerException("there is nothing at that address");
        return StrictJson.Parse(body) ?? throw new IssuerException("its answer is not one plain JSON object");
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private async Task<byte[]?> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var status = (int)response.StatusCode;
            return status switch
            {
                200 => await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false),
                404 => null,
                _ => throw new IssuerException($"it answered with status {status}"),
            };
        }
        catch (Exception exception) when (exception is not IssuerException && !cancellationToken.IsCancellationRequested)
        {
            // The message of an exception may repeat what was sent; its kind does not.
            var kind = exception is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http ? http.HttpRequestError.ToString() : exception.GetType().Name;
            throw new IssuerException($"it could not be reached or its answer could not be read ({kind})");
        }
    }
}

/// <summary>An issuer that did not answer as it should; the message is the end of a sentence.</summary>
internal sealed class IssuerException(string message) : Exception(message);
