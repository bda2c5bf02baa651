using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CodexMcp.Core.Access;
using CodexMcp.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol.Client;

namespace CodexMcp.EndToEnd.Tests.Http;

/// <summary>The real <c>codex-mcp serve</c> in a process of its own, on a free port of loopback.</summary>
internal sealed class ServedHost : IAsyncDisposable
{
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(60) };

    private ServedHost(HostProcess host, Uri address)
    {
        Host = host;
        Address = address;
    }

    public HostProcess Host { get; }

    public Uri Address { get; }

    public Uri Role => new(Address, "/mcp/data-analytics");

    /// <summary>Starts the process and waits until it says that it listens.</summary>
    public static async Task<ServedHost> StartAsync(string state, params IReadOnlyList<string> more)
    {
        var host = HostProcess.Start(["serve", "--urls", "http://127.0.0.1:0", "--json", "--state", state, .. more]);
        var text = new StringBuilder();
        while (await host.Process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(60)) is { } line)
        {
            text.AppendLine(line);
            if (line == "}")
            {
                using var ready = JsonDocument.Parse(text.ToString());
                return new(host, new(Assert.Single(ready.RootElement.GetProperty("addresses").EnumerateArray()).GetString()!));
            }
        }

        Assert.Fail($"The host did not start. {host.Errors}");
        return null!;
    }

    /// <summary>Makes a key with the real command; gives it and its prefix.</summary>
    public static async Task<(string Key, string Prefix)> KeyAsync(string state, string principal = "alice", params IReadOnlyList<string> more)
    {
        var (code, output, errors) = await HostProcess.RunAsync(["keys", "create", "--principal", principal, "--roles", "data-analytics", "--json", "--state", state, .. more]);
        Assert.True(code == 0, errors);
        using var made = JsonDocument.Parse(output);
        return (made.RootElement.GetProperty("key").GetString()!, made.RootElement.GetProperty("prefix").GetString()!);
    }

    /// <summary>Makes many keys without a process for each.</summary>
    public static async Task<IReadOnlyList<string>> KeysAsync(string state, IEnumerable<string> principals)
    {
        Directory.CreateDirectory(state);
        await using var store = StateStore.Sqlite(state, TimeProvider.System);
        var keys = new ApiKeys(store.ApiKeys, TimeProvider.System);
        List<string> made = [];
        foreach (var principal in principals)
        {
            made.Add((await keys.CreateAsync(new() { Principal = principal, Roles = ["data-analytics"] }, TestContext.Current.CancellationToken)).Text);
        }

        return made;
    }

    /// <summary>Connects the SDK's own client: 2026-07-28 first, or an older version.</summary>
    public Task<McpClient> ConnectAsync(string key, string? version, Uri? endpoint = null) => McpClient.CreateAsync(
        new HttpClientTransport(
            new()
            {
                Endpoint = endpoint ?? Role,
                TransportMode = HttpTransportMode.StreamableHttp,
                AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = "Bearer " + key },
            },
            NullLoggerFactory.Instance),
        new() { ProtocolVersion = version },
        cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>A POST as an older client sends it.</summary>
    public HttpRequestMessage Post(string key, HttpContent content, string? session = null, string role = "data-analytics")
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, $"/mcp/{role}")) { Content = content };
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + key);
        if (session is not null)
        {
            request.Headers.Add("Mcp-Session-Id", session);
        }

        return request;
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) =>
        http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> GetAsync(string path) => http.GetAsync(new Uri(Address, path), TestContext.Current.CancellationToken);

    /// <summary>Begins a session of an older client.</summary>
    public async Task<string> BeginAsync(string key, string capabilities = "{}")
    {
        using var response = await SendAsync(Post(key, new StringContent(
            $$$"""{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{{{capabilities}}},"clientInfo":{"name":"raw","version":"1"} } }""")));
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var session = Assert.Single(response.Headers.GetValues("Mcp-Session-Id"));
        using var ready = await SendAsync(Post(key, new StringContent("""{"jsonrpc":"2.0","method":"notifications/initialized"}"""), session));
        Assert.Equal(202, (int)ready.StatusCode);
        return session;
    }

    /// <summary>Sends SIGTERM.</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", Host.Process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, kill.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await Host.DisposeAsync();
    }
}
