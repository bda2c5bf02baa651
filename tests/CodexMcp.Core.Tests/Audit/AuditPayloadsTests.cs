using System.Text;
using System.Text.Json;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Roles;

namespace CodexMcp.Core.Tests.Audit;

public sealed class AuditPayloadsTests
{
    private static readonly AuditPayload[] Modes = Enum.GetValues<AuditPayload>();

    private static string? Render(AuditPayload mode, string json)
    {
        using var writer = new AuditRecordWriter();
        writer.Render(AuditFolder.Entry("call") with { Arguments = new(mode, AuditFolder.Json(json)) }, 64 * 1024);
        using var record = JsonDocument.Parse($"{{{Encoding.UTF8.GetString(writer.Members)}}}");
        return record.RootElement.TryGetProperty("arguments", out var kept) ? kept.GetRawText() : null;
    }

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

    [Theory]
    [InlineData(AuditPayload.MetadataOnly)]
    [InlineData(AuditPayload.StructuredSummary)]
    [InlineData(AuditPayload.Full)]
    public void Render_MoreThanARecordHolds_KeepsSizeAndHash(AuditPayload mode)
    {
        var wide = $"{{{string.Join(',', Enumerable.Range(0, 60).Select(i => $"\"m{i}\":{{{string.Join(',', Enumerable.Range(0, 60).Select(j => $"\"{new string('n', 60)}{j}\":\"{new string('v', 30)}\""))}}}"))}}}";
        using var kept = JsonDocument.Parse(Render(mode, wide)!);
        Assert.Equal("too_large", kept.RootElement.GetProperty("omitted").GetString());
        Assert.Equal(wide.Length, kept.RootElement.GetProperty("bytes").GetInt32());
    }
}
