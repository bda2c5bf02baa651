using System.Text.Json;
using System.Text.Json.Nodes;

namespace CodexMcp.EndToEnd.Tests;

/// <summary>What a 2026-07-28 client can do with the sealed state of a question.</summary>
public sealed class ApprovalStateTests
{
    private const string Tool = "snowflake_cancel_query";

    [Fact]
    public async Task RequestState_FlippedOtherCallOrSecondUse_IsRefusedAndNothingRuns()
    {
        using var folder = new TestFolder();
        await using var host = HostProcess.Serve(folder.State);
        var (state, first) = await AskAsync(host, 1, "handle-one");
        Assert.Equal("input_required", first.GetProperty("resultType").GetString());
        var flipped = (state[0] == 'A' ? 'B' : 'A') + state[1..];
        var middle = state.Length / 2;
        var bent = state[..middle] + (state[middle] == 'A' ? 'B' : 'A') + state[(middle + 1)..];

        foreach (var forged in new[] { flipped, bent, "", "nonsense", state + "A", new string('A', 100_000) })
        {
            Assert.Equal(-32602, Code(await AnswerAsync(host, 2, "handle-one", forged)));
        }

        Assert.Equal(-32602, Code(await AnswerAsync(host, 3, "handle-two", state)));

        var used = await AnswerAsync(host, 4, "handle-one", state);
        Assert.True(used.TryGetProperty("result", out _));
        Assert.Equal(-32602, Code(await AnswerAsync(host, 5, "handle-one", state)));
    }

    [Fact]
    public async Task RequestState_WithoutAnAnswer_AsksAgain()
    {
        using var folder = new TestFolder();
        await using var host = HostProcess.Serve(folder.State);
        var (state, _) = await AskAsync(host, 1, "handle");

        await host.SendAsync(Call(2, "handle", new JsonObject { ["requestState"] = state, ["inputResponses"] = new JsonObject { ["other"] = new JsonObject { ["action"] = "accept" } } }));

        Assert.Equal("input_required", (await host.ReadAsync(2)).GetProperty("result").GetProperty("resultType").GetString());
    }

    private static async Task<(string State, JsonElement Result)> AskAsync(HostProcess host, int id, string handle)
    {
        await host.SendAsync(Call(id, handle, []));
        var result = (await host.ReadAsync(id)).GetProperty("result");
        return (result.GetProperty("requestState").GetString()!, result);
    }

    private static async Task<JsonElement> AnswerAsync(HostProcess host, int id, string handle, string state)
    {
        await host.SendAsync(Call(id, handle, new JsonObject
        {
            ["requestState"] = state,
            ["inputResponses"] = new JsonObject
            {
                ["approval"] = new JsonObject { ["action"] = "accept", ["content"] = new JsonObject { ["decision"] = "approve" } },
            },
        }));
        return await host.ReadAsync(id);
    }

    private static string Call(int id, string handle, JsonObject more)
    {
        more["name"] = Tool;
        more["arguments"] = new JsonObject { ["query_id"] = handle };
        more["_meta"] = new JsonObject
        {
            ["io.modelcontextprotocol/protocolVersion"] = "2026-07-28",
            ["io.modelcontextprotocol/clientCapabilities"] = new JsonObject { ["elicitation"] = new JsonObject() },
        };
        return new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = "tools/call", ["params"] = more }.ToJsonString();
    }

    private static int Code(JsonElement message) => message.TryGetProperty("error", out var error) ? error.GetProperty("code").GetInt32() : 0;
}
