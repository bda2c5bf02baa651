using System.Globalization;
using CodexMcp.Sandbox.Company;

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>Puts the synthetic company into the account: its customers are companies, its people contacts, and so on. A record's number is the
/// company's number plus a fixed one for each kind.</summary>
internal static class CompanyImport
{
    public const long FirstCompany = 71_000;
    public const long FirstContact = 51_000;
    public const long FirstLead = 52_000;
    public const long FirstDeal = 81_000;
    public const long FirstTicket = 91_000;
    public const long FirstProduct = 61_000;
    private const long FirstLine = 62_000;
    private const string Source = "IMPORT";

    /// <summary>Fills an empty account with the company as it stands at a moment.</summary>
    public static void Fill(CrmStore store, SyntheticCompany company, DateTimeOffset now)
    {
        var moment = new Moments(now);
        Customers(store, company, moment);
        People(store, company, moment);
        foreach (var product in SyntheticCompany.Products)
        {
            store.Put(ObjectType.Products, FirstProduct + product.Number, Values(
                ("name", product.Name), ("description", product.Description), ("price", Number(product.ListPrice)), ("hs_sku", product.Code),
                ("hs_product_type", product.Line == "services" ? "service" : "non_inventory"), ("hs_recurring_billing_period", product.Line == "services" ? null : "P12M")),
                moment.Of(company.Today.AddDays(-700)), Source);
        }

        DealImport.Fill(store, company, moment);
        foreach (var ticket in company.Tickets)
        {
            Ticket(store, ticket, moment);
        }

        ActivityImport.Fill(store, company, moment);
    }

    /// <summary>Associates two records in the plain way, or as the primary company.</summary>
    public static void Link(CrmStore store, ObjectType from, long id, ObjectType to, long toId, bool primary = false)
    {
        var book = store.Associations.Book;
        store.Associations.Add(id, primary ? book.Between(from, to).First(type => type.Label == "Primary") : book.Plain(from, to), toId);
    }

    /// <summary>Names and values of a record.</summary>
    public static Dictionary<string, string?> Values(params (string Name, string? Value)[] values) => values.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal);

    /// <summary>A sum of money as a property's value.</summary>
    public static string Number(decimal number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Adds the line's number within the file of lines.</summary>
    public static long LineId(int deal, int place) => FirstLine + (deal * 10L) + place;

    private static void Customers(CrmStore store, SyntheticCompany company, Moments moment)
    {
        foreach (var customer in company.Customers)
        {
            store.Put(ObjectType.Companies, FirstCompany + customer.Number, Values(
                ("name", customer.Name), ("domain", customer.Domain), ("website", $"https://www.{customer.Domain}"), ("phone", customer.Phone), ("industry", customer.Industry),
                ("address", customer.Street), ("city", customer.City), ("country", customer.Country),
                ("numberofemployees", $"{customer.Employees}"), ("annualrevenue", Number(customer.AnnualRevenue)),
                ("type", customer.IsCustomer ? "OTHER" : "PROSPECT"), ("lifecyclestage", customer.IsCustomer ? "customer" : "opportunity"),
                ("account_key", $"{customer.Number}"), ("arr", customer.IsCustomer ? Number(customer.Arr) : null), ("arr_year_ago", customer.ArrYearAgo > 0 ? Number(customer.ArrYearAgo) : null),
                ("seats", customer.IsCustomer ? $"{customer.Seats}" : null), ("customer_since", customer.Since?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
                ("technologies", customer.Technology), ("headcount_growth", customer.HeadcountGrowth.ToString("0.###", CultureInfo.InvariantCulture)),
                ("hubspot_owner_id", OwnerBook.IdOf(customer.OwnerNumber))),
                moment.Of(customer.CreatedOn), Source);
        }

        var child = store.Associations.Book.Between(ObjectType.Companies, ObjectType.Companies).First(type => type.Label == "Parent Company");
        foreach (var customer in company.Customers.Where(customer => customer.ParentNumber is not null))
        {
            store.Associations.Add(FirstCompany + customer.Number, child, FirstCompany + customer.ParentNumber!.Value);
        }
    }

    private static void People(CrmStore store, SyntheticCompany company, Moments moment)
    {
        foreach (var person in company.People)
        {
            var customer = company.Customer(person.CustomerNumber);
            store.Put(ObjectType.Contacts, FirstContact + person.Number, Values(
                ("email", person.Email), ("firstname", person.FirstName), ("lastname", person.LastName), ("phone", person.Phone), ("jobtitle", person.Title), ("company", customer.Name),
                ("website", $"https://www.{customer.Domain}"), ("city", customer.City), ("country", customer.Country),
                ("date_of_birth", person.BornOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
                ("hs_buying_role", person.BuyingRole == "Economic Buyer" ? "BUDGET_HOLDER" : person.BuyingRole.ToUpperInvariant().Replace(' ', '_')),
                ("hs_email_optout", person.OptedOut ? "true" : null), ("hs_lead_status", person.HasLeft ? "UNQUALIFIED" : "CONNECTED"),
                ("lifecyclestage", customer.IsCustomer ? "customer" : "opportunity"), ("hubspot_owner_id", OwnerBook.IdOf(customer.OwnerNumber))),
                moment.Of(person.CreatedOn), Source);
            Link(store, ObjectType.Contacts, FirstContact + person.Number, ObjectType.Companies, FirstCompany + person.CustomerNumber, true);
        }

        foreach (var lead in company.Prospects)
        {
            store.Put(ObjectType.Contacts, FirstLead + lead.Number, Values(
                ("email", lead.Email), ("firstname", lead.FirstName), ("lastname", lead.LastName), ("jobtitle", lead.Title), ("company", lead.CompanyName),
                ("lifecyclestage", lead.Status == "Qualified" ? "salesqualifiedlead" : "lead"),
                ("hs_lead_status", lead.Status switch { "Open" => "OPEN", "Working" => "IN_PROGRESS", "Qualified" => "CONNECTED", "Unqualified" => "UNQUALIFIED", _ => "BAD_TIMING" }),
                ("hubspot_owner_id", OwnerBook.IdOf(lead.OwnerNumber))),
                moment.Of(lead.CreatedOn), Source);
        }
    }

    private static void Ticket(CrmStore store, Ticket ticket, Moments moment)
    {
        var id = FirstTicket + ticket.Number;
        store.Put(ObjectType.Tickets, id, Values(
            ("subject", ticket.Subject), ("content", ticket.Body), ("hs_pipeline", "0"),
            ("hs_pipeline_stage", ticket.Status switch { "New" => "1", "Waiting" => "2", "Working" => "3", "Escalated" => "5", _ => "4" }),
            ("hs_ticket_priority", ticket.Priority.ToUpperInvariant()), ("closed_date", ticket.ClosedAt is { } closed ? HubSpotTime.Text(closed) : null), ("source_type", "EMAIL"),
            ("hubspot_owner_id", OwnerBook.IdOf(ticket.OwnerNumber))),
            moment.Of(ticket.OpenedAt), Source);
        Link(store, ObjectType.Tickets, id, ObjectType.Contacts, FirstContact + ticket.PersonNumber);
        Link(store, ObjectType.Tickets, id, ObjectType.Companies, FirstCompany + ticket.CustomerNumber, true);
    }
}

/// <summary>Moments at which the data was made: never after the moment at which the account is filled.</summary>
internal readonly record struct Moments(DateTimeOffset Now)
{
    /// <summary>Nine o'clock of a day.</summary>
    public DateTimeOffset Of(DateOnly day) => Of(new DateTimeOffset(day.ToDateTime(new TimeOnly(9, 0)), TimeSpan.Zero));

    /// <summary>The moment itself, or now when it is still to come.</summary>
    public DateTimeOffset Of(DateTimeOffset moment) => moment < Now ? moment : Now;
}
