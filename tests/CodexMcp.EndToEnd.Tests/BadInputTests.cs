using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace CodexMcp.EndToEnd.Tests;

/// <summary>Hostile input on standard input: a clear error or nothing, bounded memory, and the session goes on.</summary>
public sealed class BadInputTests
{
    public static IEnumerable<TheoryDataRow<string, int>> Lines()
    {
        yield return ("", 0);
        yield return ("   \t", 0);
        yield return ("hello", -32700);
        yield return ("{", -32700);
        yield return ("""{"jsonrpc":"2.0","id":1,"method":"tools/li""", -32700);
        yield return ("\"text\"", -32600);
        yield return ("[]", -32600);
        yield return ("""[{"jsonrpc":"2.0","id":1,"method":"tools/list"}]""", -32600);
        yield return ("""{"jsonrpc":"2.0","id":1,"method":"tools/list","method":"tools/call"}""", -32600);
        yield return ("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"snowflake_run_query","name":"snowflake_cancel_query"}}""", -32600);
        yield return ("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"snowflake_run_query","arguments":{"statement":"SELECT 1","statement":"DROP TABLE x"}}}""", -32600);
        yield return ("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"snowflake_run_query","arguments":{"max_rows":1e999}}}""", -32600);
        yield return ("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"snowflake_run_query","arguments":{"a":"\udc00"}}}""", -32700);
        yield return ("""{"jsonrpc":"2.0","id":null,"method":"tools/list"}""", -32600);
        yield return ("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":[1]}""", -32602);
        yield return ("""{"jsonrpc":"2.0","id":1,"method":"no/such/method"}""", -32601);
        yield return ("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":""" + new string('[', 10_000) + new string(']', 10_000) + "}", -32700);
        yield return ("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"snowflake_run_query","arguments":{"statement":"SELECT 1","x":""" + string.Concat(Enumerable.Repeat("{\"a\":", 70)) + "1" + new string('}', 70) + "}}}", -32700);
    }

    [Fact]
    public async Task Session_EveryBadLine_IsAnsweredInWordsAndSurvived()
    {
        using var folder = new TestFolder();
        await using var host = HostProcess.Serve(folder.State);
        await host.HandshakeAsync();
        var next = 1000;
        foreach (var (line, code) in Lines().Select(row => row.Data))
        {
            foreach (var end in new[] { "\n", "\r\n" })
            {
                await host.SendAsync(Encoding.UTF8.GetBytes(line + end));
                await host.SendAsync($$"""{"jsonrpc":"2.0","id":{{++next}},"method":"ping"}""");
                var answers = new List<JsonElement> { await host.ReadAsync() };
                if (code != 0)
                {
                    answers.Add(await host.ReadAsync());
                    var error = Assert.Single(answers, answer => answer.TryGetProperty("error", out _)).GetProperty("error");
                    Assert.Equal(code, error.GetProperty("code").GetInt32());
                    Assert.True(error.GetProperty("message").GetString()!.Length is > 10 and < 300);
                }

                Assert.Equal(next, Assert.Single(answers, answer => answer.TryGetProperty("result", out _)).GetProperty("id").GetInt32());
            }
        }

        await host.SendAsync([.. "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\""u8, 0xFF, 0xFE, .. "\"}\n"u8]);
        Assert.Equal(-32700, (await host.ReadAsync()).GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Session_HugeLines_KeepMemoryBounded()
    {
        using var folder = new TestFolder();
        await using var host = HostProcess.Serve(folder.State);
        await host.HandshakeAsync();
        await host.SendAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""");
        await host.ReadAsync(1);
        var before = Resident(host.Process);
        var megabyte = new byte[1024 * 1024];
        Array.Fill(megabyte, (byte)'x');

        await host.SendAsync(Encoding.UTF8.GetBytes("""{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"snowflake_run_query","arguments":{"statement":" """));
        for (var i = 0; i < 64; i++)
        {
            await host.SendAsync(megabyte);
        }

        await host.SendAsync("\"}}}");
        var answer = await host.ReadAsync();

        Assert.Equal(-32600, answer.GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("id").ValueKind);
        Assert.True(Resident(host.Process) - before < 40L * 1024 * 1024, $"{before} -> {Resident(host.Process)}");
        await host.SendAsync("""{"jsonrpc":"2.0","id":3,"method":"tools/list"}""");
        Assert.True((await host.ReadAsync(3)).TryGetProperty("result", out _));
    }

    [Fact]
    public async Task Session_FloodOfCalls_IsAnsweredToTheLast()
    {
        using var folder = new TestFolder();
        await using var host = HostProcess.Serve(folder.State);
        await host.HandshakeAsync();
        const int Count = 3000;
        var flood = new StringBuilder();
        for (var id = 1; id <= Count; id++)
        {
            flood.Append($$$$"""{"jsonrpc":"2.0","id":{{{{id}}}},"method":"tools/call","params":{"name":"snowflake_run_query","arguments":{"nonsense":{{{{id}}}} }}}""").Append('\n');
        }

        var sending = host.SendAsync(Encoding.UTF8.GetBytes(flood.ToString()));
        HashSet<int> answered = [];
        while (answered.Count < Count)
        {
            Assert.True(answered.Add((await host.ReadAsync()).GetProperty("id").GetInt32()));
        }

        await sending;
    }

    [Fact]
    public async Task Pipe_RequestsThenEndOfInput_AnswersAreAllPrinted()
    {
        using var folder = new TestFolder();
        await using var host = HostProcess.Serve(folder.State);
        await host.SendAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""");
        await host.CallAsync(2, "snowflake_run_query", """{"statement":"SELECT 41 + 1 AS answer"}""");
        await host.SendAsync(Encoding.UTF8.GetBytes("""{"jsonrpc":"2.0","id":3,"method":"prompts/list"}"""));
        host.Process.StandardInput.Close();

        var output = await host.Process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal([1, 2, 3], output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetInt32()).Order());
        Assert.Contains("42", output);
        Assert.Equal(0, await host.ExitAsync());
    }

    private static long Resident(Process process)
    {
        process.Refresh();
        return process.WorkingSet64;
    }
}
