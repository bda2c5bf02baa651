namespace CodexMcp.Sandbox.Company;

/// <summary>Makes the people at the customers, and those who only asked.</summary>
internal static class PersonBook
{
    public const int PerCustomer = 3;
    private const int ProspectCount = 40;
    private const int Seed = 1_101;

    private static readonly string[] First =
    [
        "Alva", "Bo", "Cleo", "Dani", "Emre", "Finn", "Gita", "Hana", "Ilia", "Juno", "Kai", "Lior", "Mika", "Noor", "Odile", "Pax", "Quinn", "Rumi", "Sami", "Tove",
        "Uli", "Vera", "Wren", "Ximena", "Yuki", "Zola",
    ];

    private static readonly string[] Last =
        ["Example", "Sample", "Testmann", "Placeholder", "Mockley", "Fixture", "Demoson", "Dummyton", "Specimen", "Stubbs", "Proxy", "Lorem", "Ipsum", "Dolor"];

    private static readonly (string Title, string Department, string Role)[][] Jobs =
    [
        [("Head of Analytics", "Data", "Champion"), ("Director of Data", "Data", "Champion"), ("Product Operations Lead", "Product", "Champion")],
        [("Chief Financial Officer", "Finance", "Economic Buyer"), ("VP Operations", "Operations", "Economic Buyer"), ("Head of Procurement", "Finance", "Decision Maker")],
        [("Data Analyst", "Data", "End User"), ("IT Security Manager", "IT", "Blocker"), ("Business Analyst", "Operations", "Influencer")],
    ];

    public static IReadOnlyList<Person> Create(IReadOnlyList<Customer> customers)
    {
        var people = new List<Person>(customers.Count * PerCustomer);
        foreach (var customer in customers)
        {
            for (var place = 0; place < PerCustomer; place++)
            {
                people.Add(Create(customer, place));
            }
        }

        return people;
    }

    private static Person Create(Customer customer, int place)
    {
        double Unit(int field) => Prng.Unit(Seed, customer.Number, place, field);
        var number = ((customer.Number - 1) * PerCustomer) + place + 1;
        // First names differ within a customer, so addresses are unique.
        var first = First[((customer.Number * 7) + (place * 9)) % First.Length];
        var last = Last[(int)(Unit(1) * Last.Length)];
        var (title, department, role) = Jobs[place][(int)(Unit(2) * 3)];
        return new Person(
            number,
            customer.Number,
            first,
            last,
            $"{first}.{last}@{customer.Domain}".ToLowerInvariant(),
            $"+1-202-555-{100 + (number % 100):D4}",
            title,
            department,
            role,
            customer.Number == SyntheticCompany.RiskCustomer && place == 0,
            customer.Number != SyntheticCompany.UpsellCustomer && Unit(3) < .06,
            new DateOnly(1960 + (int)(Unit(4) * 40), 1 + (int)(Unit(5) * 12), 1 + (int)(Unit(6) * 28)),
            customer.CreatedOn.AddDays((int)(Unit(7) * 40)));
    }

    private static readonly string[] Companies = ["Harbour Sample Group", "Summit Example Partners", "Valley Demo Systems", "Prairie Mock Studio", "Lagoon Test Works"];
    private static readonly string[] Sources = ["Web", "Event", "Partner", "Referral"];
    private static readonly string[] Statuses = ["Open", "Working", "Nurturing", "Qualified", "Unqualified"];

    public static IReadOnlyList<Prospect> Prospects(DateOnly today)
    {
        var prospects = new Prospect[ProspectCount];
        for (var number = 1; number <= ProspectCount; number++)
        {
            double Unit(int field) => Prng.Unit(Seed + 1, number, field);
            var (first, last) = (First[(number * 5) % First.Length], Last[(int)(Unit(1) * Last.Length)]);
            var company = Companies[number % Companies.Length];
            prospects[number - 1] = new Prospect(
                number,
                first,
                last,
                $"{first}.{last}.{number}@{company.Split(' ')[0]}.example".ToLowerInvariant(),
                company,
                Jobs[number % 3][(int)(Unit(2) * 3)].Title,
                Sources[(int)(Unit(3) * Sources.Length)],
                Statuses[(int)(Unit(4) * Statuses.Length)],
                number % 3 == 0 ? 4 : 6,
                today.AddDays(-1 - (int)(Unit(5) * 180)));
        }

        return prospects;
    }
}
