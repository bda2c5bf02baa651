namespace CodexMcp.Connectors.Sales;

/// <summary>Usage trend: the mean of weekly active users in the later half of the 90 days against the earlier half. -50% is 0, no change 50, +50% 100.</summary>
internal static class UsageScore
{
    public const int Days = 90;

    /// <summary>Fewer weeks are no trend.</summary>
    public const int LeastWeeks = 4;

    public const string Formula = "clamp(50 + 100 * (later mean - earlier mean) / earlier mean, 0, 100) over weekly active users of 90 days; of an odd number of weeks the middle one is left out";

    public static Part Of(AccountFacts account)
    {
        var weeks = account.Usage.OrderBy(week => week.Week).ThenBy(week => week.Id, StringComparer.Ordinal).ToList();
        if (weeks.Count < LeastWeeks)
        {
            return Part.Missing($"{weeks.Count} weeks of usage are fewer than {LeastWeeks}.");
        }

        var half = weeks.Count / 2;
        var earlier = weeks.Take(half).ToList();
        var later = weeks.Skip(weeks.Count - half).ToList();
        var (before, now) = (earlier.Average(week => week.ActiveUsers), later.Average(week => week.ActiveUsers));
        var trend = before == 0 ? (now == 0 ? 0 : 1) : (now - before) / before;
        return new(
            Number.Score(50 + (100 * trend)),
            $"Weekly active users went from {Number.Text(Number.Round(before))} ({Period(earlier)}) to {Number.Text(Number.Round(now))} ({Period(later)}): {Number.Percent(trend)}.",
            [.. weeks.Select(week => "Usage__c:" + week.Id)]);
    }

    private static string Period(List<UsageWeek> weeks) => $"weeks of {Number.Day(weeks[0].Week)} to {Number.Day(weeks[^1].Week)}";
}
