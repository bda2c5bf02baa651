using System.Text.Json;

namespace CodexMcp.Connectors.Tests.HttpKind;

/// <summary>The rules of a manifest hold whatever an agent sends, and a role without a list may do nothing.</summary>
public sealed class GuardTests
{
    [Theory]
    [InlineData("""{"name":"a","amount":5}""", """{"things":["a","b-*"]}""", null)]
    [InlineData("""{"name":"b-7","amount":5}""", """{"things":["a","b-*"]}""", null)]
    [InlineData("""{"name":"c","amount":5}""", """{"things":["a","b-*"]}""", "Not yours.")]
    [InlineData("""{"name":"a","amount":5}""", """{"things":[]}""", "Not yours.")]
    [InlineData("""{"name":"a","amount":5}""", """{}""", "Not yours.")]
    [InlineData("""{"name":"a","amount":5}""", null, "Not yours.")]
    [InlineData("""{"name":"a","amount":500}""", """{"things":["*"]}""", "Too much.")]
    [InlineData("""{"name":"a","amount":5,"event":"APPROVE"}""", """{"things":["*"]}""", "A draft only.")]
    public async Task Check_Call_HoldsToTheRules(string arguments, string? scope, string? refusal)
    {
        await using var upstream = await Upstream.WithJsonAsync("{}");
        await using var rig = new Rig(upstream.Address, """
              add:
                title: Add
                description: Adds a thing.
                verb: write
                request: { method: POST, path: /things, body: { json: { name: "{name}", amount: "{amount}", event: "{event}" } } }
                guard:
                  - { value: "{name}", in_scope: things, message: Not yours., next: Use one of yours. }
                  - { arguments: { properties: { amount: { maximum: 100 } } }, message: Too much., next: Take less. }
                  - { body: { not: { required: [event] } }, message: A draft only., next: Leave the event out. }
                input: { type: object, properties: { name: { type: string, description: Name. }, amount: { type: integer, description: Amount. }, event: { type: string, description: Event. } } }
                output: { type: object }
                examples: [{ arguments: {} }]
                sandbox: { body: {} }
            """);

        var verdict = await rig.Connector.Guard!.CheckAsync(rig.Call("add", arguments, scope: scope), TestContext.Current.CancellationToken);

        Assert.Equal(refusal, verdict.Rejection?.Message);
        Assert.Empty(upstream.Requests);
    }
}
