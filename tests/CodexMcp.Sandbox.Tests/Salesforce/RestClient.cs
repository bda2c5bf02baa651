using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CodexMcp.Sandbox.Salesforce;

namespace CodexMcp.Sandbox.Tests.Salesforce;

/// <summary>A small REST client: it knows nothing of the simulator but HTTP.</summary>
internal sealed class RestClient : IDisposable
{
    public const string Root = "/services/data/v66.0";
    private readonly HttpClient _http;

    public RestClient(HttpMessageHandler handler, Uri address, string? token)
    {
        _http = new HttpClient(handler) { BaseAddress = address };
        if (token is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    public static RestClient InProcess(SalesforceSimulator simulator, string? token = null) =>
        new(new SimulatorHttpHandler(simulator), new Uri(SalesforceCredentials.LoginUrl), token ?? simulator.OpenSession());

    public HttpClient Http => _http;

    public Task<Reply> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    public Task<Reply> PostAsync(string path, string body, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Post, path, body, headers);

    public Task<Reply> PatchAsync(string path, string body, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Patch, path, body, headers);

    public Task<Reply> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    public Task<Reply> QueryAsync(string soql, params (string Name, string Value)[] headers) => GetAsync($"/query?q={Uri.EscapeDataString(soql)}", headers);

    /// <summary>The records of a query as text: fields by |, records by /.</summary>
    public async Task<string> TextAsync(string soql)
    {
        var reply = await QueryAsync(soql);
        Assert.True(reply.Status == HttpStatusCode.OK, reply.Text);
        return string.Join(" / ", reply.Json.GetProperty("records").EnumerateArray().Select(r => string.Join("|", r.EnumerateObject().Where(m => m.Name != "attributes").Select(m => Shown(m.Value)))));
    }

    private static string Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "∅",
        JsonValueKind.Object when value.TryGetProperty("records", out var records) => $"[{string.Join(",", records.EnumerateArray().Select(Shown))}]",
        JsonValueKind.Object => string.Join("|", value.EnumerateObject().Where(m => m.Name != "attributes").Select(m => Shown(m.Value))),
        _ => value.ToString(),
    };

    public async Task<string> CreateAsync(string type, string body)
    {
        var reply = await PostAsync($"/sobjects/{type}", body);
        Assert.True(reply.Status == HttpStatusCode.Created, reply.Text);
        return reply.Json.GetProperty("id").GetString()!;
    }

    public async Task<Reply> SendAsync(HttpMethod method, string path, string? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith("/services", StringComparison.Ordinal) ? path : Root + path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content!.Headers.Remove(name);
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Reply.ReadAsync(response);
    }

    public async Task<Reply> TokenAsync(params (string Name, string Value)[] form)
    {
        using var content = new FormUrlEncodedContent(form.Select(f => new KeyValuePair<string, string>(f.Name, f.Value)));
        using var response = await _http.PostAsync("/services/oauth2/token", content, TestContext.Current.CancellationToken);
        return await Reply.ReadAsync(response);
    }

    /// <summary>Signs a JWT as a client would; null leaves a claim out.</summary>
    public static string Jwt(string privateKeyPem, string? iss, string? sub, string? aud, long? exp, string header = "{\"alg\":\"RS256\"}")
    {
        using var key = RSA.Create();
        key.ImportFromPem(privateKeyPem);
        var claims = new List<string>();
        void Claim(string name, string? value)
        {
            if (value is not null)
            {
                claims.Add($"\"{name}\":{value}");
            }
        }

        Claim("iss", iss is null ? null : $"\"{iss}\"");
        Claim("sub", sub is null ? null : $"\"{sub}\"");
        Claim("aud", aud is null ? null : $"\"{aud}\"");
        Claim("exp", exp?.ToString(CultureInfo.InvariantCulture));
        var text = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{{{string.Join(",", claims)}}}"))}";
        return $"{text}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>An answer with its JSON, when it is JSON.</summary>
internal sealed record Reply(HttpStatusCode Status, string Text, JsonElement Json, IReadOnlyDictionary<string, string> Headers)
{
    public static async Task<Reply> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var json = response.Content.Headers.ContentType?.MediaType == "application/json" && text.Length > 0 ? JsonDocument.Parse(text).RootElement : default;
        var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(",", h.Value), StringComparer.OrdinalIgnoreCase);
        return new Reply(response.StatusCode, text, json, headers);
    }

    /// <summary>The first element of the error array.</summary>
    public string Code => Json[0].GetProperty("errorCode").GetString()!;

    public string Message => Json[0].GetProperty("message").GetString()!;

    public string Text1(string name) => Json.GetProperty(name).GetString()!;
}
