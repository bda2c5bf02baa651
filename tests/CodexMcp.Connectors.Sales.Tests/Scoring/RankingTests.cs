using FsCheck;
using FsCheck.Fluent;

namespace CodexMcp.Connectors.Sales.Tests.Scoring;

/// <summary>The composite score, the order, ties, and who moves.</summary>
public sealed class RankingTests
{
    private static readonly Weights UsageOnly = new(1, 0, 0, 0);
    private static readonly Weights ArrOnly = new(0, 1, 0, 0);

    [Fact]
    public void Score_DefaultWeights_IsTheWeightedSumOfTheShownParts()
    {
        var scored = new Scored(Some.Account(), new(86.65m, "", []), new(70, "", []), new(33.33m, "", []), new(87.5m, "", []));

        Assert.Equal(71.08m, scored.Score(Weights.Default)); // 34.66 + 21 + 6.666 + 8.75 = 71.076
        Assert.Equal(1, Weights.Default.Sum);
    }

    [Fact]
    public void Rank_DifferentScores_HighestFirstWithoutTies()
    {
        var places = Ranking.Rank([Some.Scored("1", "B", 10), Some.Scored("2", "A", 30), Some.Scored("3", "C", 20)], UsageOnly);

        Assert.Equal([(1, "A", 30m), (2, "C", 20m), (3, "B", 10m)], places.Select(place => (place.Rank, place.Account.Account.Name, place.Score)));
        Assert.All(places, place => Assert.Null(place.Tie));
    }

    [Fact]
    public void Rank_SameScore_IsOrderedByArrThenNameThenIdAndSaysSo()
    {
        var places = Ranking.Rank(
            [Some.Scored("4", "Same", 50, accountArr: 10), Some.Scored("3", "Same", 50, accountArr: 10), Some.Scored("2", "Alone", 50, accountArr: 10), Some.Scored("1", "Rich", 50, accountArr: 99)], UsageOnly);

        Assert.Equal(["1", "2", "3", "4"], places.Select(place => place.Account.Account.Id));
        Assert.Equal("Same score as Alone and 2 more: ordered by ARR.", places[0].Tie);
        Assert.Equal("Same score as Rich and 2 more: ordered by ARR, then by name.", places[1].Tie);
    }

    [Fact]
    public void Rank_AnyOrderOfTheSameAccounts_IsTheSame() => Prop.ForAll<byte[], int>((scores, seed) =>
    {
        var accounts = scores.Select((score, index) => Some.Scored($"{index:D4}", $"N{score % 3}", score % 5, accountArr: score % 2)).ToList();
        var shuffled = accounts.OrderBy(account => unchecked((account.Account.Id.GetHashCode(StringComparison.Ordinal) * 31) + seed)).ToList();
        return Ranking.Rank(accounts, UsageOnly).Select(place => place.Account.Account.Id).SequenceEqual(Ranking.Rank(shuffled, UsageOnly).Select(place => place.Account.Account.Id));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Compare_OtherWeights_NamesWhoMovesIntoOutOfAndWithinTheTop()
    {
        Scored[] accounts =
        [
            Some.Scored("1", "First", 90, 10), Some.Scored("2", "Second", 80, 90), Some.Scored("3", "Third", 70, 50), Some.Scored("4", "Fourth", 60, 80), Some.Scored("5", "Fifth", 1, 5), Some.Scored("6", "Sixth", 0, 6),
        ];

        var moves = Ranking.Compare(Ranking.Rank(accounts, UsageOnly), Ranking.Rank(accounts, ArrOnly), top: 2);

        Assert.Equal([("First", 1, 4), ("Second", 2, 1), ("Fourth", 4, 2)], moves.Select(move => (move.Account.Account.Name, move.Rank, move.Then)));
        Assert.Equal((90m, 10m), (moves[0].Score, moves[0].ScoreThen));
    }

    [Fact]
    public void Compare_SameWeights_NobodyMoves()
    {
        Scored[] accounts = [Some.Scored("1", "A", 1), Some.Scored("2", "B", 1)];
        Assert.Empty(Ranking.Compare(Ranking.Rank(accounts, UsageOnly), Ranking.Rank(accounts, UsageOnly), 20));
    }

    [Theory]
    [InlineData("""{"weights":{"usage":0.4,"arr":0.3,"engagement":0.2,"enrichment":0.1}}""", true, "1.0")]
    [InlineData("""{"weights":{"usage":1,"arr":0,"engagement":0,"enrichment":0}}""", true, "1")]
    [InlineData("""{"weights":{"usage":0.333333,"arr":0.333333,"engagement":0.333333,"enrichment":0.000001}}""", true, "1.000000")]
    [InlineData("""{"weights":{"usage":0.4,"arr":0.3,"engagement":0.2,"enrichment":0.2}}""", false, "1.1")]
    [InlineData("""{"weights":{"usage":0.4,"arr":0.3,"engagement":0.2,"enrichment":0.099999}}""", false, "0.999999")]
    [InlineData("""{"weights":{"usage":0,"arr":0,"engagement":0,"enrichment":0}}""", false, "0")]
    [InlineData("{}", true, "1")]
    public void Weights_OfTheRole_SumToExactly1(string scope, bool good, string sum)
    {
        Assert.Equal(good, Weights.TryOfRole(Some.Json(scope), out _, out var found));
        Assert.Equal(decimal.Parse(sum, System.Globalization.CultureInfo.InvariantCulture), found);
    }

    [Fact]
    public void Weights_NoScope_AreTheDefault()
    {
        Assert.True(Weights.TryOfRole(null, out var weights, out _));
        Assert.Equal(new Weights(0.4m, 0.3m, 0.2m, 0.1m), weights);
    }
}
