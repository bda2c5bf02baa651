using System.Net;
using System.Text;

namespace CodexMcp.Connectors.Salesforce.Tests.Support;

/// <summary>A request as it was on the wire.</summary>
internal sealed record Sent(string Method, string Path, string Body, string? Token, HttpRequestMessage Request)
{
    /// <summary>The query of a query request.</summary>
    public string Soql => Uri.UnescapeDataString(Path[(Path.IndexOf("?q=", StringComparison.Ordinal) + 3)..]);
}

/// <summary>Salesforce as far as every call needs it (login, descriptions); what comes after it answers as the test says.</summary>
internal sealed class Vendor(Func<Sent, HttpResponseMessage?> answer) : HttpMessageHandler
{
    public const string Root = "/services/data/v66.0/";
    private int tokens;

    /// <summary>All requests but logins and descriptions.</summary>
    public List<Sent> Requests { get; } = [];

    public List<Sent> Logins { get; } = [];

    public List<Sent> Descriptions { get; } = [];

    /// <summary>Whether objects have the host's external id field.</summary>
    public bool HasKey { get; init; }

    public Func<Sent, HttpResponseMessage?> Login { get; init; } = static _ => null;

    public Func<Sent, HttpResponseMessage?> Describe { get; init; } = static _ => null;

    public static HttpResponseMessage Json(int status, string json, string type = "application/json") =>
        new((HttpStatusCode)status) { Content = new StringContent(json, Encoding.UTF8, type) };

    public static HttpResponseMessage Error(int status, string code, string message, string fields = "") =>
        Json(status, $$"""[{"message":{{Quote(message)}},"errorCode":"{{code}}","fields":[{{fields}}]}]""");

    public static HttpResponseMessage Page(params string[] records) => Page(records.Length, null, records);

    public static HttpResponseMessage Page(int total, string? next, params string[] records) =>
        Json(200, $$"""{"totalSize":{{total}},"done":{{(next is null ? "true" : $"false,\"nextRecordsUrl\":\"{next}\"")}},"records":[{{string.Join(",", records)}}]}""");

    public static string Record(string type, string members) => $$"""{"attributes":{"type":"{{type}}","url":"/services/data/v66.0/sobjects/{{type}}/x"},{{members}}}""";

    public static string Quote(string text) => $"\"{System.Text.Json.JsonEncodedText.Encode(text)}\"";

    public int SentTo(string method, string beginning) => Requests.Count(one => one.Method == method && one.Path.StartsWith(Root + beginning, StringComparison.Ordinal));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var path = request.RequestUri!.PathAndQuery;
        var sent = new Sent(request.Method.Method, path, body, request.Headers.Authorization?.Parameter, request);
        if (path == "/services/oauth2/token")
        {
            Keep(Logins, sent);
            return Login(sent) ?? Json(200, $$"""{"access_token":"00D!token{{Interlocked.Increment(ref tokens)}}","instance_url":"https://acme.my.salesforce.com","token_type":"Bearer"}""");
        }

        if (path == $"{Root}sobjects" || path.EndsWith("/describe", StringComparison.Ordinal))
        {
            Keep(Descriptions, sent);
            var name = path.Split('/')[^2];
            return Describe(sent) ?? (path == $"{Root}sobjects" ? Json(200, OrgDescribes.Global)
                : OrgDescribes.Of(name, HasKey) is { } describe ? Json(200, describe) : Error(404, "NOT_FOUND", "The requested resource does not exist"));
        }

        Keep(Requests, sent);
        return answer(sent) ?? throw new InvalidOperationException($"The test has no answer to {sent.Method} {path}.");
    }

    private static void Keep(List<Sent> list, Sent sent)
    {
        lock (list)
        {
            list.Add(sent);
        }
    }
}

/// <summary>Gives some bytes and then fails as a torn connection does.</summary>
internal sealed class TornContent(string begin) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => throw new IOException("torn");

    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult<Stream>(new Torn(Encoding.UTF8.GetBytes(begin)));

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    private sealed class Torn(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => Position >= Length ? throw new IOException("torn") : base.Read(buffer, offset, count);

        public override int Read(Span<byte> buffer) => Position >= Length ? throw new IOException("torn") : base.Read(buffer);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position >= Length ? throw new IOException("torn") : base.ReadAsync(buffer, cancellationToken);
    }
}
