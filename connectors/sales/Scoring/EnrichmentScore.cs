namespace CodexMcp.Connectors.Sales;

/// <summary>How complete the company's data is: the share of the enrichment fields that are filled.</summary>
internal static class EnrichmentScore
{
    public const string Formula = "100 * filled / fields, over Domain__c, Industry, NumberOfEmployees, AnnualRevenue, Website, BillingCountry, Headcount_Growth__c, Technologies__c";

    public static Part Of(AccountFacts account)
    {
        if (account.Enrichment.Count == 0)
        {
            return Part.Missing("the role sees none of the enrichment fields.");
        }

        var filled = account.Enrichment.Count(field => field.Filled);
        var missing = string.Join(", ", account.Enrichment.Where(field => !field.Filled).Select(field => field.Field));
        return new(
            Number.Score(100m * filled / account.Enrichment.Count),
            $"{filled} of {account.Enrichment.Count} fields are filled{(missing.Length == 0 ? "" : $"; missing: {missing}")}.",
            ["Account:" + account.Id]);
    }
}
