using System.IO.Compression;

namespace CodexMcp.Connectors.Http;

/// <summary>Unpacks gzip bodies and ends every body at a cap, counted both before and after unpacking: a small answer can't grow into all memory.</summary>
internal sealed class BodyLimitHandler(long maxBytes, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.AcceptEncoding.ParseAdd("gzip");
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            var original = response.Content;
            if (original.Headers.ContentLength > maxBytes)
            {
                throw new BodyTooLargeException(maxBytes);
            }

            var encodings = original.Headers.ContentEncoding;
            Stream body = new CappedStream(await original.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), maxBytes);
            if (encodings.Count == 1 && string.Equals(encodings.First(), "gzip", StringComparison.OrdinalIgnoreCase))
            {
                body = new CappedStream(new GZipStream(body, CompressionMode.Decompress), maxBytes);
            }
            else if (encodings.Count > 0 && !(encodings.Count == 1 && encodings.First() == "identity"))
            {
                throw new IOException("The body is packed in a way that was not asked for.");
            }

            var content = new StreamContent(body);
            content.Headers.ContentType = original.Headers.ContentType;
            response.Content = content;
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
