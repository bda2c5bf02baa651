using System.Net;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Host.Http;

/// <summary>
/// A host behind a proxy: only the proxy's word about a client counts, and over plain HTTP nobody but the proxy and this machine is answered. A host
/// without a proxy never looks at these headers.
/// </summary>
internal sealed class TrustedProxies(IReadOnlyList<IPNetwork> networks)
{
    private const string For = "X-Forwarded-For";
    private const string Proto = "X-Forwarded-Proto";

    /// <summary>Takes the proxy's word, and passes the request on.</summary>
    public Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        var sender = context.Connection.RemoteIpAddress;
        if (sender is null || !IsTrusted(sender))
        {
            // Orchestrators ask for health themselves, past the proxy.
            var harmless = context.Request.IsHttps || (sender is not null && IPAddress.IsLoopback(sender)) || context.Request.Path.Value is "/healthz" or "/readyz";
            return harmless ? next(context) : RefuseAsync(context);
        }

        if (Client(context.Request.Headers) is { } client)
        {
            context.Connection.RemoteIpAddress = client;
        }

        if (context.Request.Headers[Proto] is [{ } scheme] && scheme is "http" or "https")
        {
            context.Request.Scheme = scheme;
        }

        return next(context);
    }

    /// <summary>The last address that no trusted proxy stands behind: what stands before it is the client's own word.</summary>
    private IPAddress? Client(IHeaderDictionary headers)
    {
        var hops = string.Join(',', headers[For].ToArray()).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        IPAddress? client = null;
        foreach (var hop in Enumerable.Reverse(hops))
        {
            if (!IPAddress.TryParse(hop, out client) || !IsTrusted(client))
            {
                break;
            }
        }

        return client;
    }

    private bool IsTrusted(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        foreach (var network in networks)
        {
            if (network.Contains(plain))
            {
                return true;
            }
        }

        return false;
    }

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.Headers.Connection = "close";
        return context.Response.WriteAsync("This address answers its proxy only. Use the public address.", context.RequestAborted);
    }
}
