using CodexMcp.Abstractions;

namespace CodexMcp.Core.Tests.Costs;

/// <summary>What a role's limits and rates make of an estimate.</summary>
public sealed class CostTermsTests
{
    private const long Gigabyte = 1_000_000_000;

    [Theory]
    [InlineData(999, CostVerdict.Run)]
    [InlineData(1_000, CostVerdict.Run)]
    [InlineData(1_001, CostVerdict.Ask)]
    [InlineData(2_000, CostVerdict.Ask)]
    [InlineData(2_001, CostVerdict.Refuse)]
    public void Judge_DollarsByTheTerabyte_FollowTheLimits(int gigabytes, CostVerdict expected)
    {
        var terms = new CostTerms { Rates = new() { PerTerabyte = 5 }, AskOver = new(5, null), RefuseOver = new(10, null) };

        Assert.Equal(expected, terms.Judge(Reads(gigabytes * Gigabyte)));
    }

    [Fact]
    public void Judge_RateByTheHourAndBytesAlone_MakesTimeOfBytes()
    {
        var terms = new CostTerms { Rates = new() { PerHour = 36, BytesPerSecond = Gigabyte }, AskOver = new(1, null) };

        Assert.Equal(CostVerdict.Run, terms.Judge(Reads(100 * Gigabyte)));
        Assert.Equal(CostVerdict.Ask, terms.Judge(Reads(101 * Gigabyte)));
        Assert.Equal(0.5m, terms.Rates.Of(Gigabyte, TimeSpan.FromSeconds(50)).Dollars);
    }

    [Theory]
    [InlineData(CostVerdict.Run)]
    [InlineData(CostVerdict.Ask)]
    [InlineData(CostVerdict.Refuse)]
    public void Judge_UnknownCost_IsWhatTheRoleSays(CostVerdict unknown)
    {
        var terms = new CostTerms { AskOver = new(null, Gigabyte), Unknown = unknown };

        Assert.Equal(unknown, terms.Judge(CostEstimate.Unknown("nobody said")));
    }

    [Fact]
    public void Judge_LimitInDollarsWithoutARate_CountsAsOver()
    {
        Assert.Equal(CostVerdict.Refuse, new CostTerms { AskOver = new(1_000_000, null) }.Judge(Reads(1)));
    }

    [Fact]
    public void Judge_NegativeFigures_AreNoFigures()
    {
        var terms = new CostTerms { Rates = new() { PerTerabyte = 5 }, AskOver = new(5, null) };

        Assert.Equal(CostVerdict.Refuse, terms.Judge(Reads(-1)));
        Assert.Equal(CostVerdict.Refuse, terms.Judge(new() { Basis = "a lie", Dollars = -1 }));
    }

    [Fact]
    public void Judge_BytesOverOneLimitAndDollarsUnderTheOther_TakesTheStricter()
    {
        var terms = new CostTerms { Rates = new() { PerTerabyte = 1 }, RefuseOver = new(100, Gigabyte) };

        Assert.Equal(CostVerdict.Refuse, terms.Judge(Reads(2 * Gigabyte)));
    }

    [Fact]
    public void Judge_NoLimits_Runs() => Assert.Equal(CostVerdict.Run, new CostTerms().Judge(CostEstimate.Unknown("nobody said")));

    private static CostEstimate Reads(long bytes) => new() { Basis = "a test", Bytes = bytes };
}
