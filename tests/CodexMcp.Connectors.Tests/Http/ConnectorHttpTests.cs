using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Http;

namespace CodexMcp.Connectors.Tests.Http;

public sealed class ConnectorHttpTests
{
    private static readonly HostAllowlist Hosts = new(["api.example.com", "localhost"], loopback: true);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SendAsync_UndeclaredHost_NeverReachesTheTransport()
    {
        using var transport = new Answering(static () => new HttpResponseMessage());
        using var client = ConnectorHttp.Create(new ConnectorHttpOptions { Hosts = Hosts }, transport);

        var failure = await Assert.ThrowsAsync<ConnectorException>(() => client.GetAsync(new Uri("https://evil.example/"), Token));

        Assert.Equal(ConnectorFailure.Configuration, failure.Failure);
        Assert.Equal(0, transport.Requests);
    }

    [Fact]
    public async Task SendAsync_GzipBody_IsUnpacked()
    {
        using var client = Client(() => Packed("hello"u8.ToArray()), 1000);

        Assert.Equal("hello", await client.GetStringAsync(new Uri("https://api.example.com/"), Token));
    }

    [Fact]
    public async Task SendAsync_GzipBomb_StopsAtTheCap()
    {
        using var client = Client(() => Packed(new byte[64 * 1024 * 1024]), 1024 * 1024);
        using var response = await client.GetAsync(new Uri("https://api.example.com/"), HttpCompletionOption.ResponseHeadersRead, Token);
        await using var body = await response.Content.ReadAsStreamAsync(Token);

        var read = 0L;
        var buffer = new byte[8192];
        var failure = await Assert.ThrowsAsync<BodyTooLargeException>(async () =>
        {
            while (true)
            {
                read += await body.ReadAsync(buffer, Token);
            }
        });

        Assert.Equal(1024 * 1024, failure.MaxBytes);
        Assert.InRange(read, 0, 1024 * 1024);
    }

    [Fact]
    public async Task SendAsync_DeclaredLengthOverTheCap_IsRefusedUnread()
    {
        using var client = Client(static () => new HttpResponseMessage { Content = new ByteArrayContent(new byte[2000]) }, 1000);

        await Assert.ThrowsAsync<BodyTooLargeException>(() => client.GetAsync(new Uri("https://api.example.com/"), HttpCompletionOption.ResponseHeadersRead, Token));
    }

    [Fact]
    public async Task SendAsync_EndlessBodyWithoutLength_StopsAtTheCap()
    {
        using var client = Client(static () => new HttpResponseMessage { Content = new StreamContent(new Endless()) }, 100_000);
        using var response = await client.GetAsync(new Uri("https://api.example.com/"), HttpCompletionOption.ResponseHeadersRead, Token);
        await using var body = await response.Content.ReadAsStreamAsync(Token);

        await Assert.ThrowsAsync<BodyTooLargeException>(() => body.CopyToAsync(Stream.Null, Token));
    }

    [Theory]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("gzip, gzip")]
    public async Task SendAsync_OtherEncoding_IsRefused(string encoding)
    {
        using var client = Client(() =>
        {
            var content = new ByteArrayContent([1, 2, 3]);
            foreach (var one in encoding.Split(", "))
            {
                content.Headers.ContentEncoding.Add(one);
            }

            return new HttpResponseMessage { Content = content };
        }, 1000);

        await Assert.ThrowsAsync<IOException>(() => client.GetAsync(new Uri("https://api.example.com/"), HttpCompletionOption.ResponseHeadersRead, Token));
    }

    [Fact]
    public async Task SendAsync_NameThatResolvesToLoopback_IsNotConnectedInProduction()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        // The name passes the list of names; its address must not pass.
        using var client = ConnectorHttp.Create(new ConnectorHttpOptions { Hosts = Hosts });

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri($"http://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}/"), Token));

        Assert.Contains("may not be called", failure.ToString());
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task SendAsync_Redirect_IsNotFollowed()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        var serve = Task.Run(async () =>
        {
            using var socket = await listener.AcceptTcpClientAsync(Token);
            await using var stream = socket.GetStream();
            _ = await stream.ReadAsync(new byte[4096], Token);
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 302 Found\r\nLocation: {address}next\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), Token);
        }, Token);
        using var client = ConnectorHttp.Create(new ConnectorHttpOptions { Hosts = Hosts }, ConnectorHttp.LoopbackTransport());

        using var response = await client.GetAsync(address, Token);
        await serve;

        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        Assert.False(listener.Pending());
    }

    private static HttpClient Client(Func<HttpResponseMessage> answer, long maxBytes) =>
        ConnectorHttp.Create(new ConnectorHttpOptions { Hosts = Hosts, MaxBodyBytes = maxBytes }, new Answering(answer));

    private static HttpResponseMessage Packed(byte[] body)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(body);
        }

        var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentEncoding.Add("gzip");
        return new HttpResponseMessage { Content = content };
    }

    private sealed class Answering(Func<HttpResponseMessage> answer) : HttpMessageHandler
    {
        public int Requests { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            return Task.FromResult(answer());
        }
    }

    private sealed class Endless : MemoryStream
    {
        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override int Read(Span<byte> buffer) => buffer.Length;

        public override int Read(byte[] buffer, int offset, int count) => count;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(buffer.Length);
    }
}
