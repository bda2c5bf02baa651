namespace CodexMcp.Connectors.Sales;

/// <summary>The suggested action and why, by rules in a fixed order: the first that fits is given.</summary>
internal static class Advice
{
    private const int RenewalDays = 120;
    private const decimal Full = 0.85m;

    public static (string Action, string Why) For(Scored scored, Weights weights, DateOnly asOf)
    {
        var account = scored.Account;
        var renewal = account.Renewals.Where(item => item.Status == "Upcoming" && item.Due >= asOf && item.Due.DayNumber - asOf.DayNumber <= RenewalDays).MinBy(item => item.Due);
        var deal = account.Deals.OrderBy(item => item.Close ?? DateOnly.MaxValue).ThenBy(item => item.Id, StringComparer.Ordinal).FirstOrDefault();
        var last = account.Usage.MaxBy(week => week.Week);
        var used = last is not null && account.Seats > 0 ? last.ActiveUsers / account.Seats.Value : (decimal?)null;
        var why = Why(scored, weights);
        if (renewal is not null && (renewal.Risk == "High" || scored.Usage.Score < 40))
        {
            return ($"Secure the renewal of {Number.Day(renewal.Due)} before offering more.", $"Renewal__c:{renewal.Id} is due within {RenewalDays} days{(renewal.Risk is { } risk ? $", risk {risk}" : "")}. {why}");
        }

        if (used >= Full && scored.Usage.Score >= 50)
        {
            return ("Propose more seats.", $"{Number.Text(Number.Round(used.Value * 100))}% of {Number.Text(account.Seats!.Value)} seats were in use in the week of {Number.Day(last!.Week)}. {why}");
        }

        if (deal is not null)
        {
            return ($"Agree the next step of \"{deal.Name}\".", $"Opportunity:{deal.Id} is open in {deal.Stage}{(deal.Close is { } close ? $", to close on {Number.Day(close)}" : "")}. {why}");
        }

        return scored switch
        {
            { Usage.Score: < 40 } => ("Find out why usage falls before offering anything.", why),
            { Arr.Score: < 40 } => ("Understand the smaller contract before offering more.", why),
            { Engagement.Score: < 30 } => ("Get back in touch.", why),
            { Usage.Score: >= 60 } => ("Offer the next plan or an add-on.", why),
            _ => ("Review the account plan in the next regular call.", why),
        };
    }

    private static string Why(Scored scored, Weights weights)
    {
        (string Name, decimal Points, Part Part)[] parts =
        [
            ("Usage trend", weights.Usage * scored.Usage.Score, scored.Usage),
            ("ARR growth", weights.Arr * scored.Arr.Score, scored.Arr),
            ("Engagement", weights.Engagement * scored.Engagement.Score, scored.Engagement),
            ("Enrichment", weights.Enrichment * scored.Enrichment.Score, scored.Enrichment),
        ];
        var strongest = parts.MaxBy(part => part.Points);
        var weakest = parts.MinBy(part => part.Part.Score);
        return $"{strongest.Name} gives most of the score ({Number.Text(Number.Round(strongest.Points))} points); {weakest.Name.ToLowerInvariant().Replace("arr", "ARR", StringComparison.Ordinal)} is weakest ({Number.Text(weakest.Part.Score)} of 100).";
    }
}
