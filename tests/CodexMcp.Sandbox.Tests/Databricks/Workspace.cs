using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CodexMcp.Sandbox.Databricks;
using CodexMcp.Sandbox.Tests.Support;

namespace CodexMcp.Sandbox.Tests.Databricks;

/// <summary>A small client of a simulated workspace: it knows nothing of the simulator but HTTP.</summary>
internal sealed class Workspace : IAsyncDisposable
{
    private readonly HttpClient http;

    public Workspace(TimeProvider? time = null, DatabricksSimulatorOptions? options = null)
    {
        Simulator = new DatabricksSimulator(time ?? new ManualTime(), options);
        http = new HttpClient(new SimulatorHttpHandler(Simulator)) { BaseAddress = new Uri("https://sandbox.cloud.databricks.com") };
        Token = Simulator.Credentials.PersonalAccessToken;
    }

    public DatabricksSimulator Simulator { get; }

    public string? Token { get; set; }

    public async Task<(HttpStatusCode Status, JsonElement Json)> SendAsync(HttpMethod method, string path, string? body = null, string? authorization = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = authorization is not null ? AuthenticationHeaderValue.Parse(authorization) : Token is null ? null : new AuthenticationHeaderValue("Bearer", Token);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, body.StartsWith('{') ? "application/json" : "application/x-www-form-urlencoded");
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).RootElement);
    }

    public async Task<JsonElement> GetAsync(string path) => (await SendAsync(HttpMethod.Get, path)).Json;

    /// <summary>Runs a statement; further members of the body may follow.</summary>
    public async Task<JsonElement> RunAsync(string sql, string more = "") => (await SubmitAsync(sql, more)).Json;

    public Task<(HttpStatusCode Status, JsonElement Json)> SubmitAsync(string sql, string more = "") => SendAsync(HttpMethod.Post, "/api/2.0/sql/statements",
        $$"""{"statement":"{{JsonEncodedText.Encode(sql)}}","warehouse_id":"5a0db0c5a11a0001","catalog":"analytics","schema":"curated"{{more}}}""");

    /// <summary>The rows as one text: cells by |, rows by /; or the error.</summary>
    public async Task<string> TextAsync(string sql, string more = "")
    {
        var answer = await RunAsync(sql, more);
        return answer.GetProperty("status").GetProperty("state").GetString() == "FAILED"
            ? answer.GetProperty("status").GetProperty("error").GetProperty("message").GetString()!
            : answer.GetProperty("result").TryGetProperty("data_array", out var rows)
                ? string.Join(" / ", rows.EnumerateArray().Select(static row => string.Join('|', row.EnumerateArray().Select(static cell => cell.GetString() ?? "∅"))))
                : "";
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await Simulator.DisposeAsync();
    }
}

/// <summary>One workspace for the tests that only read, so that its tables are built once.</summary>
public sealed class SharedWorkspace : IAsyncDisposable
{
    internal Workspace Workspace { get; } = new();

    public ValueTask DisposeAsync() => Workspace.DisposeAsync();
}
