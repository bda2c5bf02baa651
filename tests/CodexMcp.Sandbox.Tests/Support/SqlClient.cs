using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CodexMcp.Sandbox.Snowflake;

namespace CodexMcp.Sandbox.Tests.Support;

/// <summary>A small SQL API client: it knows nothing of the simulator but HTTP.</summary>
internal sealed class SqlClient : IDisposable
{
    private readonly HttpClient _http;

    public SqlClient(HttpMessageHandler handler, Uri address, string token, string type = "OAUTH")
    {
        _http = new HttpClient(handler) { BaseAddress = address };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        _http.DefaultRequestHeaders.Add("X-Snowflake-Authorization-Token-Type", type);
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("sandbox-tests/1.0");
        _http.DefaultRequestHeaders.Accept.ParseAdd("application/json");
    }

    public static SqlClient InProcess(SnowflakeSimulator simulator, string? token = null, string type = "OAUTH") =>
        new(new SimulatorHttpHandler(simulator), new Uri("https://sandbox.snowflakecomputing.com"), token ?? simulator.Credentials.OAuthToken, type);

    public HttpClient Http => _http;

    public string Role { get; set; } = "ANALYST";

    public async Task<Answer> PostAsync(string body, string query = "", string path = "/api/v2/statements")
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(path + query, content, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }

    public async Task<Answer> GetAsync(string path)
    {
        using var response = await _http.GetAsync(path, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }

    public static string Body(string sql, string? role = null, string extra = "") =>
        $"{{\"statement\":{Quote(sql)},\"role\":\"{role ?? "ANALYST"}\"{extra}}}";

    public static string Quote(string text) => "\"" + JsonEncodedText.Encode(text) + "\"";

    public Task<Answer> QueryAsync(string sql, string extra = "", string query = "") => PostAsync(Body(sql, Role, extra), query);

    public void Dispose() => _http.Dispose();
}

/// <summary>An answer with its JSON.</summary>
internal sealed record Answer(HttpStatusCode Status, JsonElement Json, string? Encoding, string? Link, string? RetryAfter)
{
    public static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var encoding = response.Content.Headers.ContentEncoding.FirstOrDefault();
        if (encoding == "gzip")
        {
            using var gzip = new System.IO.Compression.GZipStream(new MemoryStream(bytes), System.IO.Compression.CompressionMode.Decompress);
            using var plain = new MemoryStream();
            gzip.CopyTo(plain);
            bytes = plain.ToArray();
        }

        var json = response.Content.Headers.ContentType?.MediaType == "application/json" && bytes.Length > 0
            ? JsonDocument.Parse(bytes).RootElement
            : default;
        var link = response.Headers.TryGetValues("Link", out var links) ? links.First() : null;
        return new Answer(response.StatusCode, json, encoding, link, response.Headers.RetryAfter?.ToString());
    }

    public string Code => Json.GetProperty("code").GetString()!;

    public string Message => Json.GetProperty("message").GetString()!;

    public string Handle => Json.GetProperty("statementHandle").GetString()!;

    public IReadOnlyList<string> Columns => RowType.Select(c => c.GetProperty("name").GetString()!).ToList();

    public IReadOnlyList<JsonElement> RowType => [.. Json.GetProperty("resultSetMetaData").GetProperty("rowType").EnumerateArray()];

    public IReadOnlyList<string?[]> Rows =>
        [.. Json.GetProperty("data").EnumerateArray().Select(row => row.EnumerateArray().Select(cell => cell.GetString()).ToArray())];

    /// <summary>The rows as one text: cells by |, rows by /.</summary>
    public string Text => string.Join(" / ", Rows.Select(row => string.Join("|", row.Select(cell => cell ?? "∅"))));
}
