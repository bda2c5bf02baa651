using System.Net;
using CodexMcp.Host.Http;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Host.Tests.Http;

/// <summary>Whose word about a client counts.</summary>
public sealed class TrustedProxiesTests
{
    [Theory]
    [InlineData("10.0.0.5", "203.0.113.9", "https", 200, "203.0.113.9", "https")]
    [InlineData("::ffff:10.0.0.5", "203.0.113.9", "https", 200, "203.0.113.9", "https")]
    [InlineData("10.0.0.5", "1.1.1.1, 203.0.113.9, 10.0.0.7", "https", 200, "203.0.113.9", "https")] // what the client itself wrote comes first
    [InlineData("10.0.0.5", null, null, 200, "10.0.0.5", "http")]
    [InlineData("10.0.0.5", "nonsense", "gopher", 200, "10.0.0.5", "http")]
    [InlineData("127.0.0.1", "203.0.113.9", "https", 200, "127.0.0.1", "http")] // not the proxy: its word is nothing
    [InlineData("198.51.100.1", "10.0.0.5", "https", 403, "198.51.100.1", "http")]
    public async Task Handle_Request_TakesTheProxysWordOnly(string sender, string? forwardedFor, string? proto, int status, string client, string scheme)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(sender);
        context.Request.Scheme = "http";
        context.Request.Path = "/mcp/tester";
        if (forwardedFor is not null)
        {
            context.Request.Headers["X-Forwarded-For"] = forwardedFor;
        }

        if (proto is not null)
        {
            context.Request.Headers["X-Forwarded-Proto"] = proto;
        }

        var passed = false;
        await new TrustedProxies([IPNetwork.Parse("10.0.0.0/24")]).HandleAsync(context, _ =>
        {
            passed = true;
            return Task.CompletedTask;
        });

        Assert.Equal(status, context.Response.StatusCode);
        Assert.Equal(status == 200, passed);
        Assert.Equal(client, context.Connection.RemoteIpAddress!.ToString());
        Assert.Equal(scheme, context.Request.Scheme);
    }

    [Fact]
    public async Task Handle_HealthPastTheProxy_IsAnswered()
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse("198.51.100.1");
        context.Request.Path = "/healthz";
        var passed = false;

        await new TrustedProxies([]).HandleAsync(context, _ =>
        {
            passed = true;
            return Task.CompletedTask;
        });

        Assert.True(passed);
    }
}
