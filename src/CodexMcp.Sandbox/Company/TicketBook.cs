namespace CodexMcp.Sandbox.Company;

/// <summary>Makes the tickets of our support.</summary>
internal static class TicketBook
{
    private const int Seed = 1_501;

    private static readonly (string Subject, string Body)[] Topics =
    [
        ("A report does not load", "The weekly report stays empty since this morning."),
        ("Question about an invoice", "Which seats are on the last invoice?"),
        ("New user cannot sign in", "The invitation link says that it has expired."),
        ("How do I share a dashboard?", "We want to share one dashboard with a supplier."),
    ];

    public static IReadOnlyList<Ticket> Create(SyntheticCompany company)
    {
        var list = new List<Ticket>();
        foreach (var customer in company.Customers.Where(c => c.IsCustomer))
        {
            var count = customer.Trend is UsageTrend.Declining or UsageTrend.Collapsing ? 2 : customer.Number % 2;
            for (var i = 0; i < count; i++)
            {
                double Unit(int field) => Prng.Unit(Seed, customer.Number, i, field);
                var (subject, body) = Topics[(int)(Unit(1) * Topics.Length)];
                var ago = 2 + (int)(Unit(2) * 90);
                var closed = ago > 10;
                Add(company, list, customer.Number, subject, body, Unit(3) < .6 ? "Low" : "Medium", closed ? "Closed" : "Working", ago, closed ? ago - 1 - (int)(Unit(4) * 5) : null);
            }
        }

        Add(company, list, SyntheticCompany.RiskCustomer, "Exports fail since the last update", "Every export over 10,000 rows ends with an error. This blocks our month end.", "High", "Escalated", 34, null);
        Add(company, list, SyntheticCompany.RiskCustomer, "Still no working exports", "We have waited three weeks. Please tell us when this is solved.", "High", "Escalated", 13, null);
        return list;
    }

    private static void Add(SyntheticCompany company, List<Ticket> list, int customer, string subject, string body, string priority, string status, int ago, int? closedAgo)
    {
        var number = list.Count + 1;
        list.Add(new Ticket(
            number, customer, company.PeopleOf(customer).ElementAt(2).Number, 7, subject, body, priority, status,
            DealBook.Moment(company.Today.AddDays(-ago), number), closedAgo is { } days ? DealBook.Moment(company.Today.AddDays(-days), number + 3) : null));
    }
}
