using System.Globalization;

namespace CodexMcp.Sandbox.Salesforce;

/// <summary>What the org computes or writes itself when a record changes.</summary>
internal sealed class RecordRules(RecordStore store, OrgSchema schema, TimeProvider time)
{
    /// <summary>The stages: name, probability, closed, won, forecast category and its name.</summary>
    public static readonly (string Name, double Probability, bool Closed, bool Won, string Forecast, string ForecastName)[] Stages =
    [
        ("Prospecting", 10, false, false, "Pipeline", "Pipeline"), ("Qualification", 10, false, false, "Pipeline", "Pipeline"),
        ("Needs Analysis", 20, false, false, "Pipeline", "Pipeline"), ("Value Proposition", 50, false, false, "Pipeline", "Pipeline"),
        ("Id. Decision Makers", 60, false, false, "Pipeline", "Pipeline"), ("Perception Analysis", 70, false, false, "Pipeline", "Pipeline"),
        ("Proposal/Price Quote", 75, false, false, "BestCase", "Best Case"), ("Negotiation/Review", 90, false, false, "Forecast", "Commit"),
        ("Closed Won", 100, true, true, "Closed", "Closed"), ("Closed Lost", 0, true, false, "Omitted", "Omitted"),
    ];

    /// <summary>Before a record is written: fills in what follows from the values. <paramref name="old"/> is null for a new one.</summary>
    public void Before(ObjectDef definition, Dictionary<string, object?> values, Dictionary<string, object?>? old)
    {
        object? Now(string field) => values.TryGetValue(field, out var value) ? value : old?.GetValueOrDefault(field) ?? definition.Field(field)!.Default;
        var number = old is null ? store.Next(definition) : 0;
        switch (definition.Name)
        {
            case "Contact" or "Lead":
                values["Name"] = $"{Now("FirstName")} {Now("LastName")}".Trim();
                break;
            case "Opportunity":
                Opportunity(values, old, Now);
                break;
            case "Task":
                var done = (string?)Now("Status") == "Completed";
                values["IsClosed"] = done;
                values["IsHighPriority"] = (string?)Now("Priority") == "High";
                values["CompletedDateTime"] = !done ? null : old?.GetValueOrDefault("CompletedDateTime") ?? Moment();
                values["AccountId"] = AccountOf(Now("WhatId") as string, Now("WhoId") as string);
                break;
            case "Event":
                var start = SoqlDates.Moment((string)Now("StartDateTime")!);
                var minutes = values.ContainsKey("EndDateTime") && Now("EndDateTime") is string end ? (long)(SoqlDates.Moment(end) - start).TotalMinutes
                    : Now("DurationInMinutes") is { } length ? Convert.ToInt64(length, CultureInfo.InvariantCulture) : 60;
                if (minutes < 0 || minutes > (DateTimeOffset.MaxValue - start).TotalMinutes)
                {
                    throw new SalesforceException(400, "FIELD_INTEGRITY_EXCEPTION", "End Date Time must be after Start Date Time", "EndDateTime");
                }

                values["DurationInMinutes"] = minutes;
                values["EndDateTime"] = SoqlDates.Text(start.AddMinutes(minutes));
                values["ActivityDate"] = ((string)Now("StartDateTime")!)[..10];
                values["AccountId"] = AccountOf(Now("WhatId") as string, Now("WhoId") as string);
                break;
            case "Case":
                if (old is null)
                {
                    values["CaseNumber"] = (1_000 + number).ToString("D8", CultureInfo.InvariantCulture);
                }

                values["IsClosed"] = (string?)Now("Status") == "Closed";
                values["IsEscalated"] = (string?)Now("Status") == "Escalated";
                values["ClosedDate"] = (string?)Now("Status") != "Closed" ? null : old?.GetValueOrDefault("ClosedDate") ?? Moment();
                break;
            case "Usage__c" or "Renewal__c" when old is null:
                values["Name"] = $"{definition.Name[0]}-{number:D6}";
                break;
            case "OpportunityLineItem":
                LineItem(values, Now);
                break;
            case "PricebookEntry" when old is null:
                values["Name"] = store.Peek(schema["Product2"], (string)values["Product2Id"]!, "Name");
                values["ProductCode"] = store.Peek(schema["Product2"], (string)values["Product2Id"]!, "ProductCode");
                break;
            default:
                FileRules.Before(definition, values, old);
                break;
        }
    }

    /// <summary>After a record was written: histories, sums and files.</summary>
    public void After(ObjectDef definition, string id, Dictionary<string, object?> values, Dictionary<string, object?>? old)
    {
        switch (definition.Name)
        {
            case "Opportunity":
                string[] watched = ["StageName", "Amount", "CloseDate", "Probability"];
                if (old is null || watched.Any(f => values.TryGetValue(f, out var value) && !Equals(value, old[f])))
                {
                    var whole = store.Load(definition, id);
                    store.Insert(schema["OpportunityHistory"], new Dictionary<string, object?>
                    {
                        ["OpportunityId"] = id,
                        ["StageName"] = whole["StageName"],
                        ["Amount"] = whole["Amount"],
                        ["ExpectedRevenue"] = whole["ExpectedRevenue"],
                        ["CloseDate"] = whole["CloseDate"],
                        ["Probability"] = whole["Probability"],
                        ["ForecastCategory"] = whole["ForecastCategory"],
                    });
                }

                break;
            case "OpportunityLineItem":
                var opportunity = (values.GetValueOrDefault("OpportunityId") ?? old?["OpportunityId"]) as string;
                var total = store.Sum(definition, "TotalPrice", "OpportunityId", opportunity!);
                store.Change(schema["Opportunity"], opportunity!, new(StringComparer.OrdinalIgnoreCase) { ["HasOpportunityLineItem"] = true, ["Amount"] = total });
                break;
            default:
                FileRules.After(store, schema, definition, id, values, old);
                break;
        }
    }

    private void Opportunity(Dictionary<string, object?> values, Dictionary<string, object?>? old, Func<string, object?> now)
    {
        var stage = Stages.First(s => s.Name == (string)now("StageName")!);
        var moved = old is null || !Equals(old["StageName"], stage.Name);
        if (moved)
        {
            values["LastStageChangeDate"] = Moment();
            values.TryAdd("Probability", stage.Probability);
            values.TryAdd("ForecastCategoryName", stage.ForecastName);
        }

        values["IsClosed"] = stage.Closed;
        values["IsWon"] = stage.Won;
        values["ForecastCategory"] = stage.Forecast;
        values["ExpectedRevenue"] = now("Amount") is { } amount && now("Probability") is { } probability
            ? Math.Round(Convert.ToDouble(amount, CultureInfo.InvariantCulture) * Convert.ToDouble(probability, CultureInfo.InvariantCulture) / 100, 2)
            : null;
    }

    private void LineItem(Dictionary<string, object?> values, Func<string, object?> now)
    {
        if (now("PricebookEntryId") is string entry && now("Product2Id") is null)
        {
            values["Product2Id"] = store.Peek(schema["PricebookEntry"], entry, "Product2Id");
        }

        if (now("Product2Id") is not string product)
        {
            throw new SalesforceException(400, "FIELD_INTEGRITY_EXCEPTION", "field integrity exception: PricebookEntryId (pricebook entry has been inactivated or none was given)", "PricebookEntryId");
        }

        values["Name"] = store.Peek(schema["Product2"], product, "Name");
        values["TotalPrice"] = Math.Round(Convert.ToDouble(now("Quantity"), CultureInfo.InvariantCulture) * Convert.ToDouble(now("UnitPrice"), CultureInfo.InvariantCulture), 2);
    }

    private string Moment() => SoqlDates.Text(time.GetUtcNow());

    private object? AccountOf(string? what, string? who) => schema.OfId(what)?.Name switch
    {
        "Account" => what,
        "Opportunity" => store.Peek(schema["Opportunity"], what!, "AccountId"),
        "Renewal__c" => store.Peek(schema["Renewal__c"], what!, "Account__c"),
        "Usage__c" => store.Peek(schema["Usage__c"], what!, "Account__c"),
        "Case" => store.Peek(schema["Case"], what!, "AccountId"),
        _ => schema.OfId(who)?.Name == "Contact" ? store.Peek(schema["Contact"], who!, "AccountId") : null,
    };
}
