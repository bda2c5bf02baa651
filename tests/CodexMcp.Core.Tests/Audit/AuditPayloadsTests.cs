using System.Text.Json;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Roles;

namespace CodexMcp.Core.Tests.Audit;

public sealed class AuditPayloadsTests
{
    private static readonly AuditPayload[] Modes = Enum.GetValues<AuditPayload>();

    private static string? Render(AuditPayload mode, string json) =>
        AuditPayloads.Render(mode, AuditFolder.Json(json), text => text.Replace("canary", "***", StringComparison.Ordinal))?.GetRawText();

    [Fact]
    public void Render_None_KeepsNothing() => Assert.Null(Render(AuditPayload.None, """{"a":1}"""));

    [Fact]
    public void Render_MetadataOnly_KeepsNamesTypesAndSizes() => Assert.Equal(
        """{"type":"object","members":{"sql":{"type":"string","bytes":8},"limit":{"type":"number"},"list":{"type":"array","items":2},"on":{"type":"boolean"},"no":{"type":"null"}}}""",
        Render(AuditPayload.MetadataOnly, """{"sql":"select 1","limit":5,"list":[1,2],"on":true,"no":null}"""));

    [Fact]
    public void Render_StructuredSummary_CutsLongTextsAndLists()
    {
        var json = Render(AuditPayload.StructuredSummary, $$"""{"sql":"{{new string('x', 300)}}","rows":[1,2,3,4,5,6,7]}""")!;
        using var document = JsonDocument.Parse(json);
        Assert.EndsWith("(100 more characters)", document.RootElement.GetProperty("sql").GetString(), StringComparison.Ordinal);
        Assert.Equal("(2 more items)", document.RootElement.GetProperty("rows")[5].GetString());
    }

    [Fact]
    public void Render_Full_KeepsEverythingAndExactNumbers() =>
        Assert.Equal("""{"n":12345678901234567890.123,"a":[{"b":null}]}""", Render(AuditPayload.Full, """{ "n": 12345678901234567890.123, "a": [ {"b": null} ] }"""));

    [Fact]
    public void Render_AnyMode_NeverKeepsASecret()
    {
        var far = new string('x', 195) + "canary";
        foreach (var mode in Modes)
        {
            foreach (var json in (string[])["\"canary\"", """{"canary":1}""", """{"a":{"b":["canary"]}}""", $"\"{far}\"", $$"""{"{{new string('y', 60)}}canary":1}""", "\"can\\u0061ry\""])
            {
                Assert.DoesNotContain("canary", Render(mode, json) ?? "", StringComparison.Ordinal);
            }
            Assert.DoesNotContain("cana", Render(mode, $"\"{far}\"") ?? "", StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Render_AnyMode_SurvivesLoneSurrogatesAndDepth()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 60)) + string.Concat(Enumerable.Repeat("]", 60));
        foreach (var mode in Modes.Where(mode => mode != AuditPayload.None))
        {
            foreach (var json in (string[])["\"\\ud800\"", "{\"\\udc00\":1}", deep])
            {
                Assert.NotNull(Render(mode, json));
            }
        }
    }

    [Fact]
    public void Render_RedactorThrows_Throws() => Assert.Throws<InvalidOperationException>(
        () => AuditPayloads.Render(AuditPayload.Full, AuditFolder.Json("\"a\""), _ => throw new InvalidOperationException("broken")));
}
