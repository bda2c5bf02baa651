using CodexMcp.Core.Configuration;
using CodexMcp.Host.Telemetry;

namespace CodexMcp.Host.Tests.Http.Settings;

/// <summary>What the host tells of itself, as an operator writes it.</summary>
public sealed class TelemetrySettingsReaderTests : IDisposable
{
    private readonly SettingsFile file = new();

    public void Dispose() => file.Dispose();

    [Fact]
    public void Read_Collector_IsWhatTheFileSays()
    {
        var options = Read("""{"Metrics":false,"OtlpEndpoint":"http://127.0.0.1:4318","OtlpProtocol":"http/protobuf"}""");

        Assert.False(options.Metrics);
        Assert.True(options.Otlp); // whoever names a collector means it
        Assert.Equal(new("http://127.0.0.1:4318"), options.OtlpEndpoint);
        Assert.Equal("http/protobuf", options.OtlpProtocol);
        Assert.False(Read("""{"Otlp":false,"OtlpEndpoint":"http://127.0.0.1:4318"}""").Otlp);
    }

    [Theory]
    [InlineData("""{"Metric":true}""", "Did you mean 'Metrics'?")]
    [InlineData("""{"Metrics":"perhaps"}""", "neither true nor false")]
    [InlineData("""{"MetricsToken":"canary-canary-canary"}""", "stands in a file")]
    [InlineData("""{"OtlpEndpoint":"nonsense"}""", "is no address")]
    [InlineData("""{"OtlpEndpoint":"ftp://collector"}""", "http or https")]
    [InlineData("""{"OtlpEndpoint":"http://user:canary@collector"}""", "without a user name")]
    [InlineData("""{"OtlpProtocol":"carrier-pigeon"}""", "grpc or http/protobuf")]
    public void Read_Fault_IsRefusedWithWords(string section, string expected)
    {
        var errors = Assert.Throws<ConfigurationException>(() => Read(section)).Errors;

        Assert.Contains(expected, string.Join("\n", errors));
        Assert.DoesNotContain("canary", string.Join("\n", errors));
        Assert.All(errors, error => Assert.Equal(file.Path, error.Location.Path));
    }

    private TelemetryOptions Read(string section) => file.Read("{\"CodexMcp\":{\"Telemetry\":" + section + "}}").Telemetry;
}
