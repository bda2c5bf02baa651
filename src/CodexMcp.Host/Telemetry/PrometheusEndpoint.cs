using System.Buffers;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using CodexMcp.Host.Telemetry.Prometheus;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Host.Telemetry;

/// <summary>
/// <c>/metrics</c>: the numbers as Prometheus reads them. They name roles, tools and connectors, so they are for this machine, or for
/// who has the token.
/// </summary>
internal sealed class PrometheusEndpoint(MetricCollector collector, TelemetryOptions options)
{
    private readonly byte[]? token = options.MetricsToken is { } text ? SHA256.HashData(Encoding.UTF8.GetBytes(text)) : null;

    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var response = context.Response;
        response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            response.Headers.Allow = "GET, HEAD";
            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }

        if (!IsAllowed(context))
        {
            response.StatusCode = token is null ? StatusCodes.Status403Forbidden : StatusCodes.Status401Unauthorized;
            response.ContentType = "text/plain; charset=utf-8";
            if (token is not null)
            {
                response.Headers.WWWAuthenticate = "Bearer";
            }

            await response.WriteAsync(
                token is null
                    ? "Metrics answer this machine only. To read them from elsewhere, or behind a proxy, set Telemetry:MetricsToken and send it as a bearer token.\n"
                    : "Send the token of Telemetry:MetricsToken as a bearer token.\n",
                context.RequestAborted).ConfigureAwait(false);
            return;
        }

        var text = new ArrayBufferWriter<byte>(16 * 1024);
        collector.Write(text);
        response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        response.ContentLength = text.WrittenCount;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await response.Body.WriteAsync(text.WrittenMemory, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private bool IsAllowed(HttpContext context)
    {
        if (token is not null)
        {
            return context.Request.Headers.Authorization is [{ } header]
                && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
                && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(header[7..].Trim())), token);
        }

        // A web page can make a browser of this machine ask under another name: only the machine's own names count.
        return !options.BehindProxy
            && context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
            && context.Request.Host.Host is "localhost" or "127.0.0.1" or "[::1]"
            && context.Request.Headers.Origin.Count == 0;
    }
}
