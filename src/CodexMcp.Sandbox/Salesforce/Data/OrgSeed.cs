using System.Text;
using CodexMcp.Sandbox.Company;

namespace CodexMcp.Sandbox.Salesforce;

/// <summary>Puts the synthetic company into the org.</summary>
internal static class OrgSeed
{
    /// <summary>The user that every client works as.</summary>
    public static readonly string IntegrationUser = SalesforceId.Create("005", 9);

    private static readonly string[] Sizes = ["Small", "Middle", "Enterprise"];

    public static void Fill(OrgSchema schema, OrgDatabase database, RecordStore store, SyntheticCompany company, string username, int extraUsage)
    {
        database.Run("BEGIN");
        Users(schema, store, username);
        Products(schema, store);
        Accounts(schema, store, company);
        SeedDeals.Fill(schema, store, company);
        SeedActivities.Fill(schema, store, company);
        Usage(schema, store, company, extraUsage);
        database.Run("COMMIT");
    }

    /// <summary>The id of the record with the company's number.</summary>
    public static string Id(OrgSchema schema, string type, int number) => SalesforceId.Create(schema[type].Prefix, number);

    public static string Moment(DateOnly day) => SoqlDates.Text(DealBook.Moment(day, day.DayNumber));

    private static void Users(OrgSchema schema, RecordStore store, string username)
    {
        store.Insert(schema["Organization"], new Dictionary<string, object?>
        {
            ["Id"] = TokenEndpoint.Org,
            ["Name"] = "Larkspur Demo",
            ["InstanceName"] = "SYN1",
            ["IsSandbox"] = true,
            ["OrganizationType"] = "Developer Edition",
            ["FiscalYearStartMonth"] = 1L,
        });
        foreach (var user in SyntheticCompany.Colleagues)
        {
            store.Insert(schema["User"], new Dictionary<string, object?>
            {
                ["Username"] = user.Email,
                ["FirstName"] = user.FirstName,
                ["LastName"] = user.LastName,
                ["Name"] = user.Name,
                ["Email"] = user.Email,
                ["Title"] = user.Title,
                ["Department"] = user.Team,
                ["Alias"] = user.FirstName.ToLowerInvariant(),
                ["IsActive"] = user.IsActive,
                ["UserType"] = "Standard",
                ["TimeZoneSidKey"] = "GMT",
                ["ManagerId"] = user.ManagerNumber is { } manager ? Id(schema, "User", manager) : null,
            });
        }

        store.Insert(schema["User"], new Dictionary<string, object?>
        {
            ["Id"] = IntegrationUser,
            ["Username"] = username,
            ["FirstName"] = "Integration",
            ["LastName"] = "User",
            ["Name"] = "Integration User",
            ["Email"] = "integration@larkspur.example",
            ["Alias"] = "integ",
            ["IsActive"] = true,
            ["UserType"] = "CloudIntegrationUser",
            ["TimeZoneSidKey"] = "GMT",
        });
        for (var i = 0; i < RecordRules.Stages.Length; i++)
        {
            var (name, probability, closed, won, forecast, forecastName) = RecordRules.Stages[i];
            store.Insert(schema["OpportunityStage"], new Dictionary<string, object?>
            {
                ["MasterLabel"] = name,
                ["ApiName"] = name,
                ["SortOrder"] = (long)(i + 1),
                ["IsActive"] = true,
                ["IsClosed"] = closed,
                ["IsWon"] = won,
                ["DefaultProbability"] = probability,
                ["ForecastCategory"] = forecast,
                ["ForecastCategoryName"] = forecastName,
            });
        }
    }

    private static void Products(OrgSchema schema, RecordStore store)
    {
        var book = store.Insert(schema["Pricebook2"], new Dictionary<string, object?> { ["Name"] = "Standard Price Book", ["IsActive"] = true, ["IsStandard"] = true });
        foreach (var product in SyntheticCompany.Products)
        {
            var id = store.Insert(schema["Product2"], new Dictionary<string, object?>
            {
                ["Name"] = product.Name,
                ["ProductCode"] = product.Code,
                ["Family"] = product.Line,
                ["Description"] = product.Description,
                ["IsActive"] = product.IsActive,
            });
            store.Insert(schema["PricebookEntry"], new Dictionary<string, object?>
            {
                ["Name"] = product.Name,
                ["ProductCode"] = product.Code,
                ["Pricebook2Id"] = book,
                ["Product2Id"] = id,
                ["UnitPrice"] = (double)product.ListPrice,
                ["IsActive"] = product.IsActive,
            });
        }
    }

    private static void Accounts(OrgSchema schema, RecordStore store, SyntheticCompany company)
    {
        var last = company.Activities.Where(a => a.IsDone).GroupBy(a => a.CustomerNumber).ToDictionary(g => g.Key, g => SoqlDates.Text(g.Max(a => a.At))[..10]);
        foreach (var c in company.Customers)
        {
            store.Insert(schema["Account"], new Dictionary<string, object?>
            {
                ["Name"] = c.Name,
                ["Type"] = c.IsCustomer ? "Customer - Direct" : "Prospect",
                ["ParentId"] = c.ParentNumber is { } parent ? Id(schema, "Account", parent) : null,
                ["Industry"] = c.Industry,
                ["AnnualRevenue"] = (double)c.AnnualRevenue,
                ["NumberOfEmployees"] = (long)c.Employees,
                ["Phone"] = c.Phone,
                ["Website"] = $"https://www.{c.Domain}",
                ["BillingStreet"] = c.Street,
                ["BillingCity"] = c.City,
                ["BillingCountry"] = c.Country,
                ["OwnerId"] = Id(schema, "User", c.OwnerNumber),
                ["External_Id__c"] = $"ACC-{c.Number:D4}",
                ["Domain__c"] = c.Domain,
                ["Segment__c"] = Sizes[(int)c.Size],
                ["Seats__c"] = (double)c.Seats,
                ["ARR__c"] = (double)c.Arr,
                ["ARR_Year_Ago__c"] = (double)c.ArrYearAgo,
                ["Customer_Since__c"] = c.Since is { } since ? SoqlDates.Text(since) : null,
                ["Plan__c"] = c.ProductCode,
                ["Headcount_Growth__c"] = Math.Round(c.HeadcountGrowth * 100, 1),
                ["Technologies__c"] = c.Technology,
                ["CreatedDate"] = Moment(c.CreatedOn),
                ["LastActivityDate"] = last.GetValueOrDefault(c.Number),
            });
        }

        foreach (var p in company.People)
        {
            store.Insert(schema["Contact"], new Dictionary<string, object?>
            {
                ["AccountId"] = Id(schema, "Account", p.CustomerNumber),
                ["FirstName"] = p.FirstName,
                ["LastName"] = p.LastName,
                ["Name"] = p.Name,
                ["Email"] = p.Email,
                ["Phone"] = p.Phone,
                ["Title"] = p.Title,
                ["Department"] = p.Department,
                ["Birthdate"] = SoqlDates.Text(p.BornOn),
                ["HasOptedOutOfEmail"] = p.OptedOut,
                ["External_Id__c"] = $"CON-{p.Number:D4}",
                ["Buying_Role__c"] = p.BuyingRole,
                ["Has_Left__c"] = p.HasLeft,
                ["OwnerId"] = Id(schema, "User", company.Customer(p.CustomerNumber).OwnerNumber),
                ["MailingCity"] = company.Customer(p.CustomerNumber).City,
                ["MailingCountry"] = company.Customer(p.CustomerNumber).Country,
                ["CreatedDate"] = Moment(p.CreatedOn),
            });
        }

        foreach (var p in company.Prospects)
        {
            store.Insert(schema["Lead"], new Dictionary<string, object?>
            {
                ["FirstName"] = p.FirstName,
                ["LastName"] = p.LastName,
                ["Name"] = $"{p.FirstName} {p.LastName}",
                ["Company"] = p.CompanyName,
                ["Title"] = p.Title,
                ["Email"] = p.Email,
                ["Status"] = p.Status,
                ["LeadSource"] = p.Source,
                ["OwnerId"] = Id(schema, "User", p.OwnerNumber),
                ["External_Id__c"] = $"LEAD-{p.Number:D4}",
                ["CreatedDate"] = Moment(p.CreatedOn),
            });
        }
    }

    private static void Usage(OrgSchema schema, RecordStore store, SyntheticCompany company, int extra)
    {
        var number = 0;
        var rows = company.WeeklyUsage().ToArray();
        for (var i = 0; i < rows.Length + extra; i++)
        {
            var week = rows[i % rows.Length];
            var repeat = i / rows.Length;
            store.Insert(schema["Usage__c"], new Dictionary<string, object?>
            {
                ["Name"] = $"U-{++number:D6}",
                ["Account__c"] = Id(schema, "Account", week.CustomerNumber),
                ["Week_Of__c"] = SoqlDates.Text(week.WeekOf.AddDays(-7 * SyntheticCompany.UsageWeeks * repeat)),
                ["Seats__c"] = (double)week.Seats,
                ["Active_Users__c"] = (double)week.ActiveUsers,
                ["Sessions__c"] = (double)week.Sessions,
                ["Reports__c"] = (double)week.Reports,
                ["API_Calls__c"] = (double)week.ApiCalls,
                ["External_Id__c"] = $"USE-{number:D6}",
                ["CreatedDate"] = Moment(week.WeekOf.AddDays(7)),
            });
        }

        foreach (var r in company.Renewals)
        {
            store.Insert(schema["Renewal__c"], new Dictionary<string, object?>
            {
                ["Name"] = $"R-{r.Number:D6}",
                ["Account__c"] = Id(schema, "Account", r.CustomerNumber),
                ["Opportunity__c"] = r.DealNumber is { } deal ? Id(schema, "Opportunity", deal) : null,
                ["Due_Date__c"] = SoqlDates.Text(r.DueOn),
                ["ARR__c"] = (double)r.Arr,
                ["Previous_ARR__c"] = (double)r.PreviousArr,
                ["Status__c"] = r.Status,
                ["Risk__c"] = r.Risk,
                ["OwnerId"] = Id(schema, "User", r.OwnerNumber),
                ["External_Id__c"] = $"REN-{r.Number:D4}",
                ["CreatedDate"] = Moment(company.Today.AddDays(-90)),
            });
        }
    }
}
