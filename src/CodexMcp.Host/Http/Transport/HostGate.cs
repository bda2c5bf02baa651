using Microsoft.AspNetCore.Http;

namespace CodexMcp.Host.Http.Transport;

/// <summary>
/// Turns away requests that a web page made a browser send: a name in <c>Host</c> that is not ours (DNS rebinding), an <c>Origin</c>
/// that may not call.
/// </summary>
internal sealed class HostGate(HttpTransportOptions options)
{
    /// <summary>Null when the request may come in.</summary>
    public Refusal? Check(HttpRequest request)
    {
        var host = request.Host;
        if (!Allowed(host))
        {
            return new(
                StatusCodes.Status403Forbidden,
                Refusal.TransportError,
                "The Host header names a host that this server does not answer for. Use the address it prints at its start, or add the name to its allowed hosts.");
        }

        var origins = request.Headers.Origin;
        return origins.Count == 0 || (origins is [{ } origin] && MayCall(origin, host))
            ? null
            : new(
                StatusCodes.Status403Forbidden,
                Refusal.TransportError,
                "The Origin header names a site that may not call this server. Add it to the allowed origins if it is yours.");
    }

    /// <summary>Whether this server answers for that name.</summary>
    public bool Answers(HostString host) => Allowed(host);

    private bool Allowed(HostString host)
    {
        foreach (var allowed in options.AllowedHosts)
        {
            if (string.Equals(allowed, host.Host, StringComparison.OrdinalIgnoreCase) || string.Equals(allowed, host.Value, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private bool MayCall(string origin, HostString host)
    {
        if (options.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase))
        {
            return true;
        }

        // A page of this machine may call this machine, as long as it is called by a name that only this machine can have.
        return IsLoopback(host.Host)
            && Uri.TryCreate(origin, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            && string.Equals(uri.GetLeftPart(UriPartial.Authority), origin.TrimEnd('/'), StringComparison.OrdinalIgnoreCase)
            && IsLoopback(uri.Host);
    }

    private static bool IsLoopback(string name) => HttpTransportOptions.Loopback.Contains(name, StringComparer.OrdinalIgnoreCase);
}
