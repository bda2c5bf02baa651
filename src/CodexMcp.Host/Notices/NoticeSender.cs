using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CodexMcp.Connectors.Http;
using CodexMcp.Core.Configuration;
using CodexMcp.Core.Notices;

namespace CodexMcp.Host.Notices;

/// <summary>
/// Posts a notice: an id, what happened and a link, signed. It holds nothing of the call, so nothing of it can leak by the way. The client reaches the
/// configured host only, follows no redirect, and reads no answer.
/// </summary>
internal sealed class NoticeSender : IDisposable
{
    /// <summary>The header with the time of sending, in seconds since 1970; it is signed with the body.</summary>
    public const string TimestampHeader = "CodexMcp-Timestamp";

    /// <summary>The header with <c>v1=</c> and the lower-case hex HMAC-SHA256 of timestamp, dot and body.</summary>
    public const string SignatureHeader = "CodexMcp-Signature";

    private const int LeastSecret = 32;

    private readonly Uri url;
    private readonly Uri console;
    private readonly byte[] secret;
    private readonly HttpClient http;
    private readonly TimeProvider time;

    /// <summary>Creates the sender.</summary>
    /// <exception cref="HostException">The secret can't be used.</exception>
    public NoticeSender(NoticeOptions options, TimeProvider time)
    {
        this.time = time;
        url = options.Url!;
        console = options.ConsoleUrl!;
        secret = ReadSecret(options.SecretFile!);
        var bounds = new ConnectorHttpOptions
        {
            Hosts = new([url.IdnHost], loopback: url.IsLoopback),
            MaxBodyBytes = 64 * 1024,
            Timeout = TimeSpan.FromSeconds(10),
            AllowPrivateAddresses = options.AllowPrivateNetwork,
        };
        http = url.IsLoopback ? ConnectorHttp.Create(bounds, ConnectorHttp.LoopbackTransport()) : ConnectorHttp.Create(bounds);
    }

    /// <summary>Posts it; gives why it was not taken, or null.</summary>
    public async Task<string?> SendAsync(Notice notice, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var body = Body(notice, now);
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(TimestampHeader, timestamp);
        request.Headers.Add(SignatureHeader, "v1=" + Sign(secret, timestamp, body));
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? null : $"it answered with status {(int)response.StatusCode}";
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return exception is OperationCanceledException ? "it did not answer in time" : $"it can't be reached ({exception.GetBaseException().Message.TrimEnd('.')})";
        }
    }

    /// <summary>The signature of a notice, as whoever gets it computes it.</summary>
    public static string Sign(byte[] secret, string timestamp, ReadOnlySpan<byte> body) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(secret, (ReadOnlySpan<byte>)[.. Encoding.ASCII.GetBytes(timestamp + "."), .. body]));

    /// <inheritdoc/>
    public void Dispose()
    {
        http.Dispose();
        CryptographicOperations.ZeroMemory(secret);
    }

    private byte[] Body(Notice notice, DateTimeOffset now)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, $"{notice.Approval}.{notice.Event}");
            writer.WriteString("event"u8, $"approval.{notice.Event}");
            writer.WriteString("at"u8, now);
            writer.WriteString("link"u8, new Uri(console, $"/console/approvals/{notice.Approval}").AbsoluteUri);
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static byte[] ReadSecret(string path)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != 0)
        {
            throw new HostException(ExitCodes.Configuration, $"{ShownText.Escape(path)}: others can read the secret that signs notices.", "Make a new one and run chmod 600 on the file.");
        }

        var text = File.ReadAllText(path).Trim();
        return text.Length >= LeastSecret
            ? Encoding.UTF8.GetBytes(text)
            : throw new HostException(ExitCodes.Configuration, $"{ShownText.Escape(path)}: the secret that signs notices has fewer than {LeastSecret} characters.", "Make one with: openssl rand -hex 32");
    }
}
