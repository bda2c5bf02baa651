namespace CodexMcp.Sandbox.Company;

/// <summary>Makes the customers and the prospects.</summary>
internal static class CustomerBook
{
    private const int Seed = 1_001;
    private const int Count = 60;
    private const int Paying = 44;

    private static readonly string[] Words =
    [
        "Alder", "Amber", "Aspen", "Basalt", "Beech", "Birch", "Brightwater", "Bronze", "Cedar", "Chalk", "Clover", "Kestrel", "Cobalt", "Copper", "Coral",
        "Cypress", "Dahlia", "Drift", "Ember", "Fern", "Flint", "Garnet", "Ginkgo", "Granite", "Hazel", "Heron", "Indigo", "Ivory", "Jade", "Juniper",
        "Larch", "Lichen", "Linden", "Lotus", "Magnolia", "Maple", "Marble", "Meadow", "Merlin", "Mica", "Mossy", "Nimbus", "Oak", "Ochre", "Onyx",
        "Opal", "Osprey", "Pebble", "Pine", "Quartz", "Raven", "Reed", "Rowan", "Saffron", "Slate", "Spruce", "Teal", "Thistle", "Umber", "Willow",
    ];

    private static readonly (string Trade, string Industry)[] Trades =
    [
        ("Logistics", "Transportation"), ("Foods", "Food & Beverage"), ("Energy", "Energy"), ("Health", "Healthcare"), ("Works", "Manufacturing"), ("Bank", "Banking"),
        ("Retail", "Retail"), ("Media", "Media"), ("Telecom", "Telecommunications"), ("Labs", "Biotechnology"), ("Insurance", "Insurance"), ("Motors", "Manufacturing"),
    ];

    private static readonly (string City, string Country)[] Places =
        [("Sampletown", "US"), ("Musterstadt", "DE"), ("Exempleville", "FR"), ("Mockford", "GB"), ("Exemplopolis", "BR"), ("Namunapur", "IN")];

    private static readonly string[] Technologies = ["Snowflake", "Salesforce", "HubSpot", "Kubernetes", "dbt", "Kafka", "Tableau", "PostgreSQL"];
    private static readonly (UsageTrend Value, double Share)[] Trends = [(UsageTrend.Steady, .55), (UsageTrend.Growing, .27), (UsageTrend.Declining, .18)];

    public static IReadOnlyList<Customer> Create(DateOnly today)
    {
        var customers = new Customer[Count];
        for (var number = 1; number <= Count; number++)
        {
            customers[number - 1] = Create(number, today);
        }

        return customers;
    }

    private static Customer Create(int number, DateOnly today)
    {
        double Unit(int field) => Prng.Unit(Seed, number, field);
        var (trade, industry) = Trades[(number - 1) % Trades.Length];
        var word = Words[number - 1];
        var place = (int)(Unit(1) * Places.Length);
        var size = number % 5 == 2 || number == SyntheticCompany.UpsellCustomer ? CustomerSize.Enterprise : number % 5 == 0 ? CustomerSize.Small : CustomerSize.Middle;
        var employees = size switch { CustomerSize.Small => 20 + (int)(Unit(2) * 180), CustomerSize.Middle => 250 + (int)(Unit(2) * 1_700), _ => 2_500 + (int)(Unit(2) * 18_000) };
        var paying = number <= Paying;
        var trend = !paying ? UsageTrend.Steady : number switch
        {
            SyntheticCompany.UpsellCustomer => UsageTrend.Surging,
            SyntheticCompany.RiskCustomer => UsageTrend.Collapsing,
            _ => Prng.Pick(Trends, Unit(3)),
        };
        var seats = !paying ? 0 : Math.Max(10, (int)(employees * (.04 + (Unit(4) * .1)) / 5) * 5);
        var product = !paying ? null : CatalogueBook.Product(size switch { CustomerSize.Small => "LUM-BASIC", CustomerSize.Middle => Unit(5) < .5 ? "LUM-PLUS" : "LUM-PRO", _ => Unit(5) < .5 ? "LUM-TEAM" : "LUM-ENT" });
        var since = paying ? today.AddDays(-150 - (int)(Unit(6) * 1_300)) : (DateOnly?)null;
        var arr = product is null ? 0 : Math.Round(seats * product.ListPrice * (decimal)(.8 + (Unit(7) * .2)) / 100) * 100;
        var growth = trend switch { UsageTrend.Surging => .46, UsageTrend.Collapsing => -.08, UsageTrend.Growing => .08 + (Unit(8) * .2), UsageTrend.Declining => -.12 + (Unit(8) * .1), _ => -.02 + (Unit(8) * .08) };
        var oldEnough = since is { } day && day <= today.AddDays(-365);
        var domain = $"{word}-{trade}.example".ToLowerInvariant();
        return new Customer(
            number,
            $"{word} Sample {trade}",
            domain,
            industry,
            size,
            employees,
            Math.Round((decimal)(employees * (90 + (Unit(9) * 200)))) * 1_000,
            $"+1-202-555-{100 + (number % 100):D4}",
            $"{number} Example Street",
            Places[place].City,
            Places[place].Country,
            size switch { CustomerSize.Enterprise => 2 + (number % 2), CustomerSize.Middle => 4 + (number % 2), _ => number % 2 == 0 ? 6 : 8 },
            since,
            (since ?? today.AddDays(-30 - (int)(Unit(6) * 300))).AddDays(-40),
            product?.Code,
            seats,
            arr,
            oldEnough ? Math.Round(arr / (decimal)(1 + growth) / 100) * 100 : 0,
            trend,
            Math.Round(number == SyntheticCompany.UpsellCustomer ? .21 : number == SyntheticCompany.RiskCustomer ? -.14 : -.08 + (Unit(10) * .25), 3),
            string.Join(';', Technologies.Where((_, i) => Prng.Unit(Seed + 1, number, i) < .35).DefaultIfEmpty("PostgreSQL")),
            number is 19 or 31 ? SyntheticCompany.UpsellCustomer : null);
    }
}
