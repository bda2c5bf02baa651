namespace CodexMcp.Connectors.Sales;

/// <summary>An account with the parts of its score.</summary>
internal sealed record Scored(AccountFacts Account, Part Usage, Part Arr, Part Engagement, Part Enrichment)
{
    public static Scored Of(AccountFacts account, DateOnly asOf) =>
        new(account, UsageScore.Of(account), ArrScore.Of(account), EngagementScore.Of(account, asOf), EnrichmentScore.Of(account));

    /// <summary>The weighted sum of the parts as they are shown, so that anybody can add it up.</summary>
    public decimal Score(Weights weights) =>
        Number.Round((weights.Usage * Usage.Score) + (weights.Arr * Arr.Score) + (weights.Engagement * Engagement.Score) + (weights.Enrichment * Enrichment.Score));
}
