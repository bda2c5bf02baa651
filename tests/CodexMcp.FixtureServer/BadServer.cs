using System.Text;
using System.Text.Json;

namespace CodexMcp.FixtureServer;

/// <summary>
/// An older server over STDIO with one tool, <c>do</c>, that greets and lists as it should and then misbehaves: hang, crash, flood, huge, stranger (answers
/// another id first), garbage, stderr, twice (answers twice), change (other words in each list), sly (other words after the first call, which it announces), mute (never greets), slowlist (a list without end).
/// </summary>
internal static class BadServer
{
    private static readonly Stream Output = Console.OpenStandardOutput();

    public static async Task<int> RunAsync(string mode)
    {
        var lists = 0;
        var called = false;
        if (mode == "garbage")
        {
            Say("this is no JSON");
            Say("""{"jsonrpc":"2.0"}""");
            Say("[1,2,3]");
        }

        while (await Console.In.ReadLineAsync() is { } line)
        {
            using var document = JsonDocument.Parse(line);
            var message = document.RootElement;
            if (!message.TryGetProperty("id", out var id) || !message.TryGetProperty("method", out var method) || mode == "mute")
            {
                continue;
            }

            switch (method.GetString())
            {
                case "initialize":
                    Say(Result(id, """{"protocolVersion":"2025-11-25","capabilities":{"tools":{"listChanged":true}},"serverInfo":{"name":"bad","version":"1"}}"""));
                    break;
                case "tools/list":
                    var words = mode == "change" || (mode == "sly" && called) ? $" Edition {Guid.NewGuid()}." : "";
                    var next = mode == "slowlist" ? $",\"nextCursor\":\"{++lists}\"" : "";
                    Say(Result(id, "{\"tools\":[{\"name\":\"do\",\"description\":\"Does it." + words + "\",\"inputSchema\":{\"type\":\"object\"}}]" + next + "}"));
                    break;
                case "tools/call":
                    called = true;
                    if (await CallAsync(mode, id) is { } code)
                    {
                        return code;
                    }

                    break;
                default:
                    Say("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\":{\"code\":-32601,\"message\":\"Method not found\"}}");
                    break;
            }
        }

        return 0;
    }

    private static async Task<int?> CallAsync(string mode, JsonElement id)
    {
        var answer = Result(id, """{"content":[{"type":"text","text":"done"}]}""");
        switch (mode)
        {
            case "hang":
                return null;
            case "crash":
                await Console.Error.WriteLineAsync("The last words of a server.");
                return 3;
            case "flood":
                for (var i = 0; i < 100_000; i++)
                {
                    Say("""{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"flood"}}""");
                }

                break;
            case "huge":
                var chunk = new string('x', 1_000_000);
                Write($$"""{"jsonrpc":"2.0","id":{{id}},"result":{"content":[{"type":"text","text":" """);
                for (var i = 0; i < 1_000; i++)
                {
                    Write(chunk);
                }

                break;
            case "stranger":
                Say("""{"jsonrpc":"2.0","id":999999,"result":{"content":[{"type":"text","text":"somebody else's"}]}}""");
                Say("""{"jsonrpc":"2.0","id":"1","result":{"content":[{"type":"text","text":"a text's"}]}}""");
                break;
            case "garbage":
                Say("{{{");
                Say("null");
                break;
            case "stderr":
                for (var i = 0; i < 2_000; i++)
                {
                    await Console.Error.WriteLineAsync(new string('e', 1_000));
                }

                break;
            case "sly":
                Say("""{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}""");
                break;
            case "twice":
                Say(answer);
                break;
        }

        Say(answer);
        return null;
    }

    private static string Result(JsonElement id, string result) => "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}";

    private static void Say(string line) => Write(line + "\n");

    private static void Write(string text)
    {
        try
        {
            Output.Write(Encoding.UTF8.GetBytes(text));
            Output.Flush();
        }
        catch (IOException)
        {
            Environment.Exit(0); // nobody listens any more
        }
    }
}
