using System.Net;
using System.Net.Sockets;

namespace CodexMcp.Connectors.Http;

/// <summary>What bounds a connector's HTTP.</summary>
public sealed record ConnectorHttpOptions
{
    /// <summary>The hosts that may be called.</summary>
    public required HostAllowlist Hosts { get; init; }

    /// <summary>The most bytes of one body, before and after unpacking. 32 MiB by default.</summary>
    public long MaxBodyBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>The longest that one exchange may take before the connector's own, shorter limits. 2 minutes by default.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Whether names may resolve to private networks (RFC 1918, ULA), as a private link needs.</summary>
    public bool AllowPrivateAddresses { get; init; }
}

/// <summary>Makes the one kind of <see cref="HttpClient"/> that connectors get: listed hosts only, no redirects, no cookies, no proxy, capped bodies.</summary>
public static class ConnectorHttp
{
    /// <summary>Makes a pooled client for the network.</summary>
    public static HttpClient Create(ConnectorHttpOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Create(options, Sockets(options.AllowPrivateAddresses, checkAddresses: true));
    }

    /// <summary>Makes a client over a given transport, such as a simulator in the same process; all other rules hold.</summary>
    public static HttpClient Create(ConnectorHttpOptions options, HttpMessageHandler transport)
    {
        ArgumentNullException.ThrowIfNull(options);
#pragma warning disable RS0030 // This is the one place where clients are made: it puts the host allowlist around each.
        return new HttpClient(new AllowlistHandler(options.Hosts, new BodyLimitHandler(options.MaxBodyBytes, transport))) { Timeout = options.Timeout };
#pragma warning restore RS0030
    }

    /// <summary>Makes a client over another one of ours: what that one may not reach, this one can't either.</summary>
    internal static HttpClient Over(HttpMessageHandler inner)
    {
#pragma warning disable RS0030 // The handler ends in a client that was made here.
        return new HttpClient(inner) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
#pragma warning restore RS0030
    }

    /// <summary>Makes a transport that reaches loopback, for a simulator behind a socket.</summary>
    public static HttpMessageHandler LoopbackTransport() => Sockets(allowPrivate: false, checkAddresses: false);

    private static SocketsHttpHandler Sockets(bool allowPrivate, bool checkAddresses) => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        // A proxy from the environment would see every request and hide the addresses that are checked here.
        UseProxy = false,
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        MaxConnectionsPerServer = 64,
        MaxResponseHeadersLength = 64,
        ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, allowPrivate, checkAddresses, cancellationToken),
    };

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint target, bool allowPrivate, bool checkAddresses, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(target.Host, target.AddressFamily, cancellationToken).ConfigureAwait(false);
        // One bad address spoils the answer: a name that points both outside and inside is not an honest name.
        var allowed = Array.TrueForAll(addresses, address => checkAddresses ? AddressPolicy.Allows(address, allowPrivate) : IPAddress.IsLoopback(address));
        if (addresses.Length == 0 || !allowed)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, "The host's name resolves to an address that may not be called.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, target.Port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
