using System.Text;
using CodexMcp.Host.OpenApi;

namespace CodexMcp.Host.Tests.OpenApi;

/// <summary>What becomes of one operation: names, descriptions, arguments, and the parts that a manifest can't say.</summary>
public sealed class DraftTests
{
    [Fact]
    public void Of_LongTexts_AreCutAtASentence()
    {
        var draft = Drafts.Of(Drafts.Document(Drafts.Get($$"""
            "description":"Reads A. {{string.Concat(Enumerable.Repeat("It says more than anybody wants to know. ", 60))}}",
            "parameters":[{"name":"q","in":"query","description":"What to look for. {{new string('y', 900)}}","schema":{"type":"string","maxLength":50,"default":"all"} }]
            """)));

        var description = draft.Tool()["description"]!.GetValue<string>();
        Assert.InRange(description.Length, 100, 300);
        Assert.EndsWith(".", description);
        var argument = draft.Tool()["input"]!["properties"]!["q"]!["description"]!.GetValue<string>();
        Assert.InRange(argument.Length, 10, 220);
        Assert.Contains("default all", argument);
        Assert.Contains("at most 50 characters", argument);
        Drafts.Load(draft);
    }

    [Fact]
    public void Of_TooManyArguments_LeavesOptionalOnesOutAndSaysWhich()
    {
        var values = string.Join(',', Enumerable.Range(0, 12).Select(static value => $"\"one-of-the-values-{value}\""));
        var parameters = string.Join(',', Enumerable.Range(0, 200).Select(number =>
            $$"""{"name":"field{{number}}","in":"query","required":{{(number is 0 or 1 or 199 ? "true" : "false")}},"description":"{{new string('z', 300)}}","schema":{"type":"string","enum":[{{values}}]} }"""));
        var draft = Drafts.Of(Drafts.Document(Drafts.Get($$"""
            "parameters":[{{parameters}}]
            """)));

        var input = draft.Tool()["input"]!;
        Assert.InRange(Encoding.UTF8.GetByteCount(input.ToJsonString()), 1, 4_900);
        Assert.All(["field0", "field1", "field199"], name => Assert.NotNull(input["properties"]![name]));
        Assert.Contains(draft.Notes, static note => note.Operation == "getA" && note.Note.Contains("optional arguments were left out", StringComparison.Ordinal));
        Assert.Contains(("getA", "'field150' in the query (one of more than 50) has no form in a manifest and was left out"), draft.Notes);
        Drafts.Load(draft);
    }

    [Theory]
    [InlineData("""{"name":"c","in":"cookie","schema":{"type":"string"}}""", "the cookie 'c'")]
    [InlineData("""{"name":"l","in":"query","style":"pipeDelimited","schema":{"type":"array","items":{"type":"string"}}}""", "the list 'l' in the query")]
    [InlineData("""{"name":"l","in":"query","schema":{"type":"array","items":{"type":"object"}}}""", "the list 'l' in the query")]
    [InlineData("""{"name":"o","in":"query","style":"form","explode":false,"schema":{"type":"object","properties":{"a":{"type":"string"}}}}""", "the object 'o' in the query")]
    [InlineData("""{"name":"X-List","in":"header","schema":{"type":"array","items":{"type":"string"}}}""", "the header 'X-List'")]
    public void Of_PartWithoutAForm_IsLeftOutWithItsNameOrRefusesTheOperation(string parameter, string says)
    {
        var draft = Drafts.Of(Drafts.Document(Drafts.Get($"\"parameters\":[{parameter}]")));
        Assert.Contains(draft.Notes, note => note.Note.StartsWith(says, StringComparison.Ordinal) && note.Note.EndsWith("was left out", StringComparison.Ordinal));
        Drafts.Load(draft);

        var needed = parameter.Insert(1, "\"required\":true,");
        Assert.Contains(says, Assert.Throws<ImportException>(() => Drafts.Of(Drafts.Document(Drafts.Get($"\"parameters\":[{needed}]")))).Message);
    }

    [Fact]
    public void Of_PathPartsWhoseNamesCross_EachKeepsItsPlace()
    {
        var draft = Drafts.Of(Drafts.Document("""
            {"/{Id}/of/{id}":{"get":{"operationId":"cross","parameters":[{"name":"Id","in":"path","required":true,"schema":{"type":"string"}},{"name":"id","in":"path","required":true,"schema":{"type":"string"}}],
            "responses":{"200":{"description":"ok"}}}}}
            """));

        Assert.Equal("/{id}/of/{path_id}", draft.Tool()["request"]!["path"]!.GetValue<string>());
        Drafts.Load(draft);
    }

    [Fact]
    public void Of_PathParameterWithoutAPlace_RefusesTheOperationAlone()
    {
        var draft = Drafts.Of(Drafts.Document("""
            {"/a":{"get":{"operationId":"good","responses":{"200":{"description":"ok"}}}},
            "/b":{"get":{"operationId":"bad","parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string"}}],"responses":{"200":{"description":"ok"}}}}}
            """));

        Assert.Equal(["bad"], draft.Refused);
        Assert.Contains(("bad", "not imported: the path parameter 'id' has no place in the path"), draft.Notes);
        Drafts.Load(draft);
    }

    [Fact]
    public void Choose_ByIdGlobOrMethodAndPath_TakesThoseAlone()
    {
        var document = Drafts.Document("""
            {"/a":{"get":{"operationId":"readA","responses":{"200":{"description":"ok"}}},"post":{"operationId":"writeA","responses":{"200":{"description":"ok"}}}},
            "/b":{"get":{"responses":{"200":{"description":"ok"}}}}}
            """);

        Assert.Equal(["read_a", "get_b"], Drafts.Of(document, "read*", "get_b").Manifest["tools"]!.AsObject().Select(static tool => tool.Key));
        Assert.Contains("Did you mean", Assert.Throws<ImportException>(() => Drafts.Of(document, "readB")).Fix);
        Assert.Equal("write", Drafts.Of(document, "writeA").Tool()["verb"]!.GetValue<string>());
    }

    [Fact]
    public void Of_TextsThatWouldBeSettingsOrHide_AreHarmless()
    {
        var draft = Drafts.Of(Drafts.Document(Drafts.Get("""
            "summary":"${env:HOME} \u202e\u200b hidden","description":"{setting.token} ${file:/etc/passwd}",
            "parameters":[{"name":"{setting.token}","in":"query","schema":{"type":"string"}}]
            """)));

        var manifest = Drafts.Load(draft);
        Assert.DoesNotContain("${", YamlWriter.Write(draft.Manifest));
        Assert.DoesNotContain("\u202e", YamlWriter.Write(draft.Manifest));
        Assert.Single(manifest.Catalog.Tools);
    }
}
