namespace CodexMcp.Sandbox.Company;

/// <summary>Makes the deals with their history, and the renewals.</summary>
internal static class DealBook
{
    private const int Seed = 1_301;
    private const int Count = 150;

    /// <summary>The renewal deal of the customer at risk: slipping, unqualified.</summary>
    private const int RiskDeal = 42;

    /// <summary>The expansion deal of the customer to sell more to.</summary>
    private const int UpsellDeal = 37;

    private static readonly (DealStage Value, double Share)[] Outcomes =
    [
        (DealStage.Prospecting, .09), (DealStage.Qualified, .1), (DealStage.Discovery, .11), (DealStage.Proposal, .11), (DealStage.Negotiation, .08),
        (DealStage.Won, .34), (DealStage.Lost, .17),
    ];

    private static readonly string[] Sources = ["Web", "Event", "Partner", "Referral", "Customer Success"];
    private static readonly string[] Steps = ["Send the proposal", "Agree on a date with procurement", "Show the forecast add-on", "Security review with IT", "Talk to the economic buyer"];
    private static readonly string[] Losses = ["Price", "No decision", "Competitor", "Missing feature"];
    private static readonly string[] Competitors = ["Prismboard (sample)", "Chartwell Demo", "In-house build"];

    public static IReadOnlyList<Deal> Create(SyntheticCompany company)
    {
        var deals = new Deal[Count];
        for (var number = 1; number <= Count; number++)
        {
            deals[number - 1] = Create(company, number);
        }

        return deals;
    }

    private static Deal Create(SyntheticCompany company, int number)
    {
        double Unit(int field) => Prng.Unit(Seed, number, field);
        var customer = company.Customer(number switch { RiskDeal => SyntheticCompany.RiskCustomer, UpsellDeal => SyntheticCompany.UpsellCustomer, _ => ((number - 1) % company.Customers.Count) + 1 });
        var story = number is RiskDeal or UpsellDeal;
        var kind = number == RiskDeal ? DealKind.Renewal : number == UpsellDeal ? DealKind.Expansion
            : !customer.IsCustomer || number % 5 == 0 ? DealKind.NewBusiness : number % 2 == 0 ? DealKind.Renewal : DealKind.Expansion;
        var stage = number switch { RiskDeal => DealStage.Negotiation, UpsellDeal => DealStage.Discovery, _ => Prng.Pick(Outcomes, Unit(1)) };
        if (!customer.IsCustomer && stage == DealStage.Won)
        {
            stage = DealStage.Proposal;
        }

        var closed = stage is DealStage.Won or DealStage.Lost;
        var created = company.Today.AddDays(number == RiskDeal ? -140 : number == UpsellDeal ? -21 : closed ? -120 - (int)(Unit(2) * 480) : -8 - (int)(Unit(2) * 130));
        var close = number switch
        {
            RiskDeal => company.Today.AddDays(18),
            UpsellDeal => company.Today.AddDays(40),
            _ when closed => created.AddDays(30 + (int)(Unit(3) * 85)),
            // One in seven open deals is overdue: somebody has not looked.
            _ => company.Today.AddDays(number % 7 == 0 ? -3 - (int)(Unit(3) * 20) : 5 + (int)(Unit(3) * 120)),
        };
        var lines = Lines(customer, kind, number);
        var amount = lines.Sum(line => line.Quantity * line.UnitPrice);
        return new Deal(
            number,
            customer.Number,
            customer.OwnerNumber,
            $"{customer.Name} - {kind switch { DealKind.NewBusiness => "New business", DealKind.Expansion => "Expansion", _ => "Renewal" }} {close.Year}",
            kind,
            stage,
            amount,
            created,
            close,
            kind == DealKind.Renewal ? "Customer Success" : Sources[(int)(Unit(4) * Sources.Length)],
            closed || number == RiskDeal || (!story && Unit(5) < .25) ? null : Steps[(int)(Unit(6) * Steps.Length)],
            stage == DealStage.Lost ? Losses[(int)(Unit(7) * Losses.Length)] : null,
            number == RiskDeal || Unit(8) < .35 ? Competitors[(int)(Unit(9) * Competitors.Length)] : null,
            Qualify(company, customer, number, stage),
            lines,
            [.. company.PeopleOf(customer.Number).Take(number == UpsellDeal ? 3 : 1 + (int)(Unit(10) * 3)).Select(p => p.Number)],
            History(customer.OwnerNumber, number, stage, amount, created, close, company.Today));
    }

    private static DealLine[] Lines(Customer customer, DealKind kind, int number)
    {
        double Unit(int field) => Prng.Unit(Seed + 1, number, field);
        var product = CatalogueBook.Product(customer.ProductCode ?? (customer.Size == CustomerSize.Enterprise ? "LUM-TEAM" : "LUM-PLUS"));
        var seats = customer.Seats > 0 ? customer.Seats : Math.Max(10, customer.Employees / 20);
        var quantity = kind switch { DealKind.Renewal => seats, DealKind.Expansion => Math.Max(5, seats / 4), _ => seats };
        var subscription = new DealLine(product.Number, quantity, Math.Round(product.ListPrice * (decimal)(.8 + (Unit(1) * .2)), 2));
        return Unit(2) < .45 || number == UpsellDeal
            ? [subscription, new DealLine(6 + (int)(Unit(3) * 6), 1, SyntheticCompany.Products[5 + (int)(Unit(3) * 6)].ListPrice)]
            : [subscription];
    }

    private static Qualification Qualify(SyntheticCompany company, Customer customer, int number, DealStage stage)
    {
        bool Known(int field) => number switch
        {
            RiskDeal => field == 5,
            UpsellDeal => field != 4,
            _ => Prng.Unit(Seed + 2, number, field) < .25 + (.14 * Math.Min((int)stage, 4)),
        };
        var people = company.PeopleOf(customer.Number).ToArray();
        return new Qualification(
            Known(1) ? "Reports in one day instead of five" : null,
            Known(2) ? people[1].Name : null,
            Known(3) ? "Single sign-on, own region, price per seat" : null,
            Known(4) ? "Security review, then procurement, then signature by the CFO" : null,
            Known(5) ? "Numbers of three teams do not agree" : null,
            Known(6) && !people[0].HasLeft ? people[0].Name : null,
            Known(7) ? "Prismboard (sample) is being looked at" : null);
    }

    private static List<DealChange> History(int owner, int number, DealStage last, decimal amount, DateOnly created, DateOnly close, DateOnly today)
    {
        var end = last is DealStage.Won or DealStage.Lost ? close : today.AddDays(-1);
        var path = last == DealStage.Lost
            ? Enumerable.Range(0, 1 + (int)(Prng.Unit(Seed + 3, number) * 4)).Select(i => (DealStage)i).Append(last).ToArray()
            : [.. Enumerable.Range(0, Math.Min((int)last, (int)DealStage.Negotiation) + 1).Select(i => (DealStage)i), .. last == DealStage.Won ? [last] : (DealStage[])[]];
        var days = Math.Max(end.DayNumber - created.DayNumber, path.Length);
        var slips = number == RiskDeal ? 3 : 0;
        var changes = new List<DealChange>();
        for (var i = 0; i < path.Length; i++)
        {
            // The last step of a closed deal is its close date; of an open one some time ago.
            var at = i == path.Length - 1 && last is DealStage.Won or DealStage.Lost && path[i] == last ? days : days * i * (slips > 0 ? 60 : 85) / 100 / Math.Max(1, path.Length - 1);
            changes.Add(new DealChange(Moment(created.AddDays(at), number + i), path[i], i < path.Length - 1 && i == 0 ? Math.Round(amount * .8m, 2) : amount, slips > 0 ? close.AddDays(-30 * slips) : close, owner));
        }

        for (; slips > 0; slips--)
        {
            changes.Add(new DealChange(Moment(today.AddDays(-12 * slips), number), last, amount, close.AddDays(-30 * (slips - 1)), owner));
        }

        return changes;
    }

    /// <summary>A moment in working hours of a day, UTC.</summary>
    public static DateTimeOffset Moment(DateOnly day, int salt) => new(day.ToDateTime(new TimeOnly(8 + (salt % 9), salt * 7 % 60)), TimeSpan.Zero);

    public static IReadOnlyList<Renewal> Renewals(SyntheticCompany company)
    {
        var renewals = new List<Renewal>();
        foreach (var customer in company.Customers.Where(c => c.IsCustomer))
        {
            var since = customer.Since!.Value;
            var due = customer.Number == SyntheticCompany.RiskCustomer ? company.Today.AddDays(32) : NextAnniversary(since, company.Today);
            if (customer.ArrYearAgo > 0)
            {
                renewals.Add(new Renewal(
                    renewals.Count + 1, customer.Number, customer.OwnerNumber, due.AddYears(-1), customer.Arr, customer.ArrYearAgo, "Renewed", "Low", null));
            }

            var risk = customer.Trend switch { UsageTrend.Collapsing => "High", UsageTrend.Declining => "Medium", _ => "Low" };
            renewals.Add(new Renewal(
                renewals.Count + 1, customer.Number, customer.OwnerNumber, due, customer.Arr, customer.ArrYearAgo, "Upcoming", risk,
                company.Deals.FirstOrDefault(d => d.CustomerNumber == customer.Number && d.Kind == DealKind.Renewal && !d.IsClosed)?.Number));
        }

        return renewals;
    }

    private static DateOnly NextAnniversary(DateOnly since, DateOnly today)
    {
        var years = today.Year - since.Year;
        var day = since.AddYears(years);
        return day > today ? day : since.AddYears(years + 1);
    }
}
