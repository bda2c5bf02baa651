namespace CodexMcp.Connectors.Sales;

/// <summary>One place of a ranking.</summary>
/// <param name="Rank">From 1.</param>
/// <param name="Account">Who has it.</param>
/// <param name="Score">With the ranking's weights.</param>
/// <param name="Tie">Why it stands before or after others of the same score, or null.</param>
internal sealed record Place(int Rank, Scored Account, decimal Score, string? Tie);

/// <summary>Who would stand elsewhere with other weights.</summary>
internal sealed record Move(Scored Account, int Rank, int Then, decimal Score, decimal ScoreThen);

/// <summary>Puts accounts in order: by score, then by ARR, then by name, then by id. The same data always gives the same order.</summary>
internal static class Ranking
{
    public const string Order = "score, then the larger ARR, then name, then id";

    public static IReadOnlyList<Place> Rank(IEnumerable<Scored> accounts, Weights weights)
    {
        var ordered = accounts
            .Select(account => (Account: account, Score: account.Score(weights)))
            .OrderByDescending(item => item.Score)
            .ThenByDescending(item => item.Account.Account.Arr ?? 0)
            .ThenBy(item => item.Account.Account.Name, StringComparer.Ordinal)
            .ThenBy(item => item.Account.Account.Id, StringComparer.Ordinal)
            .ToList();
        return [.. ordered.Select((item, index) => new Place(index + 1, item.Account, item.Score, Tie(ordered, index)))];
    }

    /// <summary>Who moves into, out of or within the first <paramref name="top"/>.</summary>
    public static IReadOnlyList<Move> Compare(IReadOnlyList<Place> now, IReadOnlyList<Place> then, int top)
    {
        var after = then.ToDictionary(place => place.Account.Account.Id, StringComparer.Ordinal);
        return [.. now
            .Select(place => (Place: place, Then: after[place.Account.Account.Id]))
            .Where(pair => pair.Place.Rank != pair.Then.Rank && (pair.Place.Rank <= top || pair.Then.Rank <= top))
            .Select(pair => new Move(pair.Place.Account, pair.Place.Rank, pair.Then.Rank, pair.Place.Score, pair.Then.Score))];
    }

    private static string? Tie(List<(Scored Account, decimal Score)> ordered, int index)
    {
        var me = ordered[index];
        var others = ordered.Where((item, other) => other != index && item.Score == me.Score).ToList();
        if (others.Count == 0)
        {
            return null;
        }

        var sameArr = others.Any(item => (item.Account.Account.Arr ?? 0) == (me.Account.Account.Arr ?? 0));
        return $"Same score as {others[0].Account.Account.Name}{(others.Count > 1 ? $" and {others.Count - 1} more" : "")}: ordered by {(sameArr ? "ARR, then by name" : "ARR")}.";
    }
}
