using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Tests.HttpKind;

/// <summary>A write whose answer was lost is found again by the mark that it carries; whatever is not sure settles nothing.</summary>
public sealed class ReadBackTests
{
    private const string Lost = "0198c0de0000700080000000000000ff";

    private static string Tool(string absent) => $$"""
          add:
            title: Add
            description: Adds a thing.
            verb: write
            request: { method: POST, path: /things, body: { json: { name: "{name}", mark: "{call.id}" } } }
            read_back:
              request: { path: /things, query: { name: "{name}", mark: "{call.id}" } }
              rows: { from: /items, where: [{ at: /mark, equals: "{call.id}" }] }
              result: { id: /id, name: "{name}" }
              {{absent}}
            response: { result: { id: /id, name: "{name}" } }
            input: { type: object, required: [name], properties: { name: { type: string, description: Name. } } }
            output: { type: object, required: [id], properties: { id: { type: string }, name: { type: string } } }
            examples: [{ arguments: { name: a } }]
            sandbox: { body: {} }
          plain:
            title: Plain
            description: Adds a thing.
            verb: write
            request: { method: POST, path: /plain }
            input: { type: object }
            output: { type: object }
            examples: [{ arguments: {} }]
            sandbox: { body: {} }

        """;

    [Theory]
    [InlineData($$"""{"items":[{"id":"1","mark":"other"},{"id":"2","mark":"{{Lost}}"}]}""", "", true, "2")]
    [InlineData($$"""{"items":[{"id":"1","mark":"{{Lost}}"},{"id":"2","mark":"{{Lost}}"}]}""", "absent: did_not_happen", false, null)]
    [InlineData("""{"items":[{"id":"1","mark":"other"}]}""", "", false, null)]
    [InlineData("""{"items":[{"id":"1","mark":"other"}]}""", "absent: did_not_happen", true, null)]
    [InlineData("""{"items":[]}""", "absent: did_not_happen", true, null)]
    [InlineData("{}", "absent: did_not_happen", false, null)]
    [InlineData("<html>", "absent: did_not_happen", false, null)]
    public async Task FindAsync_Answer_SettlesOnlyWhatIsSure(string answer, string absent, bool known, string? id)
    {
        await using var upstream = await Upstream.WithJsonAsync(answer, 200, answer[0] == '<' ? "text/html" : "application/json");
        await using var rig = new Rig(upstream.Address, Tool(absent));

        var fate = await ((IWriteRecovery)rig.Connector).FindAsync(rig.Call("add", """{"name":"n"}"""), Lost, TestContext.Current.CancellationToken);

        Assert.Equal((known, id), (fate.IsKnown, fate.Result?.Structured.GetProperty("id").GetString()));
        Assert.Equal(("GET", $"/v1/things?name=n&mark={Lost}"), (upstream.Requests.Single().Method, upstream.Requests.Single().Target));
    }

    [Fact]
    public async Task FindAsync_ErrorOfTheSystem_SettlesNothing()
    {
        await using var upstream = await Upstream.WithJsonAsync("{}", 503);
        await using var rig = new Rig(upstream.Address, Tool("absent: did_not_happen"));

        await Assert.ThrowsAsync<ConnectorException>(async () => await ((IWriteRecovery)rig.Connector).FindAsync(rig.Call("add", """{"name":"n"}"""), Lost, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task FindAsync_ToolWithoutIt_KnowsNothing()
    {
        await using var upstream = await Upstream.WithJsonAsync("{}");
        await using var rig = new Rig(upstream.Address, Tool(""));

        Assert.False((await ((IWriteRecovery)rig.Connector).FindAsync(rig.Call("plain"), Lost, TestContext.Current.CancellationToken)).IsKnown);
        Assert.Empty(upstream.Requests);
    }
}
