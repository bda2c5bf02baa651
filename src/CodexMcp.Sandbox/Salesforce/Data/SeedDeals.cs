using CodexMcp.Sandbox.Company;

namespace CodexMcp.Sandbox.Salesforce;

/// <summary>The company's deals as opportunities with history, products and contact roles.</summary>
internal static class SeedDeals
{
    private static readonly string[] Stages = ["Prospecting", "Qualification", "Needs Analysis", "Proposal/Price Quote", "Negotiation/Review", "Closed Won", "Closed Lost"];
    private static readonly string[] Kinds = ["New Business", "Expansion", "Renewal"];

    public static void Fill(OrgSchema schema, RecordStore store, SyntheticCompany company)
    {
        string Id(string type, int number) => OrgSeed.Id(schema, type, number);
        foreach (var deal in company.Deals)
        {
            var stage = RecordRules.Stages.First(s => s.Name == Stages[(int)deal.Stage]);
            var id = store.Insert(schema["Opportunity"], new Dictionary<string, object?>
            {
                ["AccountId"] = Id("Account", deal.CustomerNumber),
                ["Name"] = deal.Name,
                ["StageName"] = stage.Name,
                ["Amount"] = (double)deal.Amount,
                ["Probability"] = stage.Probability,
                ["ExpectedRevenue"] = Math.Round((double)deal.Amount * stage.Probability / 100, 2),
                ["CloseDate"] = SoqlDates.Text(deal.CloseOn),
                ["Type"] = Kinds[(int)deal.Kind],
                ["NextStep"] = deal.NextStep,
                ["LeadSource"] = deal.LeadSource,
                ["IsClosed"] = stage.Closed,
                ["IsWon"] = stage.Won,
                ["ForecastCategory"] = stage.Forecast,
                ["ForecastCategoryName"] = stage.ForecastName,
                ["HasOpportunityLineItem"] = true,
                ["LastStageChangeDate"] = SoqlDates.Text(deal.History.Last(h => h.Stage == deal.Stage).At),
                ["ContactId"] = Id("Contact", deal.People[0]),
                ["Pricebook2Id"] = Id("Pricebook2", 1),
                ["OwnerId"] = Id("User", deal.OwnerNumber),
                ["External_Id__c"] = $"OPP-{deal.Number:D4}",
                ["Loss_Reason__c"] = deal.LossReason,
                ["Competitor__c"] = deal.Competitor,
                ["Metrics__c"] = deal.Qualification.Metrics,
                ["Economic_Buyer__c"] = deal.Qualification.EconomicBuyer,
                ["Decision_Criteria__c"] = deal.Qualification.DecisionCriteria,
                ["Decision_Process__c"] = deal.Qualification.DecisionProcess,
                ["Identified_Pain__c"] = deal.Qualification.Pain,
                ["Champion__c"] = deal.Qualification.Champion,
                ["Competition__c"] = deal.Qualification.Competition,
                ["CreatedDate"] = SoqlDates.Text(deal.History[0].At),
                ["LastModifiedDate"] = SoqlDates.Text(deal.History[^1].At),
                ["LastModifiedById"] = Id("User", deal.OwnerNumber),
            });
            foreach (var change in deal.History)
            {
                var then = RecordRules.Stages.First(s => s.Name == Stages[(int)change.Stage]);
                store.Insert(schema["OpportunityHistory"], new Dictionary<string, object?>
                {
                    ["OpportunityId"] = id,
                    ["StageName"] = then.Name,
                    ["Amount"] = (double)change.Amount,
                    ["ExpectedRevenue"] = Math.Round((double)change.Amount * then.Probability / 100, 2),
                    ["CloseDate"] = SoqlDates.Text(change.CloseOn),
                    ["Probability"] = then.Probability,
                    ["ForecastCategory"] = then.Forecast,
                    ["CreatedDate"] = SoqlDates.Text(change.At),
                    ["CreatedById"] = Id("User", change.ByNumber),
                });
            }

            foreach (var line in deal.Lines)
            {
                var product = SyntheticCompany.Products[line.ProductNumber - 1];
                store.Insert(schema["OpportunityLineItem"], new Dictionary<string, object?>
                {
                    ["OpportunityId"] = id,
                    ["PricebookEntryId"] = Id("PricebookEntry", line.ProductNumber),
                    ["Product2Id"] = Id("Product2", line.ProductNumber),
                    ["Name"] = product.Name,
                    ["Quantity"] = (double)line.Quantity,
                    ["UnitPrice"] = (double)line.UnitPrice,
                    ["TotalPrice"] = (double)(line.Quantity * line.UnitPrice),
                    ["CreatedDate"] = SoqlDates.Text(deal.History[0].At),
                });
            }

            for (var i = 0; i < deal.People.Count; i++)
            {
                store.Insert(schema["OpportunityContactRole"], new Dictionary<string, object?>
                {
                    ["OpportunityId"] = id,
                    ["ContactId"] = Id("Contact", deal.People[i]),
                    ["Role"] = company.People[deal.People[i] - 1].BuyingRole,
                    ["IsPrimary"] = i == 0,
                    ["CreatedDate"] = SoqlDates.Text(deal.History[0].At),
                });
            }
        }
    }
}
