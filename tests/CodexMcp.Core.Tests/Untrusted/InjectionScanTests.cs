using System.Diagnostics;
using System.Text.Json;
using CodexMcp.Core.Dlp;
using CodexMcp.Core.Tests.Pipeline;
using CodexMcp.Core.Untrusted;

namespace CodexMcp.Core.Tests.Untrusted;

/// <summary>What the heuristics flag, and what they must leave alone.</summary>
public sealed class InjectionScanTests
{
    public static TheoryData<string, string> Attacks { get; } = new(InjectionCorpus.Attacks.Select(item => (item.Kind, item.Text)));

    public static TheoryData<string> Benign { get; } = new(InjectionCorpus.Benign);

    [Theory]
    [MemberData(nameof(Attacks))]
    public void Find_OrderToAModel_IsNamedWhereverItStands(string kind, string text)
    {
        Assert.Contains(kind, InjectionScan.Find(text).Names());
        Assert.Contains(kind, InjectionScan.Find($"Met Anna on Monday. {text} Next call in May.").Names());

        var json = JsonEncodedText.Encode(text);
        foreach (var (value, where) in new[]
        {
            ($$"""{"rows":[1,{"a":"short","note":"{{json}}"}]}""", "/rows/1/note"),
            ($$"""{"a":null,"list":["x","{{json}}"]}""", "/list/1"),
        })
        {
            var findings = new Findings();
            InjectionScan.Find(Some.Json(value), findings);
            Assert.Contains($"{kind} at {where}", findings.Shown);
        }

        var names = new Findings();
        InjectionScan.Find(Some.Json($$"""{"{{json}}":1}"""), names);
        Assert.Contains(names.Shown, found => found.StartsWith($"{kind} at /", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Benign))]
    public void Find_BusinessText_IsNotFlagged(string text)
    {
        Assert.Equal(InjectionKinds.None, InjectionScan.Find(text));
        var findings = new Findings();
        InjectionScan.Find(Some.Json($$"""{"records":[{"Description":"{{JsonEncodedText.Encode(text)}}"}]}"""), findings);
        Assert.Empty(findings.Shown);
    }

    [Fact]
    public void Find_AllBusinessTextsAsOne_IsFlaggedForNothingThatNoneOfThemSays()
    {
        // Sentences of a long document lie side by side: a rule that reaches from one into the next would see orders everywhere.
        Assert.Equal(InjectionKinds.None, InjectionScan.Find(string.Join("\n\n", InjectionCorpus.Benign)));
    }

    [Fact]
    public void Find_EveryKind_HasAnAttackInTheCorpus() =>
        Assert.Equal(
            ((InjectionKinds)(-1)).Names().Order(StringComparer.Ordinal),
            InjectionCorpus.Attacks.Select(item => item.Kind).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Find_LongHostileText_StaysLinear()
    {
        foreach (var part in new[] { "ignore ", "send password to @ ", "<!--", "<!-- ai must ", "![", "![](a://?", "i g n o r e ", "display:none", "\u200b", "\U000E0041", "a ", "1", "\"arguments\"", "you are now ", "if you are ", "do not tell the user " })
        {
            var text = string.Concat(Enumerable.Repeat(part, 40_000 / part.Length));
            var watch = Stopwatch.StartNew();

            _ = InjectionScan.Find(text);

            TestContext.Current.TestOutputHelper?.WriteLine($"{part}: {watch.ElapsedMilliseconds} ms");
            Assert.True(watch.ElapsedMilliseconds < 2_000, $"{part}: {watch.ElapsedMilliseconds} ms");
        }
    }

    [Fact]
    public void Find_EveryUtf16Unit_NeverThrows()
    {
        var text = new char[70];
        for (var code = 0; code <= char.MaxValue; code++)
        {
            Array.Fill(text, (char)code);
            text[33] = 'a';
            _ = InjectionScan.Find(text);
        }
    }

    [Fact]
    public void Find_TenKilobytes_CostsLittle()
    {
        var prose = string.Join(' ', Enumerable.Repeat(string.Join(' ', InjectionCorpus.Benign.Where(text => text.All(char.IsAscii))), 6))[..10_000];
        var rows = $"[{string.Join(',', Enumerable.Range(0, 130).Select(i => $$"""{"Id":"006{{i:000000000000}}","Name":"Renewal {{i}}","StageName":"Negotiation"}"""))}]";
        foreach (var (what, json) in new[] { ("prose", Some.Json($$"""{"text":"{{JsonEncodedText.Encode(prose)}}"}""")), ("rows", Some.Json(rows)) })
        {
            var best = double.MaxValue;
            for (var round = 0; round < 200; round++)
            {
                var watch = Stopwatch.StartNew();
                InjectionScan.Find(json, new Findings());
                best = Math.Min(best, watch.Elapsed.TotalMicroseconds);
            }

            TestContext.Current.TestOutputHelper?.WriteLine($"{what}: {json.GetRawText().Length} characters in {best:0} µs");
            Assert.True(best < 5_000, $"{what}: {best:0} µs");
        }
    }
}
