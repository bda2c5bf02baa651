using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CodexMcp.Sandbox.HubSpot;

namespace CodexMcp.Sandbox.Tests.Support;

/// <summary>An answer of the HubSpot simulator.</summary>
internal sealed record HubAnswer(HttpStatusCode Status, JsonElement Json, HttpResponseHeaders Headers)
{
    public string? Text(string name) => Json.TryGetProperty(name, out var value) ? value.ToString() : null;

    public string Category => Text("category") ?? "";

    public IReadOnlyList<JsonElement> Results => [.. Json.GetProperty("results").EnumerateArray()];

    public IReadOnlyList<string> Ids => [.. Results.Select(result => result.GetProperty("id").GetString()!)];

    public string? After => Json.TryGetProperty("paging", out var paging) ? paging.GetProperty("next").GetProperty("after").GetString() : null;

    public string? Property(string name) => Json.GetProperty("properties").GetProperty(name).GetString();
}

/// <summary>A client of the HubSpot simulator, as simple as can be.</summary>
internal sealed class HubClient : IDisposable
{
    public HubClient(HubSpotSimulator simulator, string? token = null)
        : this(new SimulatorHttpHandler(simulator), new Uri("https://api.hubapi.com"), token ?? simulator.Credentials.PrivateAppToken)
    {
    }

    public HubClient(HttpMessageHandler handler, Uri address, string? token)
    {
        Http = new HttpClient(handler) { BaseAddress = address };
        if (token is not null)
        {
            Http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        }
    }

    public HttpClient Http { get; }

    public Task<HubAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<HubAnswer> PostAsync(string path, string body) => SendAsync(HttpMethod.Post, path, body);

    public Task<HubAnswer> PatchAsync(string path, string body) => SendAsync(HttpMethod.Patch, path, body);

    public Task<HubAnswer> PutAsync(string path, string? body = null) => SendAsync(HttpMethod.Put, path, body);

    public Task<HubAnswer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public Task<HubAnswer> SearchAsync(string type, string body) => PostAsync($"/crm/v3/objects/{type}/search", body);

    public async Task<HubAnswer> FormAsync(string path, params (string Name, string Value)[] form) => await SendAsync(new HttpRequestMessage(HttpMethod.Post, path)
    {
        Content = new FormUrlEncodedContent(form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))),
    });

    public async Task<HubAnswer> SendAsync(HttpMethod method, string path, string? body = null) => await SendAsync(new HttpRequestMessage(method, path)
    {
        Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
    });

    public async Task<HubAnswer> SendAsync(HttpRequestMessage request)
    {
        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        using var document = JsonDocument.Parse(text.Length > 0 ? text : "{}");
        return new HubAnswer(response.StatusCode, document.RootElement.Clone(), response.Headers);
    }

    public void Dispose() => Http.Dispose();
}
