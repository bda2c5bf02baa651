using CodexMcp.Sandbox.Company;

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>Puts the company's deals with their history and their lines into the account.</summary>
internal static class DealImport
{
    private const string Source = "IMPORT";

    /// <summary>Fills in the deals.</summary>
    public static void Fill(CrmStore store, SyntheticCompany company, Moments moment)
    {
        foreach (var deal in company.Deals)
        {
            var id = CompanyImport.FirstDeal + deal.Number;
            var record = store.Put(ObjectType.Deals, id, Values(deal), moment.Of(deal.CreatedOn), Source);
            Put(deal, record, store, moment);
            CompanyImport.Link(store, ObjectType.Deals, id, ObjectType.Companies, CompanyImport.FirstCompany + deal.CustomerNumber, true);
            foreach (var person in deal.People)
            {
                CompanyImport.Link(store, ObjectType.Deals, id, ObjectType.Contacts, CompanyImport.FirstContact + person);
                var label = company.People[person - 1].BuyingRole switch { "Champion" => "Champion", "Economic Buyer" => "Economic buyer", _ => null };
                if (label is not null)
                {
                    store.Associations.Add(id, store.Associations.Book.Between(ObjectType.Deals, ObjectType.Contacts).First(type => type.Label == label), CompanyImport.FirstContact + person);
                }
            }

            Lines(store, deal, id, moment);
        }
    }

    private static Dictionary<string, string?> Values(Deal deal) => CompanyImport.Values(
        ("dealname", deal.Name), ("dealtype", deal.Kind == DealKind.NewBusiness ? "newbusiness" : "existingbusiness"),
        ("pipeline", deal.Kind == DealKind.Renewal ? "48100" : "default"), ("lead_source", deal.LeadSource), ("hs_next_step", deal.NextStep),
        ("closed_lost_reason", deal.LossReason), ("competitor", deal.Competitor),
        ("meddicc_metrics", deal.Qualification.Metrics), ("meddicc_economic_buyer", deal.Qualification.EconomicBuyer),
        ("meddicc_decision_criteria", deal.Qualification.DecisionCriteria), ("meddicc_decision_process", deal.Qualification.DecisionProcess),
        ("meddicc_pain", deal.Qualification.Pain), ("meddicc_champion", deal.Qualification.Champion), ("meddicc_competition", deal.Qualification.Competition),
        ("hubspot_owner_id", OwnerBook.IdOf(deal.OwnerNumber)));

    /// <summary>Plays the deal's changes one after the other, so that the record has their history.</summary>
    private static void Put(Deal deal, CrmRecord record, CrmStore store, Moments moment)
    {
        var steps = deal.History.Count > 0 ? deal.History : [new DealChange(record.CreatedAt, deal.Stage, deal.Amount, deal.CloseOn, deal.OwnerNumber)];
        foreach (var step in steps)
        {
            var at = moment.Of(step.At < record.CreatedAt ? record.CreatedAt : step.At);
            store.Apply(record, CompanyImport.Values(
                ("dealstage", Stage(deal.Kind, step.Stage)), ("amount", CompanyImport.Number(step.Amount)), ("closedate", HubSpotTime.Text(Day(step.CloseOn)))), at, Source);
        }
    }

    private static DateTimeOffset Day(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    private static string Stage(DealKind kind, DealStage stage) => kind == DealKind.Renewal
        ? stage switch
        {
            DealStage.Won => "48103",
            DealStage.Lost => "48104",
            DealStage.Proposal or DealStage.Negotiation => "48102",
            _ => "48101",
        }
        : stage switch
        {
            DealStage.Prospecting => "appointmentscheduled",
            DealStage.Qualified => "qualifiedtobuy",
            DealStage.Discovery => "presentationscheduled",
            DealStage.Proposal => "decisionmakerboughtin",
            DealStage.Negotiation => "contractsent",
            DealStage.Won => "closedwon",
            _ => "closedlost",
        };

    private static void Lines(CrmStore store, Deal deal, long id, Moments moment)
    {
        foreach (var (place, line) in deal.Lines.Index())
        {
            var product = SyntheticCompany.Products[line.ProductNumber - 1];
            var lineId = CompanyImport.LineId(deal.Number, place);
            store.Put(ObjectType.LineItems, lineId, CompanyImport.Values(
                ("name", product.Name), ("description", product.Description), ("quantity", $"{line.Quantity}"), ("price", CompanyImport.Number(line.UnitPrice)),
                ("hs_product_id", $"{CompanyImport.FirstProduct + product.Number}"), ("hs_sku", product.Code)),
                moment.Of(deal.CreatedOn), Source);
            CompanyImport.Link(store, ObjectType.Deals, id, ObjectType.LineItems, lineId);
        }
    }
}
