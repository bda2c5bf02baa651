using System.Net;
using CodexMcp.Host.Telemetry;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Host.Tests.Telemetry;

public sealed class PrometheusEndpointTests
{
    private const string Token = "0123456789abcdef0123";

    [Theory]
    [InlineData("127.0.0.1", "localhost:9464", null, 200)]
    [InlineData("::1", "[::1]:9464", null, 200)]
    [InlineData("10.0.0.7", "localhost", null, 403)]
    [InlineData("127.0.0.1", "rebound.example", null, 403)]
    [InlineData("127.0.0.1", "localhost", "https://rebound.example", 403)]
    public async Task Handle_WithoutToken_AnswersThisMachineOnly(string address, string host, string? origin, int status)
    {
        var context = Request(address, host);
        context.Request.Headers.Origin = origin;

        Assert.Equal(status, await AskAsync(new(), context));
    }

    [Fact]
    public async Task Handle_BehindAProxyWithoutToken_AnswersNobody() =>
        Assert.Equal(403, await AskAsync(new() { BehindProxy = true }, Request("127.0.0.1", "localhost")));

    [Theory]
    [InlineData("Bearer " + Token, 200)]
    [InlineData("bearer " + Token, 200)]
    [InlineData("Bearer wrong", 401)]
    [InlineData("Basic " + Token, 401)]
    [InlineData(null, 401)]
    public async Task Handle_WithToken_AsksForIt(string? header, int status)
    {
        var context = Request("10.0.0.7", "metrics.example");
        context.Request.Headers.Authorization = header;

        Assert.Equal(status, await AskAsync(new() { MetricsToken = Token, BehindProxy = true }, context));
    }

    [Fact]
    public async Task Handle_Get_IsTextOfTheRightKind()
    {
        var context = Request("127.0.0.1", "localhost");

        Assert.Equal(200, await AskAsync(new(), context));
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", context.Response.ContentType);
        Assert.Equal(context.Response.Body.Length, context.Response.ContentLength);
        Assert.True(context.Response.Body.Length > 500);
    }

    [Fact]
    public async Task Handle_Post_Is405()
    {
        var context = Request("127.0.0.1", "localhost");
        context.Request.Method = "POST";

        Assert.Equal(405, await AskAsync(new(), context));
        Assert.Equal("GET, HEAD", context.Response.Headers.Allow);
    }

    [Theory]
    [InlineData("short", null, null, "MetricsToken")]
    [InlineData("has blanks in it, many", null, null, "MetricsToken")]
    [InlineData(null, "ftp://collector", null, "OtlpEndpoint")]
    [InlineData(null, "http://user:pass@collector", null, "OtlpEndpoint")]
    [InlineData(null, null, "carrier-pigeon", "OtlpProtocol")]
    public void Validate_WrongSetting_IsNamed(string? token, string? endpoint, string? protocol, string name)
    {
        var options = new TelemetryOptions { MetricsToken = token, OtlpEndpoint = endpoint is null ? null : new(endpoint), OtlpProtocol = protocol };

        Assert.Equal(name, Assert.Single(options.Validate()).Setting);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", true)]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", true)]
    [InlineData("OTEL_SERVICE_NAME", false)]
    public void AsksForOtlp_Variable_Decides(string variable, bool asks)
    {
        Assert.Equal(asks, TelemetryOptions.AsksForOtlp(name => name == variable ? "http://127.0.0.1:4317" : null));
        Assert.False(TelemetryOptions.AsksForOtlp(name => name == variable ? "http://127.0.0.1:4317" : name == "OTEL_SDK_DISABLED" ? "true" : null));
    }

    private static DefaultHttpContext Request(string address, string host)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        context.Request.Method = "GET";
        context.Request.Host = new(host);
        context.Response.Body = new MemoryStream();
        return context;
    }

    private static async Task<int> AskAsync(TelemetryOptions options, HttpContext context)
    {
        await using var telemetry = HostTelemetry.Start(options);
        await telemetry.Metrics!.HandleAsync(context);
        return context.Response.StatusCode;
    }
}
