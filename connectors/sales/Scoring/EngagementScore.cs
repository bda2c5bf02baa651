namespace CodexMcp.Connectors.Sales;

/// <summary>Engagement: half for how often there was contact in 90 days, half for how lately. The systems log the same e-mails, so the larger count is taken, not the sum.</summary>
internal static class EngagementScore
{
    /// <summary>One contact a week or so.</summary>
    public const int Enough = 12;

    public const string Formula = "100 * (0.5 * min(1, contacts / 12) + 0.5 * max(0, 1 - days since the last / 90)); contacts: the larger of Salesforce's completed tasks and events and HubSpot's e-mails of 90 days";

    public static Part Of(AccountFacts account, DateOnly asOf)
    {
        if (account.Touches.Count == 0)
        {
            return new(0, $"No contact in the {UsageScore.Days} days before {Number.Day(asOf)}.", []);
        }

        var salesforce = account.Touches.Count(touch => touch.System == "salesforce");
        var hubspot = account.Touches.Count - salesforce;
        var last = account.Touches.Max(touch => touch.Day);
        var ago = asOf.DayNumber - last.DayNumber;
        var often = Math.Min(1m, Math.Max(salesforce, hubspot) / (decimal)Enough);
        var lately = Math.Clamp(1m - (ago / (decimal)UsageScore.Days), 0, 1);
        return new(
            Number.Score(100 * ((0.5m * often) + (0.5m * lately))),
            $"{salesforce} contacts in Salesforce, {hubspot} in HubSpot; the last one {ago} days before, on {Number.Day(last)}.",
            [.. account.Touches.OrderByDescending(touch => touch.Day).ThenBy(touch => touch.Record, StringComparer.Ordinal).Select(touch => touch.Record)]);
    }
}
