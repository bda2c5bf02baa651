using System.Net;
using System.Net.Http.Headers;

namespace CodexMcp.Sandbox;

/// <summary>Sends an <see cref="HttpClient"/>'s requests to a simulator in the same process: no socket, no web server.</summary>
public sealed class SimulatorHttpHandler(IVendorSimulator simulator) : HttpMessageHandler
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var uri = request.RequestUri ?? throw new InvalidOperationException("The request has no address. Give it an absolute one.");
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        Collect(request.Headers, headers);
        var body = Array.Empty<byte>();
        if (request.Content is not null)
        {
            Collect(request.Content.Headers, headers);
            body = await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        }

        var answer = await simulator.HandleAsync(
            new SimulatorRequest(request.Method.Method, uri.AbsolutePath, uri.Query, headers, body), cancellationToken).ConfigureAwait(false);
        var response = new HttpResponseMessage((HttpStatusCode)answer.Status) { RequestMessage = request, Version = HttpVersion.Version11 };
        response.Content = answer.BreaksOff
            ? new StreamContent(new BrokenStream(answer.Body))
            : new ReadOnlyMemoryContent(answer.Body);
        foreach (var (name, value) in answer.Headers)
        {
            if (!response.Headers.TryAddWithoutValidation(name, value))
            {
                response.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return response;
    }

    private static void Collect(HttpHeaders from, Dictionary<string, string> to)
    {
        // The non-validated view: a header goes out exactly as the client wrote it.
        foreach (var (name, values) in from.NonValidated)
        {
            to[name] = string.Equals(name, "User-Agent", StringComparison.OrdinalIgnoreCase)
                ? string.Join(' ', values)
                : string.Join(", ", values);
        }
    }

    /// <summary>Gives some bytes and then fails as a torn connection does.</summary>
    private sealed class BrokenStream(ReadOnlyMemory<byte> body) : Stream
    {
        private int _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => _position; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (_position >= body.Length)
            {
                throw new IOException("The connection was closed before the whole response had arrived.");
            }

            var size = Math.Min(count, body.Length - _position);
            body.Span.Slice(_position, size).CopyTo(buffer.AsSpan(offset));
            _position += size;
            return size;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
