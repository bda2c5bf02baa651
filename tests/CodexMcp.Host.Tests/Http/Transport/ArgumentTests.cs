using System.Net;
using System.Text.Json;

namespace CodexMcp.Host.Tests.Http.Transport;

/// <summary>What the pipeline gets of a call's arguments: what was sent, by whichever way the transport reads it.</summary>
public sealed class ArgumentTests
{
    private const string Meta = "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}";

    [Theory]
    [InlineData("""{"x":{"y":[1,2.50,"\u00e9",null,true]},"":""}""", "")]
    [InlineData("""{"x":1}""", ",\"progressToken\":7")]
    [InlineData("""{"x":1}""", ",\"traceparent\":\"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\"")]
    [InlineData("""{"x":1}""", ",\"io.modelcontextprotocol/clientInfo\":{\"name\":\"a\",\"version\":\"1\"}")]
    [InlineData("{}", "")]
    [InlineData("{}", ",\"progressToken\":7")]
    [InlineData(null, "")]
    [InlineData(null, ",\"progressToken\":7")]
    public async Task Call_Arguments_ReachThePipelineAsTheyWereSent(string? arguments, string meta)
    {
        var seen = new List<JsonElement>();
        await using var host = await HttpHost.StartAsync((request, _) =>
        {
            seen.Add(request.Arguments);
            return new(Answers.Fine);
        });
        var session = await host.BeginAsync();
        var parameters = "\"name\":\"a_b\"" + (arguments is null ? "" : ",\"arguments\":" + arguments);
        var modern = host.Modern("tools/call", "a_b");
        modern.Content = HttpHost.Json("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{" + parameters + ",\"_meta\":{" + Meta + meta + "}}}");

        foreach (var request in new[] { modern, host.Legacy("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{" + parameters + "}}", session) })
        {
            var (status, _) = await host.AskAsync(request);
            Assert.Equal(HttpStatusCode.OK, status);
        }

        Assert.Equal(2, seen.Count);
        Assert.All(seen, one =>
        {
            if (arguments is null or "{}")
            {
                Assert.Equal(JsonValueKind.Undefined, one.ValueKind);
            }
            else
            {
                Assert.True(JsonElement.DeepEquals(Some.Json(arguments), one), one.GetRawText());
            }
        });
    }

    [Theory]
    [InlineData("\"name\":\"a_b\",\"arguments\":[]")]
    [InlineData("\"name\":\"a_b\",\"arguments\":7")]
    [InlineData("\"name\":7,\"arguments\":{}")]
    [InlineData("\"arguments\":{}")]
    public async Task Call_OtherShape_IsInvalidAndRunsNothing(string parameters)
    {
        var calls = 0;
        await using var host = await HttpHost.StartAsync((_, _) =>
        {
            calls++;
            return new(Answers.Fine);
        });
        var session = await host.BeginAsync();

        var (_, body) = await host.AskAsync(host.Legacy("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{" + parameters + "}}", session));

        Assert.Equal(-32602, body.GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal(0, calls);
    }

    [Fact]
    public async Task Call_Modern_OneIdTwiceAtOnce_EachGetsItsOwnAnswer()
    {
        // Without sessions an id belongs to its HTTP request: two clients may well choose the same one.
        var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = 0;
        await using var host = await HttpHost.StartAsync(async (request, cancellationToken) =>
        {
            if (Interlocked.Increment(ref running) == 2)
            {
                both.SetResult();
            }

            await both.Task.WaitAsync(TimeSpan.FromSeconds(20), cancellationToken);
            return Answers.Fine with { Structured = request.Arguments };
        });

        var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(i => host.AskAsync(
            host.Modern("tools/call", "a_b", "\"name\":\"a_b\",\"arguments\":{\"mark\":" + i.ToString(System.Globalization.CultureInfo.InvariantCulture) + "}", id: "7"))));

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(7, answers[i].Body.GetProperty("id").GetInt32());
            Assert.Equal(i, answers[i].Body.GetProperty("result").GetProperty("structuredContent").GetProperty("mark").GetInt32());
        }
    }
}
