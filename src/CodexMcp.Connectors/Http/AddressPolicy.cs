using System.Net;
using System.Net.Sockets;

namespace CodexMcp.Connectors.Http;

/// <summary>Which resolved addresses a production connection may go to, so that a name can't be turned against the network the host runs in.</summary>
public static class AddressPolicy
{
    private static readonly IPNetwork[] Never =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("192.0.0.0/24"),
        IPNetwork.Parse("192.0.2.0/24"), IPNetwork.Parse("198.18.0.0/15"), IPNetwork.Parse("198.51.100.0/24"), IPNetwork.Parse("203.0.113.0/24"),
        IPNetwork.Parse("224.0.0.0/3"), IPNetwork.Parse("::/127"), IPNetwork.Parse("fe80::/10"), IPNetwork.Parse("fec0::/10"), IPNetwork.Parse("ff00::/8"),
        IPNetwork.Parse("64:ff9b:1::/48"), IPNetwork.Parse("100::/64"), IPNetwork.Parse("2001:db8::/32"), IPNetwork.Parse("fd00:ec2::/32"),
    ];

    private static readonly IPNetwork[] Private =
    [
        IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("100.64.0.0/10"),
        IPNetwork.Parse("fc00::/7"),
    ];

    /// <summary>Whether a connection may go there.</summary>
    /// <param name="address">The resolved address.</param>
    /// <param name="allowPrivate">Whether the networks of RFC 1918 and ULA are allowed, as a private link needs; loopback and link-local never are.</param>
    public static bool Allows(IPAddress address, bool allowPrivate)
    {
        ArgumentNullException.ThrowIfNull(address);
        address = Embedded(address) ?? address;
        return !IsIn(address, Never) && (allowPrivate || !IsIn(address, Private));
    }

    /// <summary>The IPv4 address that an IPv6 one carries (mapped, NAT64, 6to4, Teredo is refused by its prefix), or null.</summary>
    private static IPAddress? Embedded(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return null;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        if (bytes is [0x20, 0x02, ..])
        {
            return new IPAddress(bytes.AsSpan(2, 4));
        }

        if (bytes is [0x20, 0x01, 0, 0, ..])
        {
            return IPAddress.Any; // Teredo: nobody serves an API there.
        }

        return bytes is [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, ..] or [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ..]
            ? new IPAddress(bytes.AsSpan(12, 4))
            : null;
    }

    private static bool IsIn(IPAddress address, IPNetwork[] networks)
    {
        foreach (var network in networks)
        {
            if (network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address))
            {
                return true;
            }
        }

        return false;
    }
}
