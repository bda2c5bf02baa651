namespace CodexMcp.Sandbox.Company;

/// <summary>The synthetic company that every simulated system shows: Larkspur Demo, which sells the product Lumen to other companies.
/// Made from a seed and one day, the same on every machine; dates count back from that day, so there is always something recent.
/// Parts are made when they are first read. There are two stories to find: <see cref="UpsellCustomer"/> and <see cref="RiskCustomer"/>.</summary>
internal sealed class SyntheticCompany
{
    /// <summary>How many days of usage there are, ending yesterday: 26 weeks and what is needed to fill the first one.</summary>
    public const int UsageDays = 189;

    /// <summary>How many whole weeks of usage there are, ending with the last full week.</summary>
    public const int UsageWeeks = 26;

    /// <summary>The number of the customer to sell more to: usage surges, seats are nearly full, people answer quickly, ARR has grown.</summary>
    public const int UpsellCustomer = 7;

    /// <summary>The number of the customer that may be lost: usage has halved, the champion has left, tickets are escalated, the deal slips, the renewal is near.</summary>
    public const int RiskCustomer = 12;

    private readonly Lazy<IReadOnlyList<Customer>> _customers;
    private readonly Lazy<IReadOnlyList<Person>> _people;
    private readonly Lazy<IReadOnlyList<Prospect>> _prospects;
    private readonly Lazy<IReadOnlyList<Deal>> _deals;
    private readonly Lazy<IReadOnlyList<Renewal>> _renewals;
    private readonly Lazy<IReadOnlyList<Activity>> _activities;
    private readonly Lazy<IReadOnlyList<Ticket>> _tickets;

    /// <summary>Makes the company as it stands on a day.</summary>
    public SyntheticCompany(DateOnly today)
    {
        Today = today;
        _customers = new(() => CustomerBook.Create(today));
        _people = new(() => PersonBook.Create(Customers));
        _prospects = new(() => PersonBook.Prospects(today));
        _deals = new(() => DealBook.Create(this));
        _renewals = new(() => DealBook.Renewals(this));
        _activities = new(() => ActivityBook.Create(this));
        _tickets = new(() => TicketBook.Create(this));
    }

    /// <summary>Makes the company as it stands on the clock's day, UTC.</summary>
    public static SyntheticCompany At(TimeProvider time) => new(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));

    /// <summary>The day on which everything is told; usage ends the day before.</summary>
    public DateOnly Today { get; }

    /// <summary>Our own people: 8.</summary>
    public static IReadOnlyList<Colleague> Colleagues => CatalogueBook.Colleagues;

    /// <summary>What we sell: 12.</summary>
    public static IReadOnlyList<Product> Products => CatalogueBook.Products;

    /// <summary>60 companies: 44 customers, then 16 that are not yet.</summary>
    public IReadOnlyList<Customer> Customers => _customers.Value;

    /// <summary>180 persons, three for each company.</summary>
    public IReadOnlyList<Person> People => _people.Value;

    /// <summary>40 who asked about us.</summary>
    public IReadOnlyList<Prospect> Prospects => _prospects.Value;

    /// <summary>150 deals, open and closed.</summary>
    public IReadOnlyList<Deal> Deals => _deals.Value;

    /// <summary>For each customer the next renewal, and the last one where there was one.</summary>
    public IReadOnlyList<Renewal> Renewals => _renewals.Value;

    /// <summary>What was done and what is planned, oldest first.</summary>
    public IReadOnlyList<Activity> Activities => _activities.Value;

    /// <summary>What customers asked our support.</summary>
    public IReadOnlyList<Ticket> Tickets => _tickets.Value;

    /// <summary>A customer by its number.</summary>
    public Customer Customer(int number) => Customers[number - 1];

    /// <summary>A customer's three people: by place the champion, the buyer and a user.</summary>
    public IEnumerable<Person> PeopleOf(int customer) => People.Skip((customer - 1) * PersonBook.PerCustomer).Take(PersonBook.PerCustomer);

    /// <summary>Every customer's usage, day by day, oldest first. Made while it is read.</summary>
    public IEnumerable<UsageDay> DailyUsage() => Customers.Where(c => c.IsCustomer).SelectMany(c => UsageBook.Days(c, Today));

    /// <summary>Every customer's usage by whole weeks, oldest first. Made while it is read.</summary>
    public IEnumerable<UsageWeek> WeeklyUsage() => Customers.Where(c => c.IsCustomer).SelectMany(c => UsageBook.Weeks(c, Today));
}
