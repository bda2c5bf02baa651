using System.Diagnostics;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Core.Tests.Configuration;

public sealed class NamesAndReferencesTests
{
    private static readonly SourceLocation Here = new("f.yaml", 3, 7);

    [Theory]
    [InlineData("*", "anything", true)]
    [InlineData("*", "", true)]
    [InlineData("get_*", "get_record", true)]
    [InlineData("get_*", "forget_record", false)]
    [InlineData("get", "get_record", false)]
    [InlineData("get_*_by_id", "get_record_by_id", true)]
    [InlineData("get_*_by_id", "get_record_by_ids", false)]
    [InlineData("a*b*c", "axbxbxc", true)]
    [InlineData("a?c", "abc", false)]
    [InlineData("a.c", "abc", false)]
    [InlineData("Get", "get", false)]
    public void Glob_Match_IsWholeAndKnowsOnlyTheStar(string pattern, string name, bool match) => Assert.Equal(match, Glob.IsMatch(pattern, name));

    [Fact]
    public void Glob_ManyStars_StaysFast()
    {
        var watch = Stopwatch.StartNew();
        Assert.False(Glob.IsMatch(string.Concat(Enumerable.Repeat("*a", 200)) + "b", new string('a', 5_000)));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData("get_*", true)]
    [InlineData("", false)]
    [InlineData("get?", false)]
    [InlineData("[a]", false)]
    [InlineData("GET", false)]
    public void Glob_Pattern_HasFewCharacters(string pattern, bool allowed) => Assert.Equal(allowed, Glob.IsPattern(pattern));

    [Theory]
    [InlineData("qeury", "query")]
    [InlineData("get-record", "get_record")]
    [InlineData("QUERY", "query")]
    [InlineData("banana", null)]
    [InlineData("", null)]
    public void NearestName_Find_ForgivesSmallMistakes(string name, string? nearest) => Assert.Equal(nearest, CodexMcp.JsonSchema.NearestName.Find(name, "get_record", "query"));

    [Fact]
    public void NearestName_NothingNear_ListsAFew()
    {
        Assert.Equal("Tools: a1, a2.", NameSuggestion.For("banana", ["a2", "a1"], "Tools", "None."));
        Assert.Equal("None.", NameSuggestion.For("banana", [], "Tools", "None."));
        Assert.EndsWith("x8, ....", NameSuggestion.For("banana", [.. Enumerable.Range(0, 13).Select(i => $"x{i}")], "Tools", "None."));
    }

    [Theory]
    [InlineData("250ms", 250)]
    [InlineData("1s", 1_000)]
    [InlineData("2m", 120_000)]
    [InlineData("24h", 86_400_000)]
    public void Duration_Good_IsRead(string text, double milliseconds)
    {
        Assert.True(Duration.TryParse(text, out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("ms")]
    [InlineData("0s")]
    [InlineData("-1s")]
    [InlineData("+1s")]
    [InlineData("1.5s")]
    [InlineData(" 1s")]
    [InlineData("1 s")]
    [InlineData("1S")]
    [InlineData("1d")]
    [InlineData("25h")]
    [InlineData("999999999s")]
    [InlineData("\u0661s")]
    public void Duration_Bad_IsRefused(string? text) => Assert.False(Duration.TryParse(text, out _));

    [Theory]
    [InlineData("plain $HOME {x}", "plain $HOME {x}")]
    [InlineData("${env:A}", "one")]
    [InlineData("<${env:A}-${file:f}-${env:A}>", "<one-two-one>")]
    [InlineData("${env:NESTED}", "${env:A}")]
    public void Resolve_Set_PutsTheValuesInOnce(string text, string resolved)
    {
        var errors = new ConfigurationErrors();
        Assert.Equal(resolved, References.Resolve(Here, text, errors));
        Assert.Equal(0, errors.Count);
    }

    [Theory]
    [InlineData("${env:A} ${env:NONE}", "The environment variable NONE is not set.")]
    [InlineData("${env:A} ${env:EMPTY}", "The environment variable EMPTY is empty.")]
    [InlineData("${env:A} ${file:empty}", "The file 'empty' is empty.")]
    [InlineData("${env:A} ${vault:x}", "is not a reference that is known here.")]
    [InlineData("${env:A} ${env:1X}", "is not a name of an environment variable.")]
    [InlineData("${env:A} ${env:}", "is not a name of an environment variable.")]
    [InlineData("${env:A} ${env:B", "has no '}'.")]
    public void Resolve_Bad_NamesThePlaceAndNeverAValue(string text, string message)
    {
        var errors = new ConfigurationErrors();
        References.Resolve(Here, text, errors);
        var error = Assert.Single(errors.ToSorted());
        Assert.EndsWith(message, error.Message);
        Assert.StartsWith("f.yaml:3:7: ", error.ToString());
        Assert.DoesNotContain("one", error.ToString().Replace("None", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Resolve_ManyReferencesToOneLargeFile_IsRefusedBeforeTheyAddUp()
    {
        var reads = 0;
        var references = new SettingReferences(_ => null, (_, _, _) =>
        {
            reads++;
            return new string('x', SettingReferences.MaxResolvedCharacters / 2);
        });
        var errors = new ConfigurationErrors();

        Assert.Equal("", references.Resolve(Here, string.Concat(Enumerable.Repeat("${file:f}", 1_000)), errors));

        Assert.Equal(3, reads);
        Assert.Contains("once its references are resolved", Assert.Single(errors.ToSorted()).Message, StringComparison.Ordinal);
    }

    private static SettingReferences References { get; } = new(
        name => name switch { "A" => "one", "EMPTY" => "", "NESTED" => "${env:A}", _ => null },
        (_, path, _) => path == "f" ? "two" : "");
}
