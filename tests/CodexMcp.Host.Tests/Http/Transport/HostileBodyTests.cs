using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace CodexMcp.Host.Tests.Http.Transport;

/// <summary>Bodies that are meant to break the reader (attack row 35): refused in either era, and the next request is served.</summary>
public sealed class HostileBodyTests
{
    public static TheoryData<string, byte[], int, int> Bodies { get; } = new()
    {
        { "empty", [], 400, -32700 },
        { "blanks", Utf8("  \n "), 400, -32700 },
        { "not JSON", Utf8("hello"), 400, -32700 },
        { "cut", Utf8("""{"jsonrpc":"2.0","id":1,"method":"tools/l"""), 400, -32700 },
        { "two messages", Utf8("""{"jsonrpc":"2.0","id":1,"method":"ping"}{"jsonrpc":"2.0","id":2,"method":"ping"}"""), 400, -32700 },
        { "a batch", Utf8("""[{"jsonrpc":"2.0","id":1,"method":"ping"}]"""), 400, -32600 },
        { "an empty batch", Utf8("[]"), 400, -32600 },
        { "a number", Utf8("7"), 400, -32600 },
        { "null", Utf8("null"), 400, -32600 },
        { "text", Utf8("\"x\""), 400, -32600 },
        { "no version", Utf8("""{"id":1,"method":"ping"}"""), 400, -32600 },
        { "an old version", Utf8("""{"jsonrpc":"1.0","id":1,"method":"ping"}"""), 400, -32600 },
        { "no method", Utf8("""{"jsonrpc":"2.0","id":1}"""), 400, -32600 },
        { "a method that is a number", Utf8("""{"jsonrpc":"2.0","id":1,"method":7}"""), 400, -32600 },
        { "both a request and an answer", Utf8("""{"jsonrpc":"2.0","id":1,"method":"ping","result":{}}"""), 400, -32600 },
        { "id null", Utf8("""{"jsonrpc":"2.0","id":null,"method":"ping"}"""), 400, -32600 },
        { "id object", Utf8("""{"jsonrpc":"2.0","id":{},"method":"ping"}"""), 400, -32600 },
        { "id fraction", Utf8("""{"jsonrpc":"2.0","id":1.5,"method":"ping"}"""), 400, -32600 },
        { "id of a megabyte", Utf8($$"""{"jsonrpc":"2.0","id":"{{new string('i', 1 << 20)}}","method":"ping"}"""), 400, -32600 },
        { "id number of a megabyte", Utf8($$"""{"jsonrpc":"2.0","id":{{new string('9', 1 << 20)}},"method":"ping"}"""), 400, -32600 },
        { "the method twice", Utf8("""{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/call"}"""), 400, -32600 },
        { "a name twice, once escaped", Utf8("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a_b","n\u0061me":"a_c"}}"""), 400, -32600 },
        { "an argument twice, deep", Utf8("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a_b","arguments":{"x":[{"y":1,"y":2}]}}}"""), 400, -32600 },
        { "a number of no size", Utf8("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a_b","arguments":{"x":1e999}}}"""), 400, -32600 },
        { "ten thousand deep", Utf8("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":""" + new string('[', 10_000)), 400, -32700 },
        { "deep objects", Utf8("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":""" + string.Concat(Enumerable.Repeat("{\"a\":", 5_000))), 400, -32700 },
        { "half a character", [.. Utf8("""{"jsonrpc":"2.0","id":1,"method":"p"""), 0xc3, .. Utf8("\"}")], 400, -32700 },
        { "half a surrogate", Utf8("""{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":"\ud800"}}"""), 400, -32700 },
        { "NUL", Utf8("""{"jsonrpc":"2.0","id":1,"method":"ping"}""" + "\0"), 400, -32700 },
        { "a comment", Utf8("""{"jsonrpc":"2.0","id":1,"method":"ping"/**/}"""), 400, -32700 },
        { "a byte order mark and UTF-16", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("{}")).ToArray(), 400, -32700 },
        { "five megabytes", Utf8("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"x":" """ + new string('x', 5 << 20) + "\"}}"), 413, -32600 },
    };

    [Theory]
    [MemberData(nameof(Bodies), DisableDiscoveryEnumeration = true)]
    public async Task Post_Hostile_IsRefusedAndTheNextIsServed(string what, byte[] body, int status, int code)
    {
        var calls = 0;
        await using var host = await HttpHost.StartAsync((_, _) =>
        {
            calls++;
            return new(Answers.Fine);
        });
        foreach (var modern in new[] { false, true })
        {
            var watch = Stopwatch.StartNew();
            var request = host.Bare(HttpMethod.Post);
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            if (modern)
            {
                request.Headers.Add("MCP-Protocol-Version", "2026-07-28");
                request.Headers.Add("Mcp-Method", "tools/call");
            }

            var (answered, answer) = await host.AskAsync(request);

            Assert.Equal((what, status, code), (what, (int)answered, answer.GetProperty("error").GetProperty("code").GetInt32()));
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5));
        }

        Assert.Equal(HttpStatusCode.OK, (await host.AskAsync(host.Modern("tools/list"))).Status);
        Assert.Equal(0, calls);
        Assert.Equal(2, host.Refusals.Count);
    }

    [Fact]
    public async Task Post_LongestBody_IsRead()
    {
        var length = 0;
        await using var host = await HttpHost.StartAsync((request, _) =>
        {
            length = request.Arguments.GetProperty("x").GetString()!.Length;
            return new(Answers.Fine);
        });

        var (status, _) = await host.AskAsync(host.Modern("tools/call", "a_b", "\"name\":\"a_b\",\"arguments\":{\"x\":\"" + new string('x', 4_000_000) + "\"}"));

        Assert.Equal((HttpStatusCode.OK, 4_000_000), (status, length));
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
