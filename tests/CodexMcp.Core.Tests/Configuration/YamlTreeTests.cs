using System.Text;
using System.Text.Json;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Core.Tests.Configuration;

public sealed class YamlTreeTests
{
    [Theory]
    [InlineData("yes", "\"yes\"")]
    [InlineData("on", "\"on\"")]
    [InlineData("True", "\"True\"")]
    [InlineData("1_000", "\"1_000\"")]
    [InlineData("0o7", "\"0o7\"")]
    [InlineData("017", "\"017\"")]
    [InlineData("0x1f", "\"0x1f\"")]
    [InlineData("+1", "\"+1\"")]
    [InlineData(".inf", "\".inf\"")]
    [InlineData("1:30", "\"1:30\"")]
    [InlineData("2026-11-21", "\"2026-11-21\"")]
    [InlineData("true", "true")]
    [InlineData("false", "false")]
    [InlineData("null", "null")]
    [InlineData("~", "null")]
    [InlineData("-12", "-12")]
    [InlineData("1.50", "1.50")]
    [InlineData("1e3", "1e3")]
    [InlineData("\"true\"", "\"true\"")]
    [InlineData("'12'", "\"12\"")]
    public void Read_Scalar_IsWhatJsonWouldWrite(string yaml, string json) =>
        Assert.Equal(json, Read($"a: {yaml}\n")!.Json.GetProperty("a").GetRawText());

    [Theory]
    [InlineData("a: 1\nb: 2\na: 3\n", "f.yaml:3:1", "stands here twice")]
    [InlineData("a: 1\n\"a\": 2\n", "f.yaml:2:1", "stands here twice")]
    [InlineData("a: &x [*x]\n", "f.yaml:1:8", "stands inside itself")]
    [InlineData("a: 1e999\n", "f.yaml:1:4", "out of range")]
    [InlineData("a: \"x\0\"\n", "f.yaml:1:6", "U+0000")]
    [InlineData("a: 1\n---\nb: 2\n", "f.yaml:2:1", "more than one")]
    public void Read_Refused_NamesThePlace(string yaml, string place, string message)
    {
        var error = Refused(Encoding.UTF8.GetBytes(yaml));
        Assert.Equal(place, error.Location.ToString());
        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void Read_InvalidUtf8_NamesTheByte() =>
        Assert.Equal("f.yaml:2:4", Refused([.. "a: 1\nb: "u8, 0xC0, 0xAF]).Location.ToString());

    [Fact]
    public void Read_MarkAndCarriageReturns_AreAccepted()
    {
        var errors = new ConfigurationErrors();
        var tree = YamlTree.Read("f.yaml", [0xEF, 0xBB, 0xBF, .. "a: x\r\nb: y\r\n"u8], errors);
        Assert.Equal("""{"a":"x","b":"y"}""", tree!.Json.GetRawText());
        Assert.Equal(0, errors.Count);
    }

    [Fact]
    public void Locate_Pointer_GivesValueOrTheNearestAbove()
    {
        var tree = Read("a:\n  - x\n  - { b/c: 7 }\n")!;
        Assert.Equal("f.yaml:3:12", tree.Locate("/a/1/b~1c").ToString());
        Assert.Equal("f.yaml:2:5", tree.Locate("/a/0").ToString());
        Assert.Equal(tree.Locate("/a/1"), tree.Locate("/a/1/none"));
        Assert.Equal("f.yaml:3:7", tree.Root["a"]!.Value.Items[1].KeyLocation("b/c").ToString());
    }

    [Theory]
    [InlineData(62)]
    [InlineData(100_000)]
    public void Read_TooDeep_IsRefused(int depth) =>
        Assert.Contains("nested deeper than 60", Refused(Encoding.UTF8.GetBytes(new string('[', depth) + new string(']', depth))).Message);

    [Fact]
    public void Read_DeepestAllowed_IsRead() => Assert.Equal(JsonValueKind.Array, Read(new string('[', 61) + new string(']', 61))!.Json.ValueKind);

    [Fact]
    public void Read_AliasesThatMultiply_AreRefused()
    {
        var yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 20; i++)
        {
            yaml.Append($"a{i}: &a{i} [").AppendJoin(", ", Enumerable.Repeat($"*a{i - 1}", 9)).Append("]\n");
        }

        Assert.Contains("aliases expand", Refused(Encoding.UTF8.GetBytes(yaml.ToString())).Message);
    }

    [Fact]
    public void Read_LongTextThroughManyAliases_IsRefusedBeforeItFillsTheMemory()
    {
        var yaml = new StringBuilder("a: &a ").Append('x', 500_000).Append("\nb:\n");
        for (var i = 0; i < 15_000; i++)
        {
            yaml.Append("- *a\n");
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("aliases expand", Refused(Encoding.UTF8.GetBytes(yaml.ToString())).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 300L * 1024 * 1024);
    }

    private static YamlTree? Read(string yaml)
    {
        var errors = new ConfigurationErrors();
        var tree = YamlTree.Read("f.yaml", Encoding.UTF8.GetBytes(yaml), errors);
        Assert.Empty(errors.ToSorted());
        return tree;
    }

    private static ConfigurationError Refused(byte[] yaml)
    {
        var errors = new ConfigurationErrors();
        Assert.Null(YamlTree.Read("f.yaml", yaml, errors));
        return Assert.Single(errors.ToSorted());
    }
}
