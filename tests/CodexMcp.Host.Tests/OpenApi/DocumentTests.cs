using System.Text.Json.Nodes;
using CodexMcp.Host.OpenApi;

namespace CodexMcp.Host.Tests.OpenApi;

/// <summary>Documents as they come: references that lead nowhere, in circles or elsewhere, and schemas that never end.</summary>
public sealed class DocumentTests
{
    [Theory]
    [InlineData("""{"$ref":"#/b"}""", """{"$ref":"#/a"}""", "in a circle")]
    [InlineData("""{"$ref":"#/a"}""", "{}", "in a circle")]
    [InlineData("""{"$ref":"https://evil.example/schema.json"}""", "{}", "another document")]
    [InlineData("""{"$ref":"file:///etc/passwd"}""", "{}", "another document")]
    [InlineData("""{"$ref":"other.yaml#/x"}""", "{}", "another document")]
    [InlineData("""{"$ref":"//evil.example/x"}""", "{}", "another document")]
    [InlineData("""{"$ref":"#/nothing/here"}""", "{}", "to nothing")]
    [InlineData("""{"$ref":"#"}""", "{}", "to nothing")]
    [InlineData("""{"$ref":"#/b"}""", "7", "to no object")]
    public void MakeSafe_ReferenceThatLeadsNowhere_IsMarkedWithTheReason(string a, string b, string says)
    {
        var root = new JsonObject { ["a"] = JsonNode.Parse(a), ["b"] = JsonNode.Parse(b) };
        References.MakeSafe(root);
        Assert.Contains(says, root["a"]![References.Mark]!.GetValue<string>());
    }

    [Fact]
    public void MakeSafe_SchemaThatHoldsItselfFurtherDown_StaysAsItIs()
    {
        var root = JsonNode.Parse("""{"a":{"type":"object","properties":{"next":{"$ref":"#/a"},"odd~name/":{"$ref":"#/a/properties/odd~0name~1/x"}}}}""")!.AsObject();
        References.MakeSafe(root);
        Assert.Equal("#/a", root["a"]!["properties"]!["next"]!["$ref"]!.GetValue<string>());
        Assert.NotNull(root["a"]!["properties"]!["odd~name/"]![References.Mark]);
    }

    [Fact]
    public void MakeSafe_LongRowOfReferences_EndsSoon()
    {
        const int many = 200_000;
        var root = new JsonObject();
        for (var i = 0; i < many; i++)
        {
            root[$"s{i}"] = new JsonObject { ["$ref"] = $"#/s{i + 1}" };
        }

        root[$"s{many}"] = new JsonObject();
        var started = TimeProvider.System.GetTimestamp();
        References.MakeSafe(root);

        Assert.Contains("more than", root["s0"]![References.Mark]!.GetValue<string>());
        Assert.Null(root[$"s{many - 1}"]![References.Mark]);
        // Followed to its end for each of them, it would take minutes.
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Of_PartsThatNamePartsTenTimesEach_EndsSoon()
    {
        var schemas = string.Join(',', Enumerable.Range(0, 14).Select(static level => $$"""
            "S{{level}}":{"allOf":[{{string.Join(',', Enumerable.Repeat($$"""{"$ref":"#/components/schemas/S{{level + 1}}"}""", 10))}}]}
            """));
        var document = Drafts.Document(
            """{"/a":{"get":{"operationId":"getA","responses":{"200":{"description":"ok","content":{"application/json":{"schema":{"$ref":"#/components/schemas/S0"}}}}}}}}""",
            $$"""{ {{schemas}}, "S14": {"type":"object","properties":{"id":{"type":"string"} } } }""");

        // 10^14 parts, added up one by one, would outlast everybody.
        var draft = await Task.Run(() => Drafts.Of(document), TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        Drafts.Load(draft);
    }

    [Fact]
    public void Of_HugeDocument_TakesTheChosenOperationsOnly()
    {
        var schemas = string.Join(',', Enumerable.Range(0, 20_000).Select(static number => $$"""
            "S{{number}}":{"type":"object","description":"{{new string('x', 200)}}","properties":{"id":{"type":"integer"},"next":{"$ref":"#/components/schemas/S{{(number + 1) % 20_000}}"} } }
            """));
        var paths = string.Join(',', Enumerable.Range(0, 2_000).Select(static number => $$"""
            "/things{{number}}":{"get":{"operationId":"get{{number}}","responses":{"200":{"description":"ok","content":{"application/json":{"schema":{"$ref":"#/components/schemas/S{{number}}"} } } } } } }
            """));

        var draft = Drafts.Of(Drafts.Document($"{{{paths}}}", $"{{{schemas}}}"), "get7", "get1999");

        Assert.Empty(draft.Manifest["tools"]!.AsObject().Select(static tool => tool.Key).Except(["get7", "get1999"]));
        Assert.InRange(draft.Manifest.ToJsonString().Length, 1, 20_000);
        Drafts.Load(draft);
    }
}
