using System.Diagnostics;
using System.Net.Sockets;

namespace CodexMcp.EndToEnd.Tests.Http;

/// <summary>Settings that would serve unsafely, or that nobody meant: the host does not start, and says what to write.</summary>
public sealed class ServeRefusalTests
{
    [Theory]
    [InlineData("in the clear", "--urls", "http://0.0.0.0:0", "--allowed-hosts", "mcp.example.com")]
    [InlineData("in the clear", "--urls", "http://[::]:0", "--allowed-hosts", "mcp.example.com")]
    [InlineData("in the clear", "--urls", "http://127.0.0.1:0,http://0.0.0.0:0", "--allowed-hosts", "mcp.example.com")]
    [InlineData("TrustedProxies", "--urls", "http://0.0.0.0:0", "--allowed-hosts", "mcp.example.com", "--behind-proxy")]
    [InlineData("TrustedProxies", "--behind-proxy", "--trusted-proxies", "everyone")]
    [InlineData("AllowedHosts", "--urls", "http://0.0.0.0:0", "--behind-proxy", "--trusted-proxies", "10.0.0.0/8")]
    [InlineData("CertificateFile", "--urls", "https://127.0.0.1:0")]
    [InlineData("no address", "--urls", "nonsense")]
    [InlineData("no address", "--urls", "http://127.0.0.1:0/path")]
    [InlineData("no address", "--urls", "http://mcp.example.com:0")]
    [InlineData("can't be read", "--config", "no-such-file.json")]
    [InlineData("DrainTimeout", "--drain-timeout", "soon")]
    public async Task Serve_UnsafeCommandLine_IsRefused(string expected, params string[] arguments)
    {
        using var folder = new TestFolder();

        var (code, output, errors) = await HostProcess.RunAsync(["serve", "--state", folder.State, .. arguments]);

        Assert.True(code == 78, $"{code} {errors}");
        Assert.Contains(expected, errors);
        Assert.Empty(output);
    }

    [Theory]
    [InlineData("""{"CodexMcp":{"Http":{"Lisen":["http://127.0.0.1:0"]}}}""", "Did you mean 'Listen'?")]
    [InlineData("""{"CodexMcp":{"Htp":{"Listen":["http://127.0.0.1:0"]}}}""", "Did you mean 'Http'?")]
    [InlineData("""{"CodexMcp":{"Http":{"MaxBodyBytes":1}}}""", "MaxBodyBytes")]
    [InlineData("""{"CodexMcp":{"Http":{"BehindProxy":"perhaps"}}}""", "true or false")]
    [InlineData("""{"CodexMcp":{"Http":{"Listen":{"a":{"b":"c"}}}}}""", "Listen")]
    [InlineData("""{"CodexMcp":{"Http":{"BehindProxy":{"x":true}}}}""", "BehindProxy")]
    [InlineData("""{"CodexMcp":""", "appsettings.json:1")]
    public async Task Serve_WrongFile_IsRefusedWithItsLine(string json, string expected)
    {
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Path, "appsettings.json");
        await File.WriteAllTextAsync(file, json, TestContext.Current.CancellationToken);

        var (code, _, errors) = await HostProcess.RunAsync("serve", "--state", folder.State, "--config", file);

        Assert.True(code == 78, $"{code} {errors}");
        Assert.Contains(expected, errors);
        Assert.Contains(file + ":", errors);
    }

    [Fact]
    public async Task Serve_SeveralFaults_AllAreToldAtOnceWithTheirPlaces()
    {
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Path, "appsettings.json");
        await File.WriteAllTextAsync(
            file, "{\n  // a comment\n  \"CodexMcp\": { \"Http\": {\n    \"MaxBodyBytes\": 1,\n    \"Nonsense\": 1\n  } }\n}", TestContext.Current.CancellationToken);

        var (code, _, errors) = await HostProcess.RunAsync("serve", "--state", folder.State, "--config", file, "--urls", "nonsense");

        Assert.Equal(78, code);
        Assert.Contains($"{file}:4:", errors);
        Assert.Contains($"{file}:5:", errors);
        Assert.Contains("--urls", errors);
    }

    [Fact]
    public async Task Serve_KestrelSectionOfTheEnvironment_OpensNothing()
    {
        using var folder = new TestFolder();
        var start = new ProcessStartInfo(HostProcess.Dotnet) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[HostProcess.Library, "serve", "--urls", "http://127.0.0.1:0", "--state", folder.State])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["Kestrel__Endpoints__Open__Url"] = "http://127.0.0.1:0";
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        using var process = Process.Start(start)!;
        try
        {
            var line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(60));
            Assert.Equal(1, line!.Split("http://").Length - 1);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    [Fact]
    public async Task Serve_PortInUse_SaysSo()
    {
        using var folder = new TestFolder();
        using var taken = new TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();

        var (code, _, errors) = await HostProcess.RunAsync("serve", "--state", folder.State, "--urls", $"http://{taken.LocalEndpoint}");

        Assert.Equal(1, code);
        Assert.Contains("--urls", errors);
    }
}
