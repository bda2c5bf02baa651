using System.Net;
using CodexMcp.Connectors.Http;

namespace CodexMcp.Connectors.Tests.Http;

public sealed class HostAllowlistTests
{
    private static readonly HostAllowlist Production = new(["*.snowflakecomputing.com", "api.example.com"], loopback: false);

    [Theory]
    [InlineData("https://acme.snowflakecomputing.com/api")]
    [InlineData("https://acme.eu-central-1.aws.snowflakecomputing.com/")]
    [InlineData("https://ACME.SnowflakeComputing.com/")]
    [InlineData("https://api.example.com/x?y=z")]
    [InlineData("https://api.example.com:443/")]
    public void Check_DeclaredHost_IsAllowed(string address) => Assert.Null(Production.Check(new Uri(address)));

    [Theory]
    [InlineData("http://api.example.com/")]
    [InlineData("https://api.example.com:8443/")]
    [InlineData("https://snowflakecomputing.com/")]
    [InlineData("https://evilsnowflakecomputing.com/")]
    [InlineData("https://acme.snowflakecomputing.com.evil.example/")]
    [InlineData("https://acme.snowflakecomputing.com@evil.example/")]
    [InlineData("https://user:pw@api.example.com/")]
    [InlineData("https://xapi.example.com/")]
    [InlineData("https://sub.api.example.com/")]
    [InlineData("https://api.example.com./")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://localhost/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://169.254.169.254/")]
    [InlineData("ftp://api.example.com/")]
    [InlineData("file:///etc/passwd")]
    public void Check_AnythingElse_IsRefused(string address) => Assert.NotNull(Production.Check(new Uri(address)));

    [Fact]
    public void Check_RelativeOrNoAddress_IsRefused()
    {
        Assert.NotNull(Production.Check(null));
        Assert.NotNull(Production.Check(new Uri("/api", UriKind.Relative)));
    }

    [Fact]
    public void Check_EmptyList_AllowsNothing() => Assert.NotNull(new HostAllowlist([], loopback: false).Check(new Uri("https://example.com/")));

    [Fact]
    public void Check_BareWildcard_AllowsNothing() => Assert.NotNull(new HostAllowlist(["*."], loopback: false).Check(new Uri("https://example.com/")));

    [Theory]
    [InlineData("http://127.0.0.1:8910/", true)]
    [InlineData("http://localhost:8910/", true)]
    [InlineData("http://[::1]:8910/", true)]
    [InlineData("http://10.0.0.1/", false)]
    [InlineData("http://localhost.evil.example/", false)]
    public void Check_Sandbox_AllowsLoopbackToo(string address, bool allowed) =>
        Assert.Equal(allowed, new HostAllowlist(["api.example.com"], loopback: true).Check(new Uri(address)) is null);

    [Theory]
    [InlineData("8.8.8.8", true, true)]
    [InlineData("2606:4700::1111", true, true)]
    [InlineData("10.1.2.3", false, true)]
    [InlineData("172.16.0.1", false, true)]
    [InlineData("172.32.0.1", true, true)]
    [InlineData("192.168.1.1", false, true)]
    [InlineData("100.64.0.1", false, true)]
    [InlineData("fd12:3456::1", false, true)]
    [InlineData("127.0.0.1", false, false)]
    [InlineData("127.8.8.8", false, false)]
    [InlineData("0.0.0.0", false, false)]
    [InlineData("169.254.169.254", false, false)]
    [InlineData("224.0.0.1", false, false)]
    [InlineData("255.255.255.255", false, false)]
    [InlineData("::", false, false)]
    [InlineData("::1", false, false)]
    [InlineData("::ffff:127.0.0.1", false, false)]
    [InlineData("::ffff:10.0.0.1", false, true)]
    [InlineData("::ffff:169.254.169.254", false, false)]
    [InlineData("64:ff9b::169.254.169.254", false, false)]
    [InlineData("64:ff9b::8.8.8.8", true, true)]
    [InlineData("2002:7f00:1::1", false, false)]
    [InlineData("2002:0a00:1::1", false, true)]
    [InlineData("2001:0:1::1", false, false)]
    [InlineData("fe80::1", false, false)]
    [InlineData("fec0::1", false, false)]
    [InlineData("ff02::1", false, false)]
    [InlineData("fd00:ec2::254", false, false)]
    public void Allows_ResolvedAddress_ByNetwork(string address, bool plain, bool privateLink)
    {
        Assert.Equal(plain, AddressPolicy.Allows(IPAddress.Parse(address), allowPrivate: false));
        Assert.Equal(privateLink, AddressPolicy.Allows(IPAddress.Parse(address), allowPrivate: true));
    }
}
