using FsCheck;
using FsCheck.Fluent;

namespace CodexMcp.Connectors.Sales.Tests.Scoring;

/// <summary>The arithmetic of each part, to the last digit.</summary>
public sealed class PartTests
{
    [Theory]
    [InlineData(new[] { 10d, 10, 10, 10 }, 50)]
    [InlineData(new[] { 10d, 10, 15, 15 }, 100)]
    [InlineData(new[] { 10d, 10, 30, 30 }, 100)]
    [InlineData(new[] { 10d, 10, 5, 5 }, 0)]
    [InlineData(new[] { 10d, 10, 11, 12 }, 65)]
    [InlineData(new[] { 3d, 3, 3, 4, 3 }, 66.67)]
    [InlineData(new[] { 10d, 10, 999, 10, 10 }, 50)]
    [InlineData(new[] { 0d, 0, 0, 0 }, 50)]
    [InlineData(new[] { 0d, 0, 1, 1 }, 100)]
    public void Usage_WeeklyActiveUsers_IsTheChangeOfTheMean(double[] weekly, double score)
    {
        var part = UsageScore.Of(Some.Account().WithUsage([.. weekly.Select(value => (decimal)value)]));

        Assert.Equal((decimal)score, part.Score);
        Assert.Equal(weekly.Length, part.Records.Count);
    }

    [Fact]
    public void Usage_OddWeeks_LeavesTheMiddleOutAndSaysWhichWeeks()
    {
        var part = UsageScore.Of(Some.Account().WithUsage(10, 10, 999, 12, 12));

        Assert.Equal(70, part.Score);
        Assert.Equal("Weekly active users went from 10 (weeks of 2026-10-17 to 2026-10-24) to 12 (weeks of 2026-11-07 to 2026-11-14): +20%.", part.Basis);
        Assert.Equal("Usage__c:a00", part.Records[0]);
    }

    [Fact]
    public void Usage_TooFewWeeks_CountsNothingAndSaysSo()
    {
        var part = UsageScore.Of(Some.Account().WithUsage(10, 20, 30));
        Assert.Equal((0m, 0), (part.Score, part.Records.Count));
        Assert.Contains("3 weeks of usage are fewer than 4", part.Basis, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100, 100, 50)]
    [InlineData(120, 100, 70)]
    [InlineData(150, 100, 100)]
    [InlineData(500, 100, 100)]
    [InlineData(50, 100, 0)]
    [InlineData(0, 100, 0)]
    [InlineData(100, 300, 0)]
    [InlineData(101, 300, 0)]
    [InlineData(200, 300, 16.67)]
    [InlineData(100, 0, 50)]
    [InlineData(0, 0, 0)]
    public void Arr_NowAndAYearAgo_IsTheGrowth(double now, double before, double score)
    {
        var part = ArrScore.Of(Some.Account(arr: (decimal)now, before: (decimal)before));
        Assert.Equal((decimal)score, part.Score);
        Assert.Equal(["Account:001000000000001"], part.Records);
    }

    [Fact]
    public void Arr_OnlyRenewals_TakesTheLatestOne()
    {
        var account = Some.Account(arr: null, before: null);
        account.Renewals.Add(new("r1", Some.Today, 100, 200, "Renewed", null));
        account.Renewals.Add(new("r2", Some.Today.AddDays(90), 130, 100, "Upcoming", "Low"));
        account.Renewals.Add(new("r3", Some.Today.AddDays(99), null, 100, "Upcoming", null));

        Assert.Equal((80m, "Renewal__c:r2"), (ArrScore.Of(account).Score, ArrScore.Of(account).Records[0]));
    }

    [Fact]
    public void Arr_Nothing_CountsNothing() => Assert.Equal(0, ArrScore.Of(Some.Account(arr: null)).Score);

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(12, 0, 0, 100)]
    [InlineData(30, 0, 0, 100)]
    [InlineData(6, 0, 0, 75)]
    [InlineData(6, 9, 0, 87.5)]
    [InlineData(1, 0, 45, 29.17)]
    [InlineData(1, 0, 90, 4.17)]
    [InlineData(0, 3, 9, 57.5)]
    public void Engagement_ContactsOfTwoSystems_IsHowOftenAndHowLately(int salesforce, int hubspot, int lastAgo, double score)
    {
        var account = Some.Account().WithTouches("salesforce", salesforce, lastAgo).WithTouches("hubspot", hubspot, lastAgo);
        var part = EngagementScore.Of(account, Some.Today);
        Assert.Equal((decimal)score, part.Score);
        Assert.Equal(salesforce + hubspot, part.Records.Count);
    }

    [Theory]
    [InlineData(8, 8, 100)]
    [InlineData(7, 8, 87.5)]
    [InlineData(1, 3, 33.33)]
    [InlineData(2, 3, 66.67)]
    [InlineData(0, 8, 0)]
    public void Enrichment_Fields_IsTheShareThatIsFilled(int filled, int of, double score)
    {
        var part = EnrichmentScore.Of(Some.Account() with { Enrichment = [.. Enumerable.Range(0, of).Select(number => ($"F{number}", number < filled))] });
        Assert.Equal((decimal)score, part.Score);
        Assert.Equal(filled < of, part.Basis.Contains($"missing: F{filled}", StringComparison.Ordinal));
    }

    [Fact]
    public void Parts_AnyNumbers_StayBetween0And100() => Prop.ForAll<int[], int, int>((weekly, now, before) =>
    {
        var account = Some.Account(arr: now, before: before).WithUsage([.. weekly.Select(value => (decimal)Math.Abs((long)value))]);
        var scored = Scored.Of(account, Some.Today);
        return new[] { scored.Usage, scored.Arr, scored.Engagement, scored.Enrichment }.All(part => part.Score is >= 0 and <= 100) && scored.Score(Weights.Default) is >= 0 and <= 100;
    }).QuickCheckThrowOnFailure();
}
